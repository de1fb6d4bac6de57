package io.espalier.constrained.grammar;

import io.espalier.constrained.regex.Expr;
import java.util.List;

/// What a rule may be made of.
sealed interface Production {
  /// Texts of a regular language.
  record Terminal(Expr language) implements Production {}

  /// Another rule, by name; `place` is where it is mentioned.
  record Rule(String name, String place) implements Production {}

  /// One part after the other.
  record Sequence(List<Production> parts) implements Production {}

  /// Any of the parts.
  record Choice(List<Production> parts) implements Production {}

  /// The body `min` to `max` times; max -1 = without bound.
  record Repeat(Production body, int min, int max) implements Production {}
}
