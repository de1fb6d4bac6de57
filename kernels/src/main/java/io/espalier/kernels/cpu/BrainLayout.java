package io.espalier.kernels.cpu;

import io.espalier.kernels.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/// Packed BF16: `bfloat16[quad][block][column][vector][lane]`.
record BrainLayout() implements WeightLayout {
  private static final ValueLayout.OfShort ELEMENT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(Lanes.ORDER);
  private static final long SIZE = 2;
  private static final long VECTOR = SIZE * Lanes.COUNT;
  private static final long COLUMN = SIZE * QUAD;

  @Override
  public long quadBytes(int blocks) {
    return (long) blocks * BLOCK * COLUMN;
  }

  @Override
  public void pack(StoredTensor tensor, int row, MemorySegment into, long at) {
    int rows = Math.min(QUAD, tensor.rows() - row);
    for (int r = 0; r < rows; r++) {
      long from = SIZE * tensor.columns() * (row + r);
      for (int c = 0; c < tensor.columns(); c++) {
        into.set(
            ELEMENT,
            at + (long) c * COLUMN + SIZE * r,
            tensor.data().get(ELEMENT, from + SIZE * c));
      }
    }
  }

  @Override
  public void multiply(
      MemorySegment weights, long at, int blocks, float[] x, Scratch scratch, float[] out) {
    FloatVector total0 = FloatVector.zero(Lanes.FLOATS);
    FloatVector total1 = total0;
    FloatVector total2 = total0;
    FloatVector total3 = total0;
    long p = at;
    int touched = 0;
    for (int block = 0; block < blocks; block++) {
      FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      for (int c = block * BLOCK; c < block * BLOCK + BLOCK; c++) {
        FloatVector value = FloatVector.broadcast(Lanes.FLOATS, x[c]);
        sum0 = Lanes.brains(weights, p).fma(value, sum0);
        sum1 = Lanes.brains(weights, p + VECTOR).fma(value, sum1);
        sum2 = Lanes.brains(weights, p + 2 * VECTOR).fma(value, sum2);
        sum3 = Lanes.brains(weights, p + 3 * VECTOR).fma(value, sum3);
        touched += weights.get(ELEMENT, p + READ_AHEAD);
        touched += weights.get(ELEMENT, p + READ_AHEAD + COLUMN / 2);
        p += COLUMN;
      }
      total0 = total0.add(sum0);
      total1 = total1.add(sum1);
      total2 = total2.add(sum2);
      total3 = total3.add(sum3);
    }
    scratch.floats(1)[0] = touched;
    total0.intoArray(out, 0);
    total1.intoArray(out, Lanes.COUNT);
    total2.intoArray(out, 2 * Lanes.COUNT);
    total3.intoArray(out, 3 * Lanes.COUNT);
  }

  @Override
  public void unpack(
      MemorySegment weights, long at, int blocks, int first, int count, Panel panel) {
    panel.setBlockColumns(BLOCK);
    panel.setScalesToOne();
    float[] into = panel.weights;
    for (int c = 0; c < count * BLOCK; c++) {
      long p = at + (long) (first * BLOCK + c) * COLUMN;
      int to = c * Lanes.COUNT;
      Lanes.brains(weights, p).intoArray(into, to);
      Lanes.brains(weights, p + VECTOR).intoArray(into, to + Panel.WEIGHT_STRIDE);
      Lanes.brains(weights, p + 2 * VECTOR).intoArray(into, to + 2 * Panel.WEIGHT_STRIDE);
      Lanes.brains(weights, p + 3 * VECTOR).intoArray(into, to + 3 * Panel.WEIGHT_STRIDE);
    }
  }

  @Override
  public void decodeRow(
      MemorySegment weights, long at, int blocks, int row, int columns, float[] into, int intoAt) {
    for (int c = 0; c < columns; c++) {
      into[intoAt + c] =
          Float.intBitsToFloat(weights.get(ELEMENT, at + (long) c * COLUMN + SIZE * row) << 16);
    }
  }
}
