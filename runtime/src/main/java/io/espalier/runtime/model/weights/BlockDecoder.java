package io.espalier.runtime.model.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Decodes the formats that are converted while loading.
///
/// Layouts of the blocks are ggml's (`ggml-common.h`; decoding in `ggml-quants.c`,
/// `dequantize_row_*`). In blocks of 32, byte j holds elements j and j + 16.
final class BlockDecoder {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private BlockDecoder() {}

  /// Decodes `into.length` numbers, whole blocks, from byte `offset`.
  static void decode(TensorFormat format, MemorySegment data, long offset, float[] into) {
    long block = offset;
    for (int at = 0; at < into.length; at += format.blockLength(), block += format.blockBytes()) {
      switch (format) {
        case F64 -> into[at] = (float) data.get(DOUBLE, block);
        case Q4_1 -> nibbles(data, block + 4, half(data, block), half(data, block + 2), into, at);
        case Q5_0 -> {
          float scale = half(data, block);
          fives(data, block + 2, scale, -16 * scale, into, at);
        }
        case Q5_1 -> fives(data, block + 4, half(data, block), half(data, block + 2), into, at);
        case Q4_K -> superFour(data, block, into, at);
        case Q5_K -> superFive(data, block, into, at);
        case Q6_K -> superSix(data, block, into, at);
        case F32, F16, BF16, Q4_0, Q8_0 ->
            throw new IllegalStateException(format + " needs no conversion");
      }
    }
  }

  private static void nibbles(
      MemorySegment data, long quants, float scale, float shift, float[] into, int at) {
    for (int j = 0; j < 16; j++) {
      int pair = unsigned(data, quants + j);
      into[at + j] = scale * (pair & 15) + shift;
      into[at + 16 + j] = scale * (pair >> 4) + shift;
    }
  }

  /// Four bytes of fifth bits, bit i for element i, then nibbles.
  private static void fives(
      MemorySegment data, long at5, float scale, float shift, float[] into, int at) {
    int high = data.get(INT, at5);
    for (int j = 0; j < 16; j++) {
      int pair = unsigned(data, at5 + 4 + j);
      into[at + j] = scale * ((pair & 15) | (high >>> j & 1) << 4) + shift;
      into[at + 16 + j] = scale * ((pair >> 4) | (high >>> (j + 16) & 1) << 4) + shift;
    }
  }

  /// Q4_K: two halves, 12 bytes of 6-bit scales and minima, 128 bytes of nibbles; each 32 bytes
  /// hold one group of 32 in their low and the next in their high bits.
  private static void superFour(MemorySegment data, long block, float[] into, int at) {
    float scale = half(data, block);
    float least = half(data, block + 2);
    for (int group = 0; group < 8; group++) {
      float factor = scale * groupScale(data, block + 4, group);
      float shift = -least * groupMinimum(data, block + 4, group);
      long quants = block + 16 + 32L * (group / 2);
      for (int i = 0; i < 32; i++) {
        int bits = (unsigned(data, quants + i) >> (4 * (group % 2))) & 15;
        into[at + 32 * group + i] = factor * bits + shift;
      }
    }
  }

  /// Q5_K: as Q4_K with 32 bytes of fifth bits before the nibbles, bit g of byte i for element i of
  /// group g.
  private static void superFive(MemorySegment data, long block, float[] into, int at) {
    float scale = half(data, block);
    float least = half(data, block + 2);
    for (int group = 0; group < 8; group++) {
      float factor = scale * groupScale(data, block + 4, group);
      float shift = -least * groupMinimum(data, block + 4, group);
      long quants = block + 48 + 32L * (group / 2);
      for (int i = 0; i < 32; i++) {
        int bits = (unsigned(data, quants + i) >> (4 * (group % 2))) & 15;
        int fifth = unsigned(data, block + 16 + i) >> group & 1;
        into[at + 32 * group + i] = factor * (bits | fifth << 4) + shift;
      }
    }
  }

  /// Q6_K: 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 signed scales, one half. Each
  /// 128 elements take 64 and 32 of those bytes, element 32·q + i from byte i + 32·(q mod 2).
  private static void superSix(MemorySegment data, long block, float[] into, int at) {
    float scale = half(data, block + 208);
    for (int part = 0; part < 2; part++) {
      for (int quarter = 0; quarter < 4; quarter++) {
        for (int i = 0; i < 32; i++) {
          int low = unsigned(data, block + 64L * part + 32L * (quarter % 2) + i);
          int high = unsigned(data, block + 128 + 32L * part + i);
          int bits = ((low >> (4 * (quarter / 2))) & 15) | (((high >> (2 * quarter)) & 3) << 4);
          int group = 8 * part + 2 * quarter + i / 16;
          float factor = scale * data.get(ValueLayout.JAVA_BYTE, block + 192 + group);
          into[at + 128 * part + 32 * quarter + i] = factor * (bits - 32);
        }
      }
    }
  }

  /// The eight 6-bit scales lie in the low bits of bytes 0-3 and, split, in bytes 8-11 and the top
  /// bits of 0-3.
  private static int groupScale(MemorySegment data, long scales, int group) {
    return group < 4
        ? unsigned(data, scales + group) & 63
        : (unsigned(data, scales + group + 4) & 15)
            | (unsigned(data, scales + group - 4) >> 6) << 4;
  }

  private static int groupMinimum(MemorySegment data, long scales, int group) {
    return group < 4
        ? unsigned(data, scales + group + 4) & 63
        : (unsigned(data, scales + group + 4) >> 4) | (unsigned(data, scales + group) >> 6) << 4;
  }

  private static int unsigned(MemorySegment data, long at) {
    return Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, at));
  }

  private static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }
}
