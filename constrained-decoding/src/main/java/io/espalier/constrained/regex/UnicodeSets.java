package io.espalier.constrained.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Unicode properties by the names regexes use, read from the tables of the Java platform.
final class UnicodeSets {
  static final CodePoints DIGIT = CodePoints.of('0', '9');
  static final CodePoints WORD = CodePoints.of('0', '9', 'A', 'Z', '_', '_', 'a', 'z');

  /// RE2's and Perl's `\s` without the vertical tab.
  static final CodePoints SPACE_RE2 = CodePoints.of('\t', '\n', '\f', '\r', ' ', ' ');

  /// ECMA-262's WhiteSpace and LineTerminator.
  static final CodePoints SPACE_ECMA =
      CodePoints.of(
          '\t', '\r', ' ', ' ', 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F,
          0x202F, 0x205F, 0x205F, 0x3000, 0x3000, 0xFEFF, 0xFEFF);

  static final CodePoints SPACE_UNICODE =
      CodePoints.of(
          '\t', '\r', ' ', ' ', 0x85, 0x85, 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028,
          0x2029, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000);

  private static final Map<String, String> LONG_CATEGORIES =
      Map.ofEntries(
          Map.entry("letter", "L"),
          Map.entry("cased_letter", "LC"),
          Map.entry("uppercase_letter", "Lu"),
          Map.entry("lowercase_letter", "Ll"),
          Map.entry("titlecase_letter", "Lt"),
          Map.entry("modifier_letter", "Lm"),
          Map.entry("other_letter", "Lo"),
          Map.entry("mark", "M"),
          Map.entry("combining_mark", "M"),
          Map.entry("nonspacing_mark", "Mn"),
          Map.entry("spacing_mark", "Mc"),
          Map.entry("enclosing_mark", "Me"),
          Map.entry("number", "N"),
          Map.entry("decimal_number", "Nd"),
          Map.entry("digit", "Nd"),
          Map.entry("letter_number", "Nl"),
          Map.entry("other_number", "No"),
          Map.entry("punctuation", "P"),
          Map.entry("punct", "P"),
          Map.entry("connector_punctuation", "Pc"),
          Map.entry("dash_punctuation", "Pd"),
          Map.entry("open_punctuation", "Ps"),
          Map.entry("close_punctuation", "Pe"),
          Map.entry("initial_punctuation", "Pi"),
          Map.entry("final_punctuation", "Pf"),
          Map.entry("other_punctuation", "Po"),
          Map.entry("symbol", "S"),
          Map.entry("math_symbol", "Sm"),
          Map.entry("currency_symbol", "Sc"),
          Map.entry("modifier_symbol", "Sk"),
          Map.entry("other_symbol", "So"),
          Map.entry("separator", "Z"),
          Map.entry("space_separator", "Zs"),
          Map.entry("line_separator", "Zl"),
          Map.entry("paragraph_separator", "Zp"),
          Map.entry("other", "C"),
          Map.entry("control", "Cc"),
          Map.entry("cntrl", "Cc"),
          Map.entry("format", "Cf"),
          Map.entry("surrogate", "Cs"),
          Map.entry("private_use", "Co"),
          Map.entry("unassigned", "Cn"));

  private UnicodeSets() {}

  /// General categories, filled in one pass over all code points when the class is first used.
  private static final class Categories {
    private static final CodePoints[] BY_TYPE = read();

    private static CodePoints[] read() {
      List<List<Integer>> pairs = new ArrayList<>();
      for (int i = 0; i <= 30; i++) {
        pairs.add(new ArrayList<>());
      }
      int from = 0;
      int type = Character.getType(0);
      for (int c = 1; c <= 0x110000; c++) {
        int next = c > 0x10FFFF ? -1 : Character.getType(c);
        if (next != type) {
          pairs.get(type).add(from);
          pairs.get(type).add(c - 1);
          from = c;
          type = next;
        }
      }
      return pairs.stream()
          .map(list -> CodePoints.of(list.stream().mapToInt(i -> i).toArray()))
          .toArray(CodePoints[]::new);
    }
  }

  /// Code points whose case pairs differ from themselves; scanned once.
  private static final class Cased {
    private static final int[] ALL = read();

