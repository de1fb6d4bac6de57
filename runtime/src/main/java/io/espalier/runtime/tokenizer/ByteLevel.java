package io.espalier.runtime.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// GPT-2's printable alphabet for bytes: how vocabularies of byte-level BPE spell their tokens.
///
/// Printable Latin-1 bytes stand for themselves, the other 68 are U+0100 onwards in order.
final class ByteLevel {
  private static final int ALPHABET_END = 0x100 + 68;

  private ByteLevel() {}

  /// The byte that each character of the alphabet stands for; -1 for characters outside it.
  static int[] byteOfCharacter() {
    int[] bytes = new int[ALPHABET_END];
    Arrays.fill(bytes, -1);
    int extra = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xFF && b != 0xAD);
      bytes[printable ? b : extra++] = b;
    }
    return bytes;
  }

  /// The bytes that `token` spells; its UTF-8 form where a character is outside the alphabet.
  static byte[] bytes(String token, int[] byteOfCharacter) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char character = token.charAt(i);
      int value = character < ALPHABET_END ? byteOfCharacter[character] : -1;
      if (value < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }
}
