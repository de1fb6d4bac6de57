package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;

/// What stands in the parentheses after a type's name.
public sealed interface TypeArgument extends Node {

  /// `max: 40`, `format: date`. The value is an int, float, bool or string literal (signs are
  /// folded into the number), or a [Expression.Reference] for a word such as `date`.
  record NamedArgument(Span span, Name name, Expression value) implements TypeArgument {}

  /// `1..5`, `-90.0..90.0`; both ends included. Each end is an [Expression.IntLiteral] or an
  /// [Expression.FloatLiteral], the sign folded into the number.
  record RangeArgument(Span span, Expression low, Expression high) implements TypeArgument {}

  /// `r"[A-Z]{3}"`: the pattern as the regex engine shall see it.
  record PatternArgument(Span span, Quoted pattern) implements TypeArgument {}
}
