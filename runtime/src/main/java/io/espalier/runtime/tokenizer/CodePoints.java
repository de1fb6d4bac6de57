package io.espalier.runtime.tokenizer;

/// Text as an array of Unicode scalar values, and their UTF-8 bytes.
final class CodePoints {
  static final int REPLACEMENT = 0xFFFD;

  private CodePoints() {}

  /// The code points of `text[from, to)`. A surrogate without its partner has no UTF-8 form: U+FFFD
  /// takes its place.
  static int[] of(String text, int from, int to) {
    int[] points = new int[text.codePointCount(from, to)];
    int count = 0;
    for (int i = from; i < to; ) {
      int point = text.codePointAt(i);
      int length = Character.charCount(point);
      if (i + length > to) { // `to` cuts a pair in two
        point = REPLACEMENT;
        length = 1;
      } else if (length == 1 && Character.isSurrogate((char) point)) {
        point = REPLACEMENT;
      }
      points[count++] = point;
      i += length;
    }
    return points;
  }

  static int[] of(String text) {
    return of(text, 0, text.length());
  }

  /// Unicode's White_Space property: what `\s` means in tokenizer patterns.
  static boolean isWhiteSpace(int point) {
    if (point <= ' ') {
      return point == ' ' || (point >= '\t' && point <= '\r');
    }
    return switch (point) {
      case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default -> point >= 0x2000 && point <= 0x200A;
    };
  }

  /// Writes the UTF-8 form of `point` at `bytes[at]` and returns the index behind it; needs up to 4
  /// free bytes.
  static int putUtf8(int point, byte[] bytes, int at) {
    if (point < 0x80) {
      bytes[at] = (byte) point;
      return at + 1;
    }
    if (point < 0x800) {
      bytes[at] = (byte) (0xC0 | (point >> 6));
      bytes[at + 1] = (byte) (0x80 | (point & 0x3F));
      return at + 2;
    }
    if (point < 0x10000) {
      bytes[at] = (byte) (0xE0 | (point >> 12));
      bytes[at + 1] = (byte) (0x80 | ((point >> 6) & 0x3F));
      bytes[at + 2] = (byte) (0x80 | (point & 0x3F));
      return at + 3;
    }
    bytes[at] = (byte) (0xF0 | (point >> 18));
    bytes[at + 1] = (byte) (0x80 | ((point >> 12) & 0x3F));
    bytes[at + 2] = (byte) (0x80 | ((point >> 6) & 0x3F));
    bytes[at + 3] = (byte) (0x80 | (point & 0x3F));
    return at + 4;
  }
}
