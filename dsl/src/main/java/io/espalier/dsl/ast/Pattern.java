package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands between `case` and `->`.
public sealed interface Pattern extends Node {

  /// `Answer(text, steps)`, `dims.Dimension(name, _)`: a record or a tool's call, its fields bound
  /// in order. A binding called `_` binds nothing.
  record RecordPattern(Span span, @Nullable Name module, Name type, List<Name> bindings)
      implements Pattern {
    public RecordPattern {
      bindings = List.copyOf(bindings);
    }
  }

  /// `A`, `Grade.A`, `Answer`: an enum value, or a record, tool or union alternative without
  /// bindings; the checker resolves which.
  record NamePattern(Span span, @Nullable Name qualifier, Name name) implements Pattern {}

  /// A string (constant), int, float, bool or `null` literal; signs are folded into numbers.
  record LiteralPattern(Span span, Expression literal) implements Pattern {}

  /// `_`: anything.
  record WildcardPattern(Span span) implements Pattern {}
}
