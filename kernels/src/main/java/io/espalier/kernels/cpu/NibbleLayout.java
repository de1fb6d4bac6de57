package io.espalier.kernels.cpu;

import static io.espalier.kernels.cpu.Lanes.BYTES;
import static io.espalier.kernels.cpu.Lanes.COUNT;
import static io.espalier.kernels.cpu.Lanes.FLOATS;
import static io.espalier.kernels.cpu.Lanes.INTS;
import static io.espalier.kernels.cpu.Lanes.ORDER;
import static jdk.incubator.vector.ByteVector.fromMemorySegment;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// Packed Q4_0: a quad is `float16 scales[block][row]`, then `uint8 pairs[block][16][row]`, where a
/// byte holds columns j and j + 16 as in the file; 18 bytes for 32 weights.
record NibbleLayout() implements WeightLayout {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

  /// Bytes that hold a block of one row.
  private static final int HALF = BLOCK / 2;

  /// Bytes of a block's scales.
  private static final long SCALES = 2L * QUAD;

  /// Bytes of a block's values for all rows of a quad.
  private static final long VALUES = (long) HALF * QUAD;

  @Override
  public long quadBytes(int blocks) {
    return blocks * (SCALES + VALUES);
  }

  @Override
  public void pack(StoredTensor tensor, int row, MemorySegment into, long at) {
    int rows = Math.min(QUAD, tensor.rows() - row);
    int blocks = tensor.columns() / BLOCK;
    int stored = NumberFormat.Q4_0.blockBytes();
    MemorySegment data = tensor.data();
    for (int r = 0; r < rows; r++) {
      for (int block = 0; block < blocks; block++) {
        long from = ((long) (row + r) * blocks + block) * stored;
        into.set(SHORT, at + block * SCALES + 2L * r, data.get(SHORT, from));
        long to = at + blocks * SCALES + block * VALUES + r;
        for (int i = 0; i < HALF; i++) {
          into.set(
              ValueLayout.JAVA_BYTE,
              to + (long) i * QUAD,
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
    long p = at + blocks * SCALES;
    for (int block = 0; block < blocks; block++) {
      FloatVector low0 = FloatVector.zero(FLOATS);
      FloatVector low1 = low0;
      FloatVector low2 = low0;
      FloatVector low3 = low0;
      FloatVector high0 = low0;
      FloatVector high1 = low0;
      FloatVector high2 = low0;
      FloatVector high3 = low0;
      for (int c = block * BLOCK; c < block * BLOCK + HALF; c++) {
        IntVector pairs0 =
            (IntVector)
                fromMemorySegment(BYTES, weights, p, ORDER).convertShape(ZERO_EXTEND_B2I, INTS, 0);
        IntVector pairs1 =
            (IntVector)
                fromMemorySegment(BYTES, weights, p + COUNT, ORDER)
                    .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        IntVector pairs2 =
            (IntVector)
                fromMemorySegment(BYTES, weights, p + 2L * COUNT, ORDER)
                    .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        IntVector pairs3 =
            (IntVector)
                fromMemorySegment(BYTES, weights, p + 3L * COUNT, ORDER)
                    .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        FloatVector value = broadcast(FLOATS, x[c]);
        FloatVector w0 = (FloatVector) pairs0.and(15).sub(8).convertShape(I2F, FLOATS, 0);
        FloatVector w1 = (FloatVector) pairs1.and(15).sub(8).convertShape(I2F, FLOATS, 0);
        FloatVector w2 = (FloatVector) pairs2.and(15).sub(8).convertShape(I2F, FLOATS, 0);
        FloatVector w3 = (FloatVector) pairs3.and(15).sub(8).convertShape(I2F, FLOATS, 0);
        low0 = w0.fma(value, low0);
        low1 = w1.fma(value, low1);
        low2 = w2.fma(value, low2);
        low3 = w3.fma(value, low3);
        value = broadcast(FLOATS, x[c + HALF]);
        w0 = (FloatVector) pairs0.lanewise(LSHR, 4).sub(8).convertShape(I2F, FLOATS, 0);
        w1 = (FloatVector) pairs1.lanewise(LSHR, 4).sub(8).convertShape(I2F, FLOATS, 0);
        w2 = (FloatVector) pairs2.lanewise(LSHR, 4).sub(8).convertShape(I2F, FLOATS, 0);
        w3 = (FloatVector) pairs3.lanewise(LSHR, 4).sub(8).convertShape(I2F, FLOATS, 0);
        high0 = w0.fma(value, high0);
        high1 = w1.fma(value, high1);
        high2 = w2.fma(value, high2);
        high3 = w3.fma(value, high3);
        p += QUAD;
      }
      int scaleAt = block * QUAD;
      FloatVector scale0 = fromArray(FLOATS, scales, scaleAt);
      total0 = high0.fma(scale0, low0.fma(scale0, total0));
      FloatVector scale1 = fromArray(FLOATS, scales, scaleAt + COUNT);
      total1 = high1.fma(scale1, low1.fma(scale1, total1));
      FloatVector scale2 = fromArray(FLOATS, scales, scaleAt + 2 * COUNT);
      total2 = high2.fma(scale2, low2.fma(scale2, total2));
      FloatVector scale3 = fromArray(FLOATS, scales, scaleAt + 3 * COUNT);
      total3 = high3.fma(scale3, low3.fma(scale3, total3));
    }
    total0.intoArray(out, 0);
    total1.intoArray(out, COUNT);
    total2.intoArray(out, 2 * COUNT);
    total3.intoArray(out, 3 * COUNT);
  }

  @Override
  public void unpack(
      MemorySegment weights, long at, int blocks, int first, int count, Panel panel) {
    panel.setBlockColumns(HALF);
    for (int block = 0; block < count; block++) {
      for (int vector = 0; vector < 4; vector++) {
        long scale = at + (first + block) * SCALES + 2L * vector * COUNT;
        int scaleTo = vector * Panel.SCALE_STRIDE + 2 * block * COUNT;
        FloatVector factor = Lanes.halves(weights, scale);
        factor.intoArray(panel.scales, scaleTo);
        factor.intoArray(panel.scales, scaleTo + COUNT);
        long values = at + blocks * SCALES + (first + block) * VALUES + (long) vector * COUNT;
        int to = vector * Panel.WEIGHT_STRIDE + block * BLOCK * COUNT;
        unpack(weights, values, panel.weights, to);
      }
    }
  }

  private static void unpack(MemorySegment weights, long values, float[] into, int to) {
    for (int j = 0; j < HALF; j++) {
      IntVector pairs =
          (IntVector)
              fromMemorySegment(BYTES, weights, values + (long) j * QUAD, ORDER)
                  .convertShape(ZERO_EXTEND_B2I, INTS, 0);
      FloatVector low = (FloatVector) pairs.and(15).sub(8).convertShape(I2F, FLOATS, 0);
      FloatVector high = (FloatVector) pairs.lanewise(LSHR, 4).sub(8).convertShape(I2F, FLOATS, 0);
      low.intoArray(into, to + j * COUNT);
      high.intoArray(into, to + (j + HALF) * COUNT);
    }
  }

  @Override
  public void decodeRow(
      MemorySegment weights, long at, int blocks, int row, int columns, float[] into, int intoAt) {
    for (int c = 0; c < columns; c++) {
      int block = c / BLOCK;
      float scale = Float.float16ToFloat(weights.get(SHORT, at + block * SCALES + 2L * row));
      long values = at + blocks * SCALES + block * VALUES + row;
      int pair = weights.get(ValueLayout.JAVA_BYTE, values + (long) (c % HALF) * QUAD);
      int bits = c % BLOCK < HALF ? pair & 15 : (pair >> 4) & 15;
      into[intoAt + c] = scale * (bits - 8);
    }
  }
}
