package io.espalier.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// How numbers lie in a model file. Block formats are those of GGML (`ggml-common.h`, `block_q8_0`,
/// `block_q4_0`): a float16 scale, then the block's integers.
public enum NumberFormat {
  /// IEEE single precision.
  F32(1, 4),
  /// IEEE half precision.
  F16(1, 2),
  /// The upper half of a float32.
  BF16(1, 2),
  /// Blocks of 32: float16 scale, 32 signed bytes; value = scale · byte.
  Q8_0(32, 34),
  /// Blocks of 32: float16 scale, 16 bytes; byte j holds element j in its low and j + 16 in its
  /// high four bits; value = scale · (bits - 8).
  Q4_0(32, 18);

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int blockElements;
  private final int blockBytes;

  NumberFormat(int blockElements, int blockBytes) {
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
  }

  /// Elements in one block: 1 for plain formats.
  public int blockElements() {
    return blockElements;
  }

  /// Bytes of one block.
  public int blockBytes() {
    return blockBytes;
  }

  /// Bytes of `elements` numbers.
  ///
  /// @throws IllegalArgumentException if `elements` is negative or no whole number of blocks
  public long bytes(long elements) {
    if (elements < 0 || elements % blockElements != 0) {
      throw new IllegalArgumentException(
          this + " stores whole blocks of " + blockElements + " elements, not " + elements);
    }
    return Math.multiplyExact(elements / blockElements, (long) blockBytes);
  }

  /// Decodes `count` numbers that begin at byte `offset`, which must be a block's start.
  public void decode(MemorySegment data, long offset, int count, float[] into, int at) {
    switch (this) {
      case F32 -> {
        for (int i = 0; i < count; i++) {
          into[at + i] = data.get(FLOAT, offset + 4L * i);
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          into[at + i] = Float.float16ToFloat(data.get(SHORT, offset + 2L * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          into[at + i] = Float.intBitsToFloat(data.get(SHORT, offset + 2L * i) << 16);
        }
      }
      case Q8_0 -> {
        for (int i = 0; i < count; i++) {
          long block = offset + (long) (i / 32) * blockBytes;
          float scale = Float.float16ToFloat(data.get(SHORT, block));
          into[at + i] = scale * data.get(ValueLayout.JAVA_BYTE, block + 2 + i % 32);
        }
      }
      case Q4_0 -> {
        for (int i = 0; i < count; i++) {
          long block = offset + (long) (i / 32) * blockBytes;
          float scale = Float.float16ToFloat(data.get(SHORT, block));
          int pair = data.get(ValueLayout.JAVA_BYTE, block + 2 + i % 16);
          int bits = i % 32 < 16 ? pair & 15 : (pair >> 4) & 15;
          into[at + i] = scale * (bits - 8);
        }
      }
    }
  }
}
