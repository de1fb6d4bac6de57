package io.espalier.constrained.json;

import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.regex.CodePoints;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import io.espalier.constrained.regex.RegexCompiler;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/// Internationalised host names (RFC 5890 to 5893) as a regular language that holds no wrong name.
///
/// Which code points a label may have follows RFC 5892 §2 from the Unicode data of the JDK; so do
/// the contextual rules of its appendix A and the Bidi rule of RFC 5893 §2.
///
/// ## Decisions
///
/// - What is not regular is left out and not let through: labels in Punycode (`xn--…`), labels
///   beyond ASCII of more than 11 characters (their `xn--` form may pass 63 octets), names beyond
///   ASCII of more than 40.
/// - Marks that may join with the character before them are left out, so that texts are in form C.
final class IdnHostname {
  private static final int MAX_LETTERS = 11;
  private static final int MAX_UNITS = 5;
  private static final int MAX_LABELS = 3;

  /// No letter stands behind.
  private static final int END = 0x32400;

  private static final String EXCEPTIONS = "\u00DF\u03C2\u06FD\u06FE\u0F0B\u3007";
  private static final String DISALLOWED =
      "\u0640\u07FA\u302E\u302F\u3031\u3032\u3033\u3034\u3035\u303B\u034F\u17B4\u17B5";

  /// Canonical combining class 9, in the scripts whose names are written with joiners.
  private static final CodePoints VIRAMA =
      CodePoints.of(
          0x94D, 0x94D, 0x9CD, 0x9CD, 0xA4D, 0xA4D, 0xACD, 0xACD, 0xB4D, 0xB4D, 0xBCD, 0xBCD, 0xC4D,
          0xC4D, 0xCCD, 0xCCD, 0xD4D, 0xD4D, 0xDCA, 0xDCA, 0x1039, 0x103A, 0x17D2, 0x17D2);

  /// Arabic letters that join on both sides, and those that join at least to what is before them.
  private static final CodePoints JOINS_ON =
      CodePoints.of(
          0x626, 0x626, 0x628, 0x628, 0x62A, 0x62E, 0x633, 0x63F, 0x641, 0x647, 0x649, 0x64A);

  private static final CodePoints JOINED =
      JOINS_ON.union(
          CodePoints.of(0x622, 0x625, 0x627, 0x627, 0x629, 0x629, 0x62F, 0x632, 0x648, 0x648));

  private final ExprFactory f;

  private IdnHostname(ExprFactory factory) {
    this.f = factory;
  }

  /// Sets that take a walk over all code points; made when first needed.
  private static final class Sets {
    static final CodePoints COMBINING = combining();
    static final CodePoints MARKS = where(Sets::isMark);
    static final CodePoints LETTERS = where(Sets::isLetterOrDigit).minus(COMBINING);
    static final CodePoints RIGHT =
        where(c ->
            Character.getDirectionality(c) == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || Character.getDirectionality(c) == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC);
    static final CodePoints ARABIC_NUMBER = directed(Character.DIRECTIONALITY_ARABIC_NUMBER);
    static final CodePoints EUROPEAN_NUMBER = directed(Character.DIRECTIONALITY_EUROPEAN_NUMBER);
    static final CodePoints LEFT = directed(Character.DIRECTIONALITY_LEFT_TO_RIGHT);
    static final CodePoints NONSPACING = directed(Character.DIRECTIONALITY_NONSPACING_MARK);

    static final CodePoints GREEK = script(Character.UnicodeScript.GREEK);
    static final CodePoints HEBREW = script(Character.UnicodeScript.HEBREW);
    static final CodePoints JAPANESE =
        script(Character.UnicodeScript.HIRAGANA)
            .union(script(Character.UnicodeScript.KATAKANA))
            .union(script(Character.UnicodeScript.HAN))
            .minus(CodePoints.of(0x30FB, 0x30FB));

    private static CodePoints script(Character.UnicodeScript script) {
      return where(c -> Character.UnicodeScript.of(c) == script);
    }

    private static CodePoints directed(byte direction) {
      return where(c -> Character.getDirectionality(c) == direction);
    }

    static CodePoints where(IntPredicate wanted) {
      List<Integer> pairs = new ArrayList<>();
      for (int c = 0; c < END; c++) {
        if ((c < 0xD800 || c > 0xDFFF) && wanted.test(c)) {
          int from = c;
          while (c + 1 < END && c + 1 != 0xD800 && wanted.test(c + 1)) {
            c++;
          }
          pairs.add(from);
          pairs.add(c);
        }
      }
      return CodePoints.of(pairs.stream().mapToInt(i -> i).toArray());
    }

