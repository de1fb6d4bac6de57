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

/// Packed Q8_0: a quad is `float16 scales[block][row]`, then `int8 values[block][column][row]`, 34
/// bytes for 32 weights as in the file.
record ByteLayout() implements WeightLayout {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

  /// Bytes of a block's scales.
  private static final long SCALES = 2L * QUAD;

  /// Bytes of a block's values for all rows of a quad.
  private static final long VALUES = 32L * QUAD;

  @Override
  public long quadBytes(int blocks) {
    return blocks * (SCALES + VALUES);
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
        long to = at + blocks * SCALES + block * VALUES + r;
        for (int i = 0; i < 32; i++) {
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
    int touched = 0;
    for (int block = 0; block < blocks; block++) {
      FloatVector sum0 = FloatVector.zero(FLOATS);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      for (int c = block * BLOCK; c < block * BLOCK + BLOCK; c++) {
        FloatVector value = broadcast(FLOATS, x[c]);
        FloatVector w0 =
            (FloatVector) fromMemorySegment(BYTES, weights, p, ORDER).convertShape(B2F, FLOATS, 0);
        FloatVector w1 =
            (FloatVector)
                fromMemorySegment(BYTES, weights, p + COUNT, ORDER).convertShape(B2F, FLOATS, 0);
        FloatVector w2 =
            (FloatVector)
                fromMemorySegment(BYTES, weights, p + 2L * COUNT, ORDER)
                    .convertShape(B2F, FLOATS, 0);
        FloatVector w3 =
            (FloatVector)
                fromMemorySegment(BYTES, weights, p + 3L * COUNT, ORDER)
                    .convertShape(B2F, FLOATS, 0);
        sum0 = w0.fma(value, sum0);
        sum1 = w1.fma(value, sum1);
        sum2 = w2.fma(value, sum2);
        sum3 = w3.fma(value, sum3);
        touched += weights.get(ValueLayout.JAVA_INT_UNALIGNED, p + READ_AHEAD);
        p += QUAD;
      }
      int scale = block * QUAD;
      total0 = sum0.fma(fromArray(FLOATS, scales, scale), total0);
      total1 = sum1.fma(fromArray(FLOATS, scales, scale + COUNT), total1);
      total2 = sum2.fma(fromArray(FLOATS, scales, scale + 2 * COUNT), total2);
      total3 = sum3.fma(fromArray(FLOATS, scales, scale + 3 * COUNT), total3);
    }
    scales[0] = touched;
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
    for (int block = 0; block < blocks; block++) {
      long values = at + blocks * SCALES + block * VALUES;
      int q = xAt + block * BLOCK * 8;
      ByteTile8x2.multiply(weights, values, x, q, scales, block * QUAD, totals, to);
      ByteTile8x2.multiply(
          weights,
          values + 2L * COUNT,
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
        long values = at + blocks * SCALES + (first + block) * VALUES + (long) vector * COUNT;
        int to = vector * Panel.WEIGHT_STRIDE + block * BLOCK * COUNT;
        unpack(weights, values, panel.weights, to);
      }
    }
  }

  private static void unpack(MemorySegment weights, long values, float[] into, int to) {
    for (int c = 0; c < BLOCK; c++) {
      FloatVector value =
          (FloatVector)
              fromMemorySegment(BYTES, weights, values + (long) c * QUAD, ORDER)
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
      long values = at + blocks * SCALES + block * VALUES + row;
      long value = values + (long) (c % BLOCK) * QUAD;
      into[intoAt + c] = scale * weights.get(ValueLayout.JAVA_BYTE, value);
    }
  }
}