    private static int[] read() {
      List<Integer> out = new ArrayList<>();
      for (int c = 0; c <= 0x1FFFF; c++) {
        if (Character.toLowerCase(c) != c || Character.toUpperCase(c) != c) {
          out.add(c);
        }
      }
      return out.stream().mapToInt(i -> i).toArray();
    }
  }

  private static int type(String category) {
    return switch (category) {
      case "Lu" -> Character.UPPERCASE_LETTER;
      case "Ll" -> Character.LOWERCASE_LETTER;
      case "Lt" -> Character.TITLECASE_LETTER;
      case "Lm" -> Character.MODIFIER_LETTER;
      case "Lo" -> Character.OTHER_LETTER;
      case "Mn" -> Character.NON_SPACING_MARK;
      case "Mc" -> Character.COMBINING_SPACING_MARK;
      case "Me" -> Character.ENCLOSING_MARK;
      case "Nd" -> Character.DECIMAL_DIGIT_NUMBER;
      case "Nl" -> Character.LETTER_NUMBER;
      case "No" -> Character.OTHER_NUMBER;
      case "Pc" -> Character.CONNECTOR_PUNCTUATION;
      case "Pd" -> Character.DASH_PUNCTUATION;
      case "Ps" -> Character.START_PUNCTUATION;
      case "Pe" -> Character.END_PUNCTUATION;
      case "Pi" -> Character.INITIAL_QUOTE_PUNCTUATION;
      case "Pf" -> Character.FINAL_QUOTE_PUNCTUATION;
      case "Po" -> Character.OTHER_PUNCTUATION;
      case "Sm" -> Character.MATH_SYMBOL;
      case "Sc" -> Character.CURRENCY_SYMBOL;
      case "Sk" -> Character.MODIFIER_SYMBOL;
      case "So" -> Character.OTHER_SYMBOL;
      case "Zs" -> Character.SPACE_SEPARATOR;
      case "Zl" -> Character.LINE_SEPARATOR;
      case "Zp" -> Character.PARAGRAPH_SEPARATOR;
      case "Cc" -> Character.CONTROL;
      case "Cf" -> Character.FORMAT;
      case "Cs" -> Character.SURROGATE;
      case "Co" -> Character.PRIVATE_USE;
      case "Cn" -> Character.UNASSIGNED;
      default -> -1;
    };
  }

  private static @Nullable CodePoints category(String name) {
    if (name.equals("LC") || name.equals("L&")) {
      return both(both(one("Lu"), one("Ll")), one("Lt"));
    }
    if (type(name) >= 0) {
      return one(name);
    }
    String members =
        switch (name) {
          case "L" -> "LuLlLtLmLo";
          case "M" -> "MnMcMe";
          case "N" -> "NdNlNo";
          case "P" -> "PcPdPsPePiPfPo";
          case "S" -> "SmScSkSo";
          case "Z" -> "ZsZlZp";
          case "C" -> "CcCfCoCn";
          default -> "";
        };
    if (members.isEmpty()) {
      return null;
    }
    CodePoints out = CodePoints.NONE;
    for (int i = 0; i < members.length(); i += 2) {
      out = out.union(one(members.substring(i, i + 2)));
    }
    return out;
  }

  private static CodePoints one(String category) {
    return Categories.BY_TYPE[type(category)];
  }

  private static CodePoints both(CodePoints a, CodePoints b) {
    return a.union(b);
  }

  /// Returns the set named by `\p{name}` (`L`, `Letter`, `gc=L`, `Script=Greek`, `Greek`,
  /// `Alphabetic`, …), or null where the name means nothing.
  static @Nullable CodePoints property(String name) {
    int equals = name.indexOf('=');
    String key = equals < 0 ? "" : plain(name.substring(0, equals));
    String value = equals < 0 ? name : name.substring(equals + 1);
    if (key.isEmpty() || key.equals("gc") || key.equals("general_category")) {
      CodePoints category = category(value);
      if (category == null) {
        String shortName = LONG_CATEGORIES.get(plain(value));
        category = shortName == null ? null : category(shortName);
      }
      if (category != null || !key.isEmpty()) {
        return category;
      }
      CodePoints binary = binary(plain(value));
      if (binary != null) {
        return binary;
      }
    } else if (!key.equals("sc")
        && !key.equals("script")
        && !key.equals("scx")
        && !key.equals("script_extensions")) {
      return null;
    }
    return script(value);
  }

  private static String plain(String name) {
    return name.trim().replace(' ', '_').replace('-', '_').toLowerCase(Locale.ROOT);
  }

