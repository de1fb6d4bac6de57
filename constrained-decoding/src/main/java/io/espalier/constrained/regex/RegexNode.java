package io.espalier.constrained.regex;

import java.util.List;

/// A regex as it was written, with flags, classes and dialect already resolved to code points.
sealed interface RegexNode {
  /// The empty text.
  record Empty() implements RegexNode {}

  /// One character out of a set; an empty set matches nothing.
  record Chars(CodePoints set) implements RegexNode {}

  /// Any single byte (RE2's `\C`).
  record AnyByte() implements RegexNode {}

  /// One part after the other.
  record Sequence(List<RegexNode> parts) implements RegexNode {}

  /// Any of the parts.
  record Choice(List<RegexNode> parts) implements RegexNode {}

  /// The body `min` to `max` times; max -1 = without bound.
  record Repeat(RegexNode body, int min, int max) implements RegexNode {}

  /// A condition on the place between two characters.
  record Anchor(Kind kind) implements RegexNode {}

  /// A condition on what follows.
  record Look(boolean negative, RegexNode body) implements RegexNode {}

  /// The conditions an anchor may state.
  enum Kind {
    TEXT_START,
    TEXT_END,
    LINE_START,
    LINE_END,
    WORD_BOUNDARY,
    NOT_WORD_BOUNDARY,
    UNICODE_WORD_BOUNDARY,
    UNICODE_NOT_WORD_BOUNDARY
  }

  /// Tells whether an anchor or a look-ahead is anywhere in `node`.
  static boolean hasConditions(RegexNode node) {
    return switch (node) {
      case Empty _, Chars _, AnyByte _ -> false;
      case Sequence sequence -> sequence.parts.stream().anyMatch(RegexNode::hasConditions);
      case Choice choice -> choice.parts.stream().anyMatch(RegexNode::hasConditions);
      case Repeat repeat -> hasConditions(repeat.body);
      case Anchor _, Look _ -> true;
    };
  }
}
