package io.espalier.kernels.cpu;

import static io.espalier.kernels.cpu.Lanes.BYTES;
import static io.espalier.kernels.cpu.Lanes.COUNT;
import static io.espalier.kernels.cpu.Lanes.FLOATS;
import static io.espalier.kernels.cpu.Lanes.ORDER;
import static jdk.incubator.vector.ByteVector.fromMemorySegment;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.B2F;

import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/// Packed Q8_0: a quad is `float16 scales[block][row]`, then `int8 first[block][column][row]` with
/// the values of its first two vectors of rows and `int8 second[block][column][row]` with those of
/// the other two, 34 bytes for 32 weights as in the file.
///
/// Two streams, because the processor fetches about twenty cache lines ahead of each stream that it
/// sees. The sums of one row of activations fill its queues with too few lines on their way; a
/// second stream doubles what comes unasked (79 % of a plain read's speed with one, 93 % with two).
record ByteLayout() implements WeightLayout {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

  /// Bytes of a block's scales.
  private static final long SCALES = 2L * QUAD;

  /// Output rows of a stream.
  private static final int HALF = 2 * COUNT;

  /// Bytes of a block's values in one stream.
  private static final long VALUES = 32L * HALF;

  @Override
  public long quadBytes(int blocks) {
    return blocks * (SCALES + 2 * VALUES);
  }

  /// Where a block's values begin in the first stream.
  static long values(long at, int blocks, int block) {
    return at + blocks * SCALES + block * VALUES;
  }

  /// Bytes from a place in the first stream to the same place in the second.
  static long between(int blocks) {
    return blocks * VALUES;
  }

  @Override
  public void pack(StoredTensor tensor, int row, MemorySegment into, long at) {
    int rows = Math.min(QUAD, tensor.rows() - row);
    int blocks = tensor.columns() / BLOCK;
    int stored = NumberFormat.Q8_0.blockBytes();
    MemorySegment data = tensor.data();
    for (int r = 0; r < rows; r++) {
      for (int block = 0; block < blocks; block++) {
        long from = ((long) (row + r) * blocks + block) * stored;
        into.set(SHORT, at + block * SCALES + 2L * r, data.get(SHORT, from));
        long to = values(at, blocks, block) + r / HALF * between(blocks) + r % HALF;
        for (int i = 0; i < BLOCK; i++) {
          into.set(
              ValueLayout.JAVA_BYTE,
              to + (long) i * HALF,
              data.get(ValueLayout.JAVA_BYTE, from + 2 + i));
        }
      }
    }
  }

  @Override
  public void multiply(
      MemorySegment weights, long at, int blocks, float[] x, Scratch scratch, float[] out) {
    float[] scales = scratch.floats(blocks * QUAD);
    for (int i = 0; i < blocks * QUAD; i += COUNT) {
      Lanes.halves(weights, at + 2L * i).intoArray(scales, i);
    }
    FloatVector total0 = FloatVector.zero(FLOATS);
    FloatVector total1 = total0;
    FloatVector total2 = total0;
    FloatVector total3 = total0;
    long first = values(at, blocks, 0);
    long between = between(blocks);
    for (int block = 0; block < blocks; block++) {
      FloatVector sum0 = FloatVector.zero(FLOATS);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      for (int c = block * BLOCK; c < block * BLOCK + BLOCK; c += 2) {
        long second = first + between;
        FloatVector value = broadcast(FLOATS, x[c]);
        sum0 =
            ((FloatVector)
                    fromMemorySegment(BYTES, weights, first, ORDER).convertShape(B2F, FLOATS, 0))
                .fma(value, sum0);
        sum1 =
            ((FloatVector)
                    fromMemorySegment(BYTES, weights, first + COUNT, ORDER)
                        .convertShape(B2F, FLOATS, 0))
                .fma(value, sum1);
        sum2 =
            ((FloatVector)
                    fromMemorySegment(BYTES, weights, second, ORDER).convertShape(B2F, FLOATS, 0))
                .fma(value, sum2);
        sum3 =
            ((FloatVector)
                    fromMemorySegment(BYTES, weights, second + COUNT, ORDER)
                        .convertShape(B2F, FLOATS, 0))
                .fma(value, sum3);
        value = broadcast(FLOATS, x[c + 1]);
        sum0 =
            ((FloatVector)
                    fromMemorySegment(BYTES, weights, first + 2L * COUNT, ORDER)
                        .convertShape(B2F, FLOATS, 0))
                .fma(value, sum0);
        sum1 =
            ((FloatVector)
                    fromMemorySegment(BYTES, weights, first + 3L * COUNT, ORDER)
                        .convertShape(B2F, FLOATS, 0))
                .fma(value, sum1);
        sum2 =
            ((FloatVector)
                    fromMemorySegment(BYTES, weights, second + 2L * COUNT, ORDER)
                        .convertShape(B2F, FLOATS, 0))
                .fma(value, sum2);
        sum3 =
            ((FloatVector)
                    fromMemorySegment(BYTES, weights, second + 3L * COUNT, ORDER)
                        .convertShape(B2F, FLOATS, 0))
                .fma(value, sum3);
        first += 2L * HALF;
      }
      int scale = block * QUAD;
      total0 = sum0.fma(fromArray(FLOATS, scales, scale), total0);
      total1 = sum1.fma(fromArray(FLOATS, scales, scale + COUNT), total1);
      total2 = sum2.fma(fromArray(FLOATS, scales, scale + 2 * COUNT), total2);
      total3 = sum3.fma(fromArray(FLOATS, scales, scale + 3 * COUNT), total3);
    }
    total0.intoArray(out, 0);
    total1.intoArray(out, COUNT);
    total2.intoArray(out, 2 * COUNT);
    total3.intoArray(out, 3 * COUNT);
  }

