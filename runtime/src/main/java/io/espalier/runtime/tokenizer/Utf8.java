package io.espalier.runtime.tokenizer;

/// Decoding of UTF-8 that may be broken (Unicode 16, table 3-7).
///
/// Each maximal subpart of an ill-formed sequence becomes one U+FFFD, the practice of section 3.9.
/// The JDK's decoder differs: to it an encoded surrogate is one fault, not three, so that decoding
/// in parts would not equal the whole.
final class Utf8 {
  private Utf8() {}

  /// The text of `bytes[0, length)`.
  static String decode(byte[] bytes, int length) {
    var text = new StringBuilder(length);
    for (int at = 0; at < length; ) {
      int lead = bytes[at] & 0xFF;
      int needed = needed(lead);
      int valid = 1;
      while (valid < needed && at + valid < length && isNext(lead, valid, bytes[at + valid])) {
        valid++;
      }
      text.appendCodePoint(valid == needed ? point(bytes, at, needed) : CodePoints.REPLACEMENT);
      at += valid;
    }
    return text.toString();
  }

  /// How many of the last bytes of `bytes[0, length)` begin a character that further bytes could
  /// make whole: 0 to 3.
  static int incompleteTail(byte[] bytes, int length) {
    for (int back = 1; back <= Math.min(3, length); back++) {
      int lead = bytes[length - back] & 0xFF;
      if (lead >= 0x80 && lead < 0xC0) {
        continue; // a continuation byte: its lead lies further back
      }
      boolean open =
          back < needed(lead) && (back == 1 || isNext(lead, 1, bytes[length - back + 1]));
      return open ? back : 0;
    }
    return 0;
  }

  /// How many bytes a character has that begins with `lead`; 0 where none does.
  private static int needed(int lead) {
    if (lead < 0x80) {
      return 1;
    }
    return lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  }

  /// Whether `next` may stand at place `index` ≥ 1 behind `lead`: no overlong forms, surrogates, or
  /// values above U+10FFFF.
  private static boolean isNext(int lead, int index, byte next) {
    int value = next & 0xFF;
    int low = index > 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int high = index > 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return value >= low && value <= high;
  }

  private static int point(byte[] bytes, int at, int length) {
    int point = length == 1 ? bytes[at] : bytes[at] & (0x7F >> length);
    for (int i = 1; i < length; i++) {
      point = point << 6 | (bytes[at + i] & 0x3F);
    }
    return point;
  }
}
