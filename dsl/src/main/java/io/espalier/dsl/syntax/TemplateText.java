package io.espalier.dsl.syntax;

import java.util.ArrayList;
import java.util.List;

/// Escapes and indentation of strings.
///
/// A `"""` string drops its *common indentation*:
/// - Blanks and the line end right after the opening quotes are dropped. (Text on that line is kept
///   as it stands and takes no part in what follows.)
/// - Of the other lines, each that has something other than spaces and tabs counts, and so does the
///   last one, up to the closing quotes, even if it is blank. The common indentation is the least
///   number of leading spaces and tabs of these lines; a tab counts as one.
/// - That many are dropped from the beginning of each line; a line of blanks becomes empty.
/// - Line ends become `\n`. Escapes are resolved after all this and count as text, so one written
///   by its code point keeps a blank that would be dropped. Trailing blanks of a line stay.
///
/// Closing quotes on a line of their own therefore end the text with a line end, and their place
/// sets the margin.
final class TemplateText {
  private TemplateText() {}

  /// A stretch of a string: raw text, or something else that counts as text (escape, expression).
  sealed interface Piece {
    /// Text as it stands in the file.
    record Raw(String text) implements Piece {}

    /// Anything that is not raw text.
    record Solid() implements Piece {}
  }

  /// True unless the escape names a code point that is no character.
  static boolean isCharacter(String escape) {
    if (!escape.startsWith("\\u")) {
      return true;
    }
    String digits = escape.substring(3, escape.length() - 1).replaceFirst("^0+", "");
    if (digits.length() > 6) {
      return false;
    }
    int c = digits.isEmpty() ? 0 : Integer.parseInt(digits, 16);
    return c <= Character.MAX_CODE_POINT
        && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
  }

  /// What an escape stands for.
  static String unescape(String escape) {
    return switch (escape.charAt(1)) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'u' ->
          Character.toString(Integer.parseInt(escape.substring(3, escape.length() - 1), 16));
      default -> escape.substring(1);
    };
  }

  /// The pieces of a `"""` string without the first line's end and the common indentation; raw
  /// pieces may become empty. Two raw pieces must not be neighbours.
  static List<Piece> dropIndentation(List<Piece> pieces) {
    int common = commonIndentation(pieces);
    var result = new ArrayList<Piece>(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      boolean last = i == pieces.size() - 1;
      result.add(
          switch (pieces.get(i)) {
            case Piece.Raw raw -> new Piece.Raw(strip(unixLines(raw.text()), i == 0, last, common));
            case Piece.Solid solid -> solid;
          });
    }
    return result;
  }

  private static int commonIndentation(List<Piece> pieces) {
    int common = Integer.MAX_VALUE;
    int blanks = -1; // leading blanks of the line so far; -1 after its first text
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Raw raw) {
        for (char c : unixLines(raw.text()).toCharArray()) {
          if (c == '\n') {
            blanks = 0;
          } else if (blanks >= 0 && isBlank(c)) {
            blanks++;
          } else if (blanks >= 0) {
            common = Math.min(common, blanks);
            blanks = -1;
          }
        }
      } else if (blanks >= 0) {
        common = Math.min(common, blanks);
        blanks = -1;
      }
    }
    return blanks >= 0 ? Math.min(common, blanks) : common;
  }

  private static String strip(String text, boolean first, boolean last, int common) {
    var out = new StringBuilder(text.length());
    int i = 0;
    if (first) {
      int end = skipBlanks(text, 0, Integer.MAX_VALUE);
      i =
          end < text.length() && text.charAt(end) == '\n'
              ? indentationEnd(text, end + 1, last, common)
              : 0;
    }
    while (i < text.length()) {
      char c = text.charAt(i++);
      out.append(c);
      i = c == '\n' ? indentationEnd(text, i, last, common) : i;
    }
    return out.toString();
  }

  /// Where the text of the line that begins at `start` begins.
  private static int indentationEnd(String text, int start, boolean last, int common) {
    int all = skipBlanks(text, start, Integer.MAX_VALUE);
    boolean blankLine = all == text.length() ? last : text.charAt(all) == '\n';
    return blankLine ? all : skipBlanks(text, start, common);
  }

  private static int skipBlanks(String text, int start, int most) {
    int i = start;
    while (i < text.length() && i - start < most && isBlank(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static String unixLines(String text) {
    return text.replace("\r\n", "\n").replace('\r', '\n');
  }
}
