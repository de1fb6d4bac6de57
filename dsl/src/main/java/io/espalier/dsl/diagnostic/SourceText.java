package io.espalier.dsl.diagnostic;

import java.util.Arrays;

/// A text with the name under which people know it (a path or `<input>`), and its lines. Immutable.
///
/// Lines end at `\n`, `\r\n` or a lone `\r`. Line and column start at 1; a column counts code
/// points.
public final class SourceText {
  private final String name;
  private final String text;
  private final int[] lineStarts;

  /// A text called `name`. Costs one pass over `text`.
  public SourceText(String name, String text) {
    this.name = name;
    this.text = text;
    this.lineStarts = lineStarts(text);
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int lines = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if ((c == '\n' || c == '\r') && !pair) {
        if (lines == starts.length) {
          starts = Arrays.copyOf(starts, lines * 2);
        }
        starts[lines++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, lines);
  }

  /// The name under which people know the text.
  public String name() {
    return name;
  }

  /// The whole text, unchanged.
  public String text() {
    return text;
  }

  /// Number of UTF-16 characters.
  public int length() {
    return text.length();
  }

  /// Number of lines; an empty text has one.
  public int lineCount() {
    return lineStarts.length;
  }

  /// The line, from 1, in which `offset` lies. O(log lines).
  public int line(int offset) {
    int found = Arrays.binarySearch(lineStarts, checked(offset));
    return found >= 0 ? found + 1 : -found - 1;
  }

  /// The column, from 1 and in code points, of `offset` in its line.
  public int column(int offset) {
    return text.codePointCount(lineStart(line(offset)), offset) + 1;
  }

  /// The offset of the first character of a line (from 1).
  public int lineStart(int line) {
    if (line < 1 || line > lineStarts.length) {
      throw new IllegalArgumentException(
          "line must be in 1.." + lineStarts.length + ", got " + line);
    }
    return lineStarts[line - 1];
  }

  /// A line (from 1) without its end.
  public String lineText(int line) {
    int start = lineStart(line);
    int end = line < lineStarts.length ? lineStarts[line] : text.length();
    while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(start, end);
  }

  /// The characters that a span covers.
  public String slice(Span span) {
    return text.substring(span.start(), span.end());
  }

  /// `name:line:column`, the form that editors understand.
  public String place(int offset) {
    return name + ":" + line(offset) + ":" + column(offset);
  }

  private int checked(int offset) {
    if (offset < 0 || offset > text.length()) {
      throw new IllegalArgumentException(
          "offset must be in 0.." + text.length() + " of " + name + ", got " + offset);
    }
    return offset;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceText that && name.equals(that.name) && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + text.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
