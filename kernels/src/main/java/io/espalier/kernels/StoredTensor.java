package io.espalier.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A matrix `[rows, columns]` as it lies in a file, row after row, little-endian; a vector has one
/// row. The segment may be memory-mapped and is only read while it is handed to [Kernels#pack] or
/// [Kernels#upload].
///
/// @param rows output features of a weight, at least 1
/// @param columns input features, whole blocks of the format
/// @param data at least `rows · format.bytes(columns)` bytes
public record StoredTensor(NumberFormat format, int rows, int columns, MemorySegment data) {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Blocks of a format that one random stream fills.
  private static final long RANDOM_PART = 1L << 20;

  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  /// Checks shape against the bytes given.
  public StoredTensor {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a tensor needs rows and columns, not " + rows + " x " + columns);
    }
    long bytes = Math.multiplyExact(format.bytes(columns), (long) rows);
    if (data.byteSize() < bytes) {
      throw new IllegalArgumentException(
          format
              + " "
              + rows
              + " x "
              + columns
              + " needs "
              + bytes
              + " bytes, got "
              + data.byteSize());
    }
  }

  /// Wraps float32 values, row after row.
  public static StoredTensor of(int rows, int columns, float... values) {
    return new StoredTensor(NumberFormat.F32, rows, columns, MemorySegment.ofArray(values));
  }

  /// Weights of about N(0, `deviation`) size for benchmarks and tests, written in the format's own
  /// bytes: uniform values and equal scales. The same seed gives the same bytes. About 1 ns for 8
  /// bytes on one core; large tensors are made on all.
  public static StoredTensor random(
      SegmentAllocator memory,
      NumberFormat format,
      int rows,
      int columns,
      float deviation,
      long seed) {
    MemorySegment data = memory.allocate(format.bytes(columns) * rows, 8);
    // Uniform values over [-a, a] have the deviation a / sqrt(3).
    float range = deviation * (float) Math.sqrt(3);
    long blocks = data.byteSize() / format.blockBytes();
    int parts = Math.toIntExact((blocks + RANDOM_PART - 1) / RANDOM_PART);
    IntStream numbers = IntStream.range(0, parts);
    // Parts have seeds of their own, so that threads do not decide the values.
    (data.isAccessibleBy(Thread.ofPlatform().unstarted(() -> {})) ? numbers.parallel() : numbers)
        .forEach(part -> {
          long first = part * RANDOM_PART;
          long count = Math.min(RANDOM_PART, blocks - first);
          var slice = data.asSlice(first * format.blockBytes(), count * format.blockBytes());
          fill(format, slice, new SplittableRandom(seed + part * SEED_STEP), range);
        });
    return new StoredTensor(format, rows, columns, data);
  }

  private static void fill(
      NumberFormat format, MemorySegment data, SplittableRandom random, float range) {
    long count = data.byteSize() / format.blockBytes();
    switch (format) {
      case F32 -> {
        for (long i = 0; i < count; i++) {
          data.setAtIndex(FLOAT, i, uniform(random.nextInt(), range));
        }
      }
      case F16 -> {
        for (long i = 0; i < count; i++) {
          data.setAtIndex(SHORT, i, Float.floatToFloat16(uniform(random.nextInt(), range)));
        }
      }
      case BF16 -> {
        for (long i = 0; i < count; i++) {
          int bits = Float.floatToRawIntBits(uniform(random.nextInt(), range));
          data.setAtIndex(SHORT, i, (short) (bits >> 16));
        }
      }
      case Q8_0, Q4_0 ->
          fillBlocks(format, data, random, range / (format == NumberFormat.Q8_0 ? 127 : 8));
    }
  }

  private static float uniform(int bits, float range) {
    return bits * 0x1p-31f * range;
  }

  private static void fillBlocks(
      NumberFormat format, MemorySegment data, SplittableRandom random, float scale) {
    short bits = Float.floatToFloat16(scale);
    for (long at = 0; at < data.byteSize(); at += format.blockBytes()) {
      data.set(SHORT, at, bits);
      for (long i = at + 2; i < at + format.blockBytes(); i += 8) {
        data.set(LONG, i, random.nextLong());
      }
    }
  }

  /// Decodes row `row` into `into[at ..]`.
  public void decodeRow(int row, float[] into, int at) {
    format.decode(data, format.bytes(columns) * row, columns, into, at);
  }
}