  /// Adds the product of eight rows to `totals`.
  void multiplyEight(
      MemorySegment weights,
      long at,
      int blocks,
      float[] x,
      int xAt,
      Scratch scratch,
      float[] totals,
      int to) {
    float[] scales = scratch.floats(blocks * QUAD);
    for (int i = 0; i < blocks * QUAD; i += COUNT) {
      Lanes.halves(weights, at + 2L * i).intoArray(scales, i);
    }
    long between = between(blocks);
    for (int block = 0; block < blocks; block++) {
      long values = values(at, blocks, block);
      int q = xAt + block * BLOCK * 8;
      ByteTile8x2.multiply(weights, values, x, q, scales, block * QUAD, totals, to);
      ByteTile8x2.multiply(
          weights,
          values + between,
          x,
          q,
          scales,
          block * QUAD + 2 * COUNT,
          totals,
          to + 2 * COUNT);
    }
  }

  @Override
  public void unpack(
      MemorySegment weights, long at, int blocks, int first, int count, Panel panel) {
    panel.setBlockColumns(BLOCK);
    for (int block = 0; block < count; block++) {
      for (int vector = 0; vector < 4; vector++) {
        long scale = at + (first + block) * SCALES + 2L * vector * COUNT;
        int scaleTo = vector * Panel.SCALE_STRIDE + block * COUNT;
        Lanes.halves(weights, scale).intoArray(panel.scales, scaleTo);
        long values = values(at, blocks, first + block) + vector / 2 * between(blocks);
        int to = vector * Panel.WEIGHT_STRIDE + block * BLOCK * COUNT;
        unpack(weights, values + vector % 2L * COUNT, panel.weights, to);
      }
    }
  }

  private static void unpack(MemorySegment weights, long values, float[] into, int to) {
    for (int c = 0; c < BLOCK; c++) {
      FloatVector value =
          (FloatVector)
              fromMemorySegment(BYTES, weights, values + (long) c * HALF, ORDER)
                  .convertShape(B2F, FLOATS, 0);
      value.intoArray(into, to + c * COUNT);
    }
  }

  @Override
  public void decodeRow(
      MemorySegment weights, long at, int blocks, int row, int columns, float[] into, int intoAt) {
    for (int c = 0; c < columns; c++) {
      int block = c / BLOCK;
      float scale = Float.float16ToFloat(weights.get(SHORT, at + block * SCALES + 2L * row));
      long values = values(at, blocks, block) + row / HALF * between(blocks) + row % HALF;
      long value = values + (long) (c % BLOCK) * HALF;
      into[intoAt + c] = scale * weights.get(ValueLayout.JAVA_BYTE, value);
    }
  }
}
