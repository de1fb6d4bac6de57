package io.espalier.compiler.ir;

import java.util.List;

/// What a case of a [Instruction.Match] accepts.
public sealed interface Pattern {

  /// A record with this tag (its type's name without the file); the named fields go into the slots.
  record Alternative(String tag, List<Binding> bindings) implements Pattern {
    public Alternative {
      bindings = List.copyOf(bindings);
    }
  }

  /// A field of the matched record and the slot it fills.
  record Binding(String field, int slot) {}

  /// A value equal to this one; a `null` constant accepts an absent value.
  record Literal(Expr.Constant value) implements Pattern {}

  /// Anything.
  record Anything() implements Pattern {}
}
