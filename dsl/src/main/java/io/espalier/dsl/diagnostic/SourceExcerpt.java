package io.espalier.dsl.diagnostic;

/// The one line shown under a diagnostic's headline: tabs as spaces, control characters made
/// visible, long lines clipped around the caret. `caretColumn` counts from 0 in characters of
/// `text`.
record SourceExcerpt(String text, int caretColumn, int caretLength) {
  private static final int TAB = 4;
  private static final int WIDTH = 100;
  private static final int CONTEXT = 30;
  private static final String CLIP = "…";

  static SourceExcerpt of(SourceText source, Span span) {
    int line = source.line(span.start());
    String raw = source.lineText(line);
    int from = Math.min(span.start() - source.lineStart(line), raw.length());
    int to = Math.clamp(span.end() - source.lineStart(line), from, raw.length());

    // Only a window of a long line is expanded, so that a megabyte without a line end costs
    // nothing.
    int windowStart = raw.length() > WIDTH ? Math.max(0, from - CONTEXT) : 0;
    windowStart -= splitsPair(raw, windowStart) ? 1 : 0;
    int windowEnd =
        raw.length() > WIDTH ? Math.min(raw.length(), windowStart + WIDTH) : raw.length();
    windowEnd -= splitsPair(raw, windowEnd) ? 1 : 0;

    var text = new StringBuilder(windowStart > 0 ? CLIP : "");
    int caret = columns(text);
    int caretEnd = caret;
    for (int i = windowStart; i < windowEnd; i += Character.charCount(raw.codePointAt(i))) {
      if (i <= from) {
        caret = columns(text);
      }
      appendVisible(raw.codePointAt(i), text);
      if (i < to) {
        caretEnd = columns(text);
      }
    }
    if (from >= windowEnd) {
      caret = columns(text);
    }
    if (windowEnd < raw.length()) {
      text.append(CLIP);
    }
    return new SourceExcerpt(text.toString(), caret, Math.max(1, caretEnd - caret));
  }

  private static boolean splitsPair(String text, int offset) {
    return offset > 0
        && offset < text.length()
        && Character.isLowSurrogate(text.charAt(offset))
        && Character.isHighSurrogate(text.charAt(offset - 1));
  }

  private static int columns(StringBuilder text) {
    return text.codePointCount(0, text.length());
  }

  private static void appendVisible(int codePoint, StringBuilder out) {
    if (codePoint == '\t') {
      out.append(" ".repeat(TAB - columns(out) % TAB));
    } else if (isUnsafe(codePoint)) {
      out.append('\uFFFD');
    } else {
      out.appendCodePoint(codePoint);
    }
  }

  /// The text with everything that could move a terminal's cursor, or reorder what it shows,
  /// replaced.
  static String printable(String text) {
    if (text.codePoints().noneMatch(SourceExcerpt::isUnsafe)) {
      return text;
    }
    var out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(isUnsafe(c) ? 0xFFFD : c));
    return out.toString();
  }

  private static boolean isUnsafe(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
