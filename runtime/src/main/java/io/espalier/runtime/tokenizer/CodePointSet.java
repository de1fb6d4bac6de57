package io.espalier.runtime.tokenizer;

import java.util.ArrayList;
import java.util.List;

/// A set of code points as a split pattern writes it: general categories, ranges, white space,
/// possibly negated. Immutable.
///
/// Membership of ASCII is one bit test; other code points ask `Character.getType` (Unicode of the
/// running JDK).
final class CodePointSet {
  private static final int ALL_CATEGORIES = (1 << 31) - 1;

  private final int categories;
  private final boolean space;
  private final boolean notSpace;
  private final int[] ranges;
  private final boolean negated;
  private final long lowAscii;
  private final long highAscii;

  private CodePointSet(
      int categories, boolean space, boolean notSpace, int[] ranges, boolean negated) {
    this.categories = categories;
    this.space = space;
    this.notSpace = notSpace;
    this.ranges = ranges;
    this.negated = negated;
    long low = 0;
    long high = 0;
    for (int point = 0; point < 64; point++) {
      low |= general(point) ? 1L << point : 0;
      high |= general(point + 64) ? 1L << point : 0;
    }
    lowAscii = low;
    highAscii = high;
  }

  boolean contains(int point) {
    if (point < 64) {
      return (lowAscii >>> point & 1) != 0;
    }
    if (point < 128) {
      return (highAscii >>> point & 1) != 0;
    }
    return general(point);
  }

  private boolean general(int point) {
    return isListed(point) != negated;
  }

  private boolean isListed(int point) {
    if ((categories >>> Character.getType(point) & 1) != 0) {
      return true;
    }
    if (space || notSpace) {
      boolean white = CodePoints.isWhiteSpace(point);
      if (white ? space : notSpace) {
        return true;
      }
    }
    for (int i = 0; i < ranges.length; i += 2) {
      if (point >= ranges[i] && point <= ranges[i + 1]) {
        return true;
      }
    }
    return false;
  }

  static CodePointSet of(int point) {
    return new Builder().range(point, point).build();
  }

  /// Collects the items between `[` and `]`.
  static final class Builder {
    private int categories;
    private boolean space;
    private boolean notSpace;
    private boolean negated;
    private final List<int[]> ranges = new ArrayList<>();

    Builder range(int first, int last) {
      ranges.add(new int[] {first, last});
      return this;
    }

    /// Both cases of a character, with the two signs outside ASCII that fold to an ASCII letter.
    Builder ignoringCase(int point) {
      int lower = Character.toLowerCase(Character.toUpperCase(point));
      int upper = Character.toUpperCase(point);
      range(point, point).range(lower, lower).range(upper, upper);
      if (lower == 's') {
        range(0x17F, 0x17F); // long s
      } else if (lower == 'k') {
        range(0x212A, 0x212A); // Kelvin sign
      }
      return this;
    }

    Builder categories(int mask, boolean complement) {
      categories |= complement ? ALL_CATEGORIES & ~mask : mask;
      return this;
    }

    Builder space(boolean complement) {
      if (complement) {
        notSpace = true;
      } else {
        space = true;
      }
      return this;
    }

    Builder negate() {
      negated = true;
      return this;
    }

    CodePointSet build() {
      int[] flat = new int[2 * ranges.size()];
      for (int i = 0; i < ranges.size(); i++) {
        flat[2 * i] = ranges.get(i)[0];
        flat[2 * i + 1] = ranges.get(i)[1];
      }
      return new CodePointSet(categories, space, notSpace, flat, negated);
    }
  }

  /// The mask of a general category by its short name, such as `L` or `Lu`; 0 where the name is
  /// none.
  static int categoryMask(String name) {
    return switch (name) {
      case "L", "Letter" ->
          bits(
              Character.UPPERCASE_LETTER,
              Character.LOWERCASE_LETTER,
              Character.TITLECASE_LETTER,
              Character.MODIFIER_LETTER,
              Character.OTHER_LETTER);
      case "Lu" -> bits(Character.UPPERCASE_LETTER);
      case "Ll" -> bits(Character.LOWERCASE_LETTER);
      case "Lt" -> bits(Character.TITLECASE_LETTER);
      case "Lm" -> bits(Character.MODIFIER_LETTER);
      case "Lo" -> bits(Character.OTHER_LETTER);
      case "M", "Mark" ->
          bits(
              Character.NON_SPACING_MARK,
              Character.ENCLOSING_MARK,
              Character.COMBINING_SPACING_MARK);
      case "Mn" -> bits(Character.NON_SPACING_MARK);
      case "Mc" -> bits(Character.COMBINING_SPACING_MARK);
      case "Me" -> bits(Character.ENCLOSING_MARK);
      case "N", "Number" ->
          bits(Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER);
      case "Nd" -> bits(Character.DECIMAL_DIGIT_NUMBER);
      case "Nl" -> bits(Character.LETTER_NUMBER);
      case "No" -> bits(Character.OTHER_NUMBER);
      case "P", "Punctuation" ->
          bits(
              Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION);
      case "Pc" -> bits(Character.CONNECTOR_PUNCTUATION);
      case "Pd" -> bits(Character.DASH_PUNCTUATION);
      case "Ps" -> bits(Character.START_PUNCTUATION);
      case "Pe" -> bits(Character.END_PUNCTUATION);
      case "Pi" -> bits(Character.INITIAL_QUOTE_PUNCTUATION);
      case "Pf" -> bits(Character.FINAL_QUOTE_PUNCTUATION);
      case "Po" -> bits(Character.OTHER_PUNCTUATION);
      case "S", "Symbol" ->
          bits(
              Character.MATH_SYMBOL,
              Character.CURRENCY_SYMBOL,
              Character.MODIFIER_SYMBOL,
              Character.OTHER_SYMBOL);
      case "Sm" -> bits(Character.MATH_SYMBOL);
      case "Sc" -> bits(Character.CURRENCY_SYMBOL);
      case "Sk" -> bits(Character.MODIFIER_SYMBOL);
      case "So" -> bits(Character.OTHER_SYMBOL);
      case "Z", "Separator" ->
          bits(Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR);
      case "Zs" -> bits(Character.SPACE_SEPARATOR);
      case "Zl" -> bits(Character.LINE_SEPARATOR);
      case "Zp" -> bits(Character.PARAGRAPH_SEPARATOR);
      case "C", "Other" ->
          bits(
              Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED);
      case "Cc" -> bits(Character.CONTROL);
      case "Cf" -> bits(Character.FORMAT);
      case "Co" -> bits(Character.PRIVATE_USE);
      case "Cn" -> bits(Character.UNASSIGNED);
      default -> 0;
    };
  }

  private static int bits(byte... types) {
    int mask = 0;
    for (byte type : types) {
      mask |= 1 << type;
    }
    return mask;
  }
}
