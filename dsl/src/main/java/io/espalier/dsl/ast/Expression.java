package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What has a value. Parentheses leave no trace. The height of a tree is limited by the reader
/// (`ReadLimits.depth`), so recursion over it is safe.
public sealed interface Expression extends Node {

  /// A string; its template has no holes.
  record StringLiteral(Span span, Template template) implements Expression {}

  /// A whole number that fits 64 bits.
  record IntLiteral(Span span, long value) implements Expression {}

  /// A finite number with a fraction or exponent.
  record FloatLiteral(Span span, double value) implements Expression {}

  /// `true` or `false`.
  record BoolLiteral(Span span, boolean value) implements Expression {}

  /// `null`.
  record NullLiteral(Span span) implements Expression {}

  /// A variable, parameter, enum type, module alias, or `it` in a method's argument.
  record Reference(Span span, Name name) implements Expression {}

  /// `receiver.name`: a field, `logprob`, `best`; also `Grade.A` and `dims.Grade`, which the
  /// checker resolves.
  record Member(Span span, Expression receiver, Name name) implements Expression {}

  /// `receiver.name(arguments)`. `dims.all()` is one too, its receiver a [Reference] to the module
  /// alias. An argument that mentions `it` is a function of `it`.
  record MethodCall(Span span, Expression receiver, Name name, List<Argument> arguments)
      implements Expression {
    public MethodCall {
      arguments = List.copyOf(arguments);
    }
  }

  /// `f(a)`, `call f(a)`, `aside dims.f(a)`. `module` is set only for `call`, `aside` and
  /// `include`; a plain `dims.f(a)` is a [MethodCall].
  record Call(Span span, CallMode mode, @Nullable Name module, Name name, List<Argument> arguments)
      implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /// In which stream a callee runs.
  enum CallMode {
    /// `f(a)`: a function, a tool or a built-in; a prompt inside `include`.
    PLAIN,
    /// `call f(a)`: a fresh stream.
    CALL,
    /// `aside f(a)`: a fork of this stream, of which only the value returns.
    ASIDE
  }

  /// `-x`, `!x`. A minus before a number literal is folded into the number.
  record Unary(Span span, UnaryOperator operator, Expression operand) implements Expression {}

  /// `left operator right`. Comparisons are not chained.
  record Binary(Span span, BinaryOperator operator, Expression left, Expression right)
      implements Expression {}

  /// `[a, b]`.
  record ListLiteral(Span span, List<Expression> elements) implements Expression {
    public ListLiteral {
      elements = List.copyOf(elements);
    }
  }

  /// `Leaf { plan: p, score: 3 }`, `dims.Dimension { … }`.
  record RecordLiteral(Span span, @Nullable Name module, Name type, List<FieldValue> fields)
      implements Expression {
    public RecordLiteral {
      fields = List.copyOf(fields);
    }
  }

  /// A field's value in a [RecordLiteral].
  record FieldValue(Span span, Name name, Expression value) implements Node {}

  /// `low..high`, both ends included.
  record RangeExpression(Span span, Expression low, Expression high) implements Expression {}

  /// `gen T with (max: 3)`.
  record Gen(Span span, TypeNode type, List<Option> options) implements Expression {
    public Gen {
      options = List.copyOf(options);
    }
  }

  /// `select from choices by method`; `method` is null when it is left out.
  record Select(Span span, Expression choices, @Nullable Name method) implements Expression {}

  /// `fork x in xs { … }` (binder and iterable set) or `fork 5 { … }` (count set); `collect` keeps
  /// failed branches instead of cancelling their siblings.
  record Fork(
      Span span,
      @Nullable Name binder,
      @Nullable Expression iterable,
      @Nullable Expression count,
      Statement.Block body,
      boolean collect)
      implements Expression {
    public Fork {
      if ((binder == null) != (iterable == null) || (binder == null) == (count == null)) {
        throw new IllegalArgumentException("a fork has a binder and an iterable, or a count");
      }
    }
  }

  /// `race x in xs { … }`.
  record Race(Span span, Name binder, Expression iterable, Statement.Block body)
      implements Expression {}
}