  private static @Nullable CodePoints script(String name) {
    try {
      Character.UnicodeScript script = Character.UnicodeScript.forName(name.replace('-', '_'));
      return where(c -> Character.UnicodeScript.of(c) == script);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static @Nullable CodePoints binary(String name) {
    return switch (name) {
      case "any" -> CodePoints.ALL;
      case "ascii" -> CodePoints.of(0, 0x7F);
      case "assigned" -> one("Cn").complement();
      case "alphabetic", "alpha" -> where(Character::isAlphabetic);
      case "lowercase", "lower" -> where(Character::isLowerCase);
      case "uppercase", "upper" -> where(Character::isUpperCase);
      case "white_space", "whitespace", "space" -> SPACE_UNICODE;
      case "ideographic", "ideo" -> where(Character::isIdeographic);
      case "emoji" -> where(Character::isEmoji);
      case "emoji_presentation", "epres" -> where(Character::isEmojiPresentation);
      case "emoji_modifier", "emod" -> where(Character::isEmojiModifier);
      case "emoji_modifier_base", "ebase" -> where(Character::isEmojiModifierBase);
      case "emoji_component", "ecomp" -> where(Character::isEmojiComponent);
      case "extended_pictographic", "extpict" -> where(Character::isExtendedPictographic);
      case "id_start", "ids" -> where(Character::isUnicodeIdentifierStart);
      case "id_continue", "idc" ->
          where(c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
      case "hex_digit", "hex", "ascii_hex_digit", "ahex" ->
          CodePoints.of('0', '9', 'A', 'F', 'a', 'f');
      default -> null;
    };
  }

  private static CodePoints where(IntPredicate test) {
    List<Integer> pairs = new ArrayList<>();
    int from = -1;
    for (int c = 0; c <= 0x110000; c++) {
      boolean in = c <= 0x10FFFF && test.test(c);
      if (in && from < 0) {
        from = c;
      } else if (!in && from >= 0) {
        pairs.add(from);
        pairs.add(c - 1);
        from = -1;
      }
    }
    return CodePoints.of(pairs.stream().mapToInt(i -> i).toArray());
  }

  /// Unicode's `\w`: letters, marks, digits, connectors.
  static CodePoints unicodeWord() {
    return where(Character::isAlphabetic)
        .union(one("Mn").union(one("Mc")).union(one("Me")))
        .union(one("Nd"))
        .union(one("Pc"))
        .union(CodePoints.of(0x200C, 0x200D));
  }

  /// Unicode's `\d`.
  static CodePoints unicodeDigit() {
    return one("Nd");
  }

  /// Returns `set` with the other cases of its members (simple case folding).
  static CodePoints foldCase(CodePoints set, boolean asciiOnly) {
    List<Integer> more = new ArrayList<>();
    for (int c : asciiOnly ? ASCII_LETTERS : Cased.ALL) {
      if (!set.contains(c)) {
        continue;
      }
      int lower = Character.toLowerCase(c);
      int upper = Character.toUpperCase(c);
      for (int other :
          new int[] {lower, upper, Character.toLowerCase(upper), Character.toTitleCase(c)}) {
        if (!asciiOnly || other < 0x80) {
          more.add(other);
          more.add(other);
        }
      }
    }
    if (!asciiOnly) {
      addSpecialFolds(set, more);
    }
    return set.union(CodePoints.of(more.stream().mapToInt(i -> i).toArray()));
  }

  /// Folds that lead into the letters of another block: long s, Kelvin and Angstrom signs.
  private static void addSpecialFolds(CodePoints set, List<Integer> more) {
    int[][] groups = {
      {'s', 'S', 0x17F},
      {'k', 'K', 0x212A},
      {0xE5, 0xC5, 0x212B},
      {0x3C9, 0x3A9, 0x2126},
      {0x3BC, 0x39C, 0xB5},
      {0x3C3, 0x3A3, 0x3C2},
      {0x1E61, 0x1E60, 0x1E9B},
      {0x3B8, 0x398, 0x3D1, 0x3F4}
    };
    for (int[] group : groups) {
      for (int c : group) {
        if (set.contains(c)) {
          for (int other : group) {
            more.add(other);
            more.add(other);
          }
          break;
        }
      }
    }
  }

  private static final int[] ASCII_LETTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".chars().toArray();
}
