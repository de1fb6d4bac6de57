package io.espalier.constrained.regex;

import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.regex.RegexNode.Anchor;
import io.espalier.constrained.regex.RegexNode.Chars;
import io.espalier.constrained.regex.RegexNode.Kind;
import org.jspecify.annotations.Nullable;

/// Reads what follows a backslash, for [RegexParser] and [ClassReader].
final class EscapeReader {
  private final RegexParser parser;

  EscapeReader(RegexParser parser) {
    this.parser = parser;
  }

  /// Reads an escape outside brackets; the parser stands on the backslash.
  RegexNode outsideClass() {
    int start = parser.at;
    parser.at++;
    if (!parser.more()) {
      throw parser.syntax("the regex ends in a backslash", "write \\\\ for a backslash");
    }
    char c = parser.text.charAt(parser.at);
    boolean ecma = parser.dialect.ecma();
    boolean uni = parser.unicode;
    switch (c) {
      case 'b' -> {
        parser.at++;
        return new Anchor(uni ? Kind.UNICODE_WORD_BOUNDARY : Kind.WORD_BOUNDARY);
      }
      case 'B' -> {
        parser.at++;
        return new Anchor(uni ? Kind.UNICODE_NOT_WORD_BOUNDARY : Kind.NOT_WORD_BOUNDARY);
      }
      case 'A' -> {
        if (!ecma) {
          parser.at++;
          return new Anchor(Kind.TEXT_START);
        }
      }
      case 'z', 'Z' -> {
        // ECMA treats \z and \Z as letters; schema authors mean the end of the text as in Python,
        // but
        // the standard decides.
        if (!ecma && (c == 'z' || parser.dialect != RegexDialect.RUST_FULL)) {
          parser.at++;
          return new Anchor(Kind.TEXT_END);
        }
      }
      case 'C' -> {
        if (parser.dialect == RegexDialect.RE2_FULL || parser.dialect == RegexDialect.RE2_SEARCH) {
          parser.at++;
          return new RegexNode.AnyByte();
        }
      }
      case 'k' -> {
        if (parser.text.startsWith("k<", parser.at)) {
          throw parser.unsupported(
              "back-references are not regular", "spell the repeated text out");
        }
      }
      case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        if (groupExists(c - '0') && !isOctal(parser.at)) {
          parser.at = start;
          throw parser.unsupported(
              "back-references are not regular", "spell the repeated text out");
        }
      }
      default -> {}
    }
    parser.at = start;
    CodePoints set = classEscape();
    if (set != null) {
      return new Chars(parser.folded(set));
    }
    parser.at = start + 1;
    return new Chars(parser.folded(RegexParser.one(character())));
  }

  /// RE2 reads `\141` as octal where another octal digit follows the first.
  private boolean isOctal(int digit) {
    boolean re2 =
        parser.dialect == RegexDialect.RE2_FULL || parser.dialect == RegexDialect.RE2_SEARCH;
    return re2
        && digit + 1 < parser.text.length()
        && parser.text.charAt(digit) <= '7'
        && parser.text.charAt(digit + 1) >= '0'
        && parser.text.charAt(digit + 1) <= '7';
  }

  private boolean groupExists(int number) {
    int groups = 0;
    String text = parser.text;
    boolean inClass = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[') {
        inClass = true;
      } else if (c == ']') {
        inClass = false;
      } else if (c == '(' && !inClass && (!text.startsWith("(?", i) || text.startsWith("(?<", i))) {
        groups++;
      }
    }
    return groups >= number || !parser.dialect.ecma();
  }

  /// Reads `\d`, `\p{…}` and the like where one stands at the backslash; else returns null.
  @Nullable CodePoints classEscape() {
    int start = parser.at;
    parser.at++;
    if (!parser.more()) {
      throw parser.syntax("the regex ends in a backslash", "write \\\\ for a backslash");
    }
    char c = parser.text.charAt(parser.at++);
    boolean wide = parser.unicode;
    CodePoints set =
        switch (c) {
          case 'd', 'D' -> wide ? UnicodeSets.unicodeDigit() : UnicodeSets.DIGIT;
          case 'w', 'W' -> wide ? UnicodeSets.unicodeWord() : UnicodeSets.WORD;
          case 's', 'S' ->
              parser.dialect.ecma()
                  ? UnicodeSets.SPACE_ECMA
                  : wide
                      ? UnicodeSets.SPACE_UNICODE
                      : parser.dialect == RegexDialect.RUST_FULL
                          ? CodePoints.of('\t', '\r', ' ', ' ')
                          : UnicodeSets.SPACE_RE2;
          case 'p', 'P' -> property();
          default -> null;
        };
    if (set == null) {
      parser.at = start;
      return null;
    }
    return Character.isUpperCase(c) ? set.complement() : set;
  }

  private @Nullable CodePoints property() {
    String name;
    boolean negate = false;
    if (parser.take("{")) {
      int end = parser.text.indexOf('}', parser.at);
      if (end < 0) {
        if (parser.dialect.ecma()) {
          return null;
        }
        throw parser.syntax("missing '}' after \\p{", "write \\p{Name}");
      }
      name = parser.text.substring(parser.at, end);
      if (name.startsWith("^") && !parser.dialect.ecma()) {
        negate = true;
        name = name.substring(1);
      }
      CodePoints set = UnicodeSets.property(name);
      if (set == null) {
        throw parser.syntax(
            "unknown Unicode property '" + name + "'",
            "use a general category, a script or a binary property");
      }
      parser.at = end + 1;
      return negate ? set.complement() : set;
    }
    if (parser.dialect.ecma() || !parser.more()) {
      return null;
    }
    name = parser.text.substring(parser.at, parser.at + 1);
    CodePoints set = UnicodeSets.property(name);
    if (set == null) {
      throw parser.syntax("unknown Unicode property '" + name + "'", "use L, M, N, P, S, Z or C");
    }
    parser.at++;
    return set;
  }

  /// Reads a one-character escape; the parser stands after the backslash.
  int character() {
    if (!parser.more()) {
      throw parser.syntax("the regex ends in a backslash", "write \\\\ for a backslash");
    }
    boolean ecma = parser.dialect.ecma();
    int c = parser.codePoint();
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case 'a' -> ecma ? 'a' : 0x07;
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c);
      case 'x' -> hex(2);
      // RE2 itself has only the form with x; what is written with u means the same everywhere.
      case 'u' -> unicodeEscape();
      case 'U' -> parser.dialect == RegexDialect.RUST_FULL ? hex(8) : ecma ? 'U' : refuse(c);
      case 'c' -> ecma ? control() : refuse(c);
      default -> {
        if (!ecma && c < 0x80 && Character.isLetterOrDigit(c)) {
          yield refuse(c);
        }
        yield c;
      }
    };
  }

  private int refuse(int c) {
    parser.at -= 2;
    throw parser.syntax(
        "unknown escape \\" + Character.toString(c), "write the character without a backslash");
  }

  private int octal(int first) {
    if (first == '0' || parser.dialect.ecma() || isOctal(parser.at - 1)) {
      int value = first - '0';
      int digits = 1;
      while (digits < 3 && parser.more() && value < 32) {
        int d = parser.text.charAt(parser.at) - '0';
        if (d < 0 || d > 7) {
          break;
        }
        value = value * 8 + d;
        parser.at++;
        digits++;
      }
      return value;
    }
    return refuse(first);
  }

  private int control() {
    if (parser.more() && Character.isLetter(parser.text.charAt(parser.at))) {
      return parser.text.charAt(parser.at++) % 32;
    }
    parser.at--;
    return '\\';
  }

  private int unicodeEscape() {
    int first = hex(4);
    if (Character.isHighSurrogate((char) first) && first <= 0xFFFF && parser.looking("\\u")) {
      int saved = parser.at;
      parser.at += 2;
      int second = hex(4);
      if (second <= 0xFFFF && Character.isLowSurrogate((char) second)) {
        return Character.toCodePoint((char) first, (char) second);
      }
      parser.at = saved;
    }
    return first;
  }

  /// Reads `{hex}` or exactly `digits` hex digits; in ECMA a malformed escape is the letter itself.
  private int hex(int digits) {
    int start = parser.at;
    int end;
    int from;
    if (parser.take("{")) {
      from = parser.at;
      end = parser.text.indexOf('}', from);
    } else {
      from = parser.at;
      end = Math.min(from + digits, parser.text.length());
    }
    boolean braced = from > start;
    boolean good = end > from && end - from <= 8 && (braced || end - from == digits);
    int value = 0;
    for (int i = from; good && i < end; i++) {
      int d = Character.digit(parser.text.charAt(i), 16);
      good = d >= 0;
      value = value * 16 + d;
    }
    if (!good || value > 0x10FFFF || value < 0) {
      parser.at = start;
      if (parser.dialect.ecma() && !braced) {
        return parser.text.charAt(start - 1);
      }
      throw parser.syntax("malformed hexadecimal escape", "write \\x41 or \\x{1F600}");
    }
    parser.at = braced ? end + 1 : end;
    return value;
  }
}