    private static boolean isMark(int c) {
      int type = Character.getType(c);
      return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isLetterOrDigit(int c) {
      if (EXCEPTIONS.indexOf(c) >= 0) {
        return true;
      }
      boolean kind =
          switch (Character.getType(c)) {
            case Character.LOWERCASE_LETTER,
                Character.OTHER_LETTER,
                Character.MODIFIER_LETTER,
                Character.DECIMAL_DIGIT_NUMBER,
                Character.NON_SPACING_MARK,
                Character.COMBINING_SPACING_MARK ->
                true;
            default -> false;
          };
      return kind && DISALLOWED.indexOf(c) < 0 && !ignored(c) && stable(c);
    }

    /// Old Hangul letters, variation selectors and the blocks of RFC 5892 §2.5.
    private static boolean ignored(int c) {
      return (c >= 0x1100 && c <= 0x11FF)
          || (c >= 0xA960 && c <= 0xA97F)
          || (c >= 0xD7B0 && c <= 0xD7FF)
          || (c >= 0x20D0 && c <= 0x20FF)
          || (c >= 0x1D100 && c <= 0x1D24F)
          || (c >= 0x180B && c <= 0x180F)
          || (c >= 0xFE00 && c <= 0xFE0F)
          || c == 0x3164
          || c == 0xFFA0
          || c >= 0xE0000;
    }

    /// RFC 5892 §2.2: folding its case and compatibility forms changes nothing.
    private static boolean stable(int c) {
      if (c < 0x80) {
        return true;
      }
      String text = Character.toString(c);
      String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
      return Normalizer.normalize(folded, Normalizer.Form.NFKC).equals(text);
    }

    /// Second characters of canonical compositions.
    private static CodePoints combining() {
      List<Integer> pairs = new ArrayList<>();
      for (int c = 0xA0; c <= 0x1FFFF; c++) {
        if ((c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xD800 && c <= 0xDFFF)) {
          continue;
        }
        String parts = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD);
        int first = parts.codePointAt(0);
        for (int i = Character.charCount(first); i < parts.length(); ) {
          int part = parts.codePointAt(i);
          pairs.add(part);
          pairs.add(part);
          i += Character.charCount(part);
        }
      }
      return CodePoints.of(pairs.stream().mapToInt(i -> i).toArray());
    }
  }

  /// Returns the language.
  static Expr language(ExprFactory factory) {
    return new IdnHostname(factory).name();
  }

  private Expr name() {
    Expr ascii = RegexCompiler.compile(f, Formats.PLAIN_LABEL, RegexDialect.RE2_FULL);
    Expr asciiName = f.and(join(ascii, -1), f.anyText(1, 253));
    Expr withoutBidi = f.alternate(ascii, leftLabel());
    Expr withBidi =
        f.alternate(
            rightLabel(Sets.EUROPEAN_NUMBER), rightLabel(Sets.ARABIC_NUMBER), strictLeftLabel());
    return f.alternate(
        asciiName, join(withoutBidi, MAX_LABELS - 1), join(withBidi, MAX_LABELS - 1));
  }

  /// A label without any character of a right-to-left script.
  private Expr leftLabel() {
    CodePoints letters = Sets.LETTERS.minus(Sets.RIGHT).minus(Sets.ARABIC_NUMBER);
    CodePoints joiners = CodePoints.of(0x200C, 0x200D);
    Expr bound =
        f.alternate(
            sequence(set("l"), set("\u00B7"), set("l")),
            sequence(set("\u0375"), Sets.GREEK.intersect(letters)),
            sequence(set("\u30FB"), Sets.JAPANESE.intersect(letters)));
    Expr start = f.alternate(one(letters.minus(Sets.MARKS)), bound);
    Expr unit = f.alternate(one(letters), bound, sequence(VIRAMA, joiners));
    return label(start, one(letters), unit);
  }

  /// A label that starts with a right-to-left letter, with digits of one kind (RFC 5893 §2, rules 2
  /// to 4).
  private Expr rightLabel(CodePoints digits) {
    CodePoints letters = Sets.RIGHT.intersect(Sets.LETTERS);
    Expr mark = one(Sets.NONSPACING.intersect(Sets.LETTERS));
    Expr marks = f.repeat(mark, 0, 1);
    CodePoints hebrew = Sets.HEBREW.intersect(letters);
    Expr bound =
        f.alternate(
            f.concat(one(hebrew), f.concat(marks, one(set("\u05F3\u05F4")))),
            sequence(JOINS_ON, CodePoints.of(0x200C, 0x200C), JOINED));
    Expr letter = f.concat(one(letters), marks);
    Expr number = one(digits.intersect(Sets.LETTERS));
    Expr start = f.alternate(letter, bound);
    return label(start, f.alternate(one(letters), number), f.alternate(letter, bound, number));
  }

  /// A label beside right-to-left ones (rules 5 and 6).
  private Expr strictLeftLabel() {
    CodePoints letters = Sets.LEFT.intersect(Sets.LETTERS);
    Expr more = one(letters.union(Sets.EUROPEAN_NUMBER.intersect(Sets.LETTERS)));
    return label(one(letters.minus(Sets.MARKS)), more, more);
  }

  /// Up to eleven letters, or up to five units of a letter and what it has with it; a hyphen may
  /// stand between any two.
  private Expr label(Expr start, Expr letter, Expr unit) {
    Expr hyphen = f.repeat(one(set("-")), 0, 1);
    return f.alternate(
        f.concat(start, f.repeat(f.concat(hyphen, letter), 0, MAX_LETTERS - 1)),
        f.concat(start, f.repeat(f.concat(hyphen, unit), 0, MAX_UNITS - 1)));
  }

  private Expr join(Expr label, int more) {
    Expr dot = one(set(".\u3002\uFF0E\uFF61"));
    return f.concat(label, f.repeat(f.concat(dot, label), 0, more));
  }

  private Expr sequence(CodePoints... sets) {
    Expr out = f.epsilon();
    for (int i = sets.length - 1; i >= 0; i--) {
      out = f.concat(one(sets[i]), out);
    }
    return out;
  }

  private Expr one(CodePoints set) {
    return f.codes(set);
  }

  private static CodePoints set(String characters) {
    int[] pairs = new int[2 * characters.length()];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = characters.charAt(i / 2);
    }
    return CodePoints.of(pairs);
  }
}
