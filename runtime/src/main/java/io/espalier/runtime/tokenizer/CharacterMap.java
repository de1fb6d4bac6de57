package io.espalier.runtime.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// SentencePiece's precompiled normalisation: the longest of its byte sequences that stands at a
/// place is replaced by another, a character that none covers stays.
///
/// Layout (`normalizer.cc`, `DecodePrecompiledCharsMap`): the byte size of a trie, `u32`
/// little-endian; the trie; replacements, each ended by a zero byte. The trie is a double array of
/// `u32` units (Aoe 1989, as darts-clone packs it): bits 0-7 and 31 are the label, bit 8 says that
/// a value follows, bits 10-30 are the offset to the children, times 256 where bit 9 is set; a
/// value's unit has bit 31 set and the place of a replacement below it. Immutable; a damaged trie
/// matches less, never outside its bounds.
final class CharacterMap {
  private static final int MAX_BYTES = 1 << 24;

  private final int[] units;
  private final byte[] replacements;

  private CharacterMap(int[] units, byte[] replacements) {
    this.units = units;
    this.replacements = replacements;
  }

  /// Reads a map that `source` holds.
  static CharacterMap read(String source, byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int size = bytes.length < 4 ? -1 : buffer.getInt();
    if (bytes.length > MAX_BYTES || size < 4 || size % 4 != 0 || size > bytes.length - 4) {
      throw new TokenizerException.Invalid(
          source, "a character map of %d bytes with a trie of %d".formatted(bytes.length, size));
    }
    int[] units = new int[size / 4];
    buffer.asIntBuffer().get(units);
    byte[] replacements = new byte[bytes.length - 4 - size];
    buffer.position(4 + size).get(replacements);
    if (replacements.length == 0 || replacements[replacements.length - 1] != 0) {
      throw new TokenizerException.Invalid(source, "the last replacement has no end");
    }
    return new CharacterMap(units, replacements);
  }

  /// The text with its replacements. O(text · longest match).
  String apply(String text) {
    // Surrogates without a partner become U+FFFD here, so that all bytes are UTF-8.
    byte[] bytes =
        new String(CodePoints.of(text), 0, text.codePointCount(0, text.length()))
            .getBytes(StandardCharsets.UTF_8);
    var result = new StringBuilder(text.length());
    int kept = 0;
    for (int at = 0; at < bytes.length; ) {
      long match = longest(bytes, at);
      if (match < 0) {
        at += characterLength(bytes[at]);
        continue;
      }
      result.append(new String(bytes, kept, at - kept, StandardCharsets.UTF_8));
      append(result, (int) match);
      at += (int) (match >>> 32);
      kept = at;
    }
    return result
        .append(new String(bytes, kept, bytes.length - kept, StandardCharsets.UTF_8))
        .toString();
  }

  /// The length of the longest match in the upper half and the place of its replacement in the
  /// lower, or -1.
  private long longest(byte[] bytes, int from) {
    long best = -1;
    int node = offset(units[0]);
    for (int at = from; at < bytes.length; at++) {
      int label = bytes[at] & 0xFF;
      node ^= label;
      if (node < 0 || node >= units.length || (units[node] & 0x8000_00FF) != label) {
        break;
      }
      int unit = units[node];
      node ^= offset(unit);
      if (node < 0 || node >= units.length) {
        break;
      }
      if ((unit >>> 8 & 1) != 0) {
        int place = units[node] & 0x7FFF_FFFF;
        if (place < replacements.length) {
          best = (long) (at + 1 - from) << 32 | place;
        }
      }
    }
    return best;
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
  }

  private void append(StringBuilder result, int place) {
    int end = place;
    while (replacements[end] != 0) {
      end++;
    }
    result.append(new String(replacements, place, end - place, StandardCharsets.UTF_8));
  }

  private static int characterLength(byte first) {
    int lead = first & 0xFF;
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  }
}
