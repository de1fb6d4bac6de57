package io.espalier.constrained.mask;

import io.espalier.constrained.automaton.ByteClasses;

/// How far a byte string follows UTF-8 (RFC 3629 §4): no overlong forms, no surrogates.
enum Utf8Place {
  BOUNDARY,
  ONE_MORE,
  TWO_MORE,
  THREE_MORE,
  AFTER_E0,
  AFTER_ED,
  AFTER_F0,
  AFTER_F4,
  MALFORMED;

  Utf8Place after(int b) {
    boolean goesOn = b >= 0x80 && b <= 0xBF;
    return switch (this) {
      case BOUNDARY -> lead(b);
      case ONE_MORE -> goesOn ? BOUNDARY : MALFORMED;
      case TWO_MORE -> goesOn ? ONE_MORE : MALFORMED;
      case THREE_MORE -> goesOn ? TWO_MORE : MALFORMED;
      case AFTER_E0 -> goesOn && b >= 0xA0 ? ONE_MORE : MALFORMED;
      case AFTER_ED -> goesOn && b <= 0x9F ? ONE_MORE : MALFORMED;
      case AFTER_F0 -> goesOn && b >= 0x90 ? TWO_MORE : MALFORMED;
      case AFTER_F4 -> goesOn && b <= 0x8F ? TWO_MORE : MALFORMED;
      case MALFORMED -> MALFORMED;
    };
  }

  private static Utf8Place lead(int b) {
    if (b < 0x80) {
      return BOUNDARY;
    }
    if (b >= 0xC2 && b <= 0xDF) {
      return ONE_MORE;
    }
    return switch (b) {
      case 0xE0 -> AFTER_E0;
      case 0xED -> AFTER_ED;
      case 0xF0 -> AFTER_F0;
      case 0xF1, 0xF2, 0xF3 -> THREE_MORE;
      case 0xF4 -> AFTER_F4;
      default -> b > 0xE0 && b <= 0xEF ? TWO_MORE : MALFORMED;
    };
  }

  /// Returns the class of `b`, which led here from a byte of class `before`.
  int classOf(int b, int before) {
    if (this == MALFORMED) {
      return ByteClasses.COUNT;
    }
    if (b < 0x80) {
      return ByteClasses.classOf(b);
    }
    return b < 0xC0 ? before : ByteClasses.beyondAscii(b);
  }
}
