package io.espalier.kernels.cpu;

import static io.espalier.kernels.cpu.Lanes.COUNT;
import static io.espalier.kernels.cpu.Lanes.FLOATS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.espalier.kernels.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/// Packed F16: `float16[quad][block][column][vector][lane]`.
record HalfLayout() implements WeightLayout {
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
    float[] widened = scratch.floats(BLOCK * QUAD);
    FloatVector total0 = FloatVector.zero(FLOATS);
    FloatVector total1 = total0;
    FloatVector total2 = total0;
    FloatVector total3 = total0;
    for (int block = 0; block < blocks; block++) {
      widen(weights, at + (long) block * BLOCK * COLUMN, scratch.halves, widened);
      FloatVector sum0 = FloatVector.zero(FLOATS);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      int p = 0;
      for (int c = block * BLOCK; c < block * BLOCK + BLOCK; c++) {
        FloatVector value = broadcast(FLOATS, x[c]);
        sum0 = fromArray(FLOATS, widened, p).fma(value, sum0);
        sum1 = fromArray(FLOATS, widened, p + COUNT).fma(value, sum1);
        sum2 = fromArray(FLOATS, widened, p + 2 * COUNT).fma(value, sum2);
        sum3 = fromArray(FLOATS, widened, p + 3 * COUNT).fma(value, sum3);
        p += QUAD;
      }
      total0 = total0.add(sum0);
      total1 = total1.add(sum1);
      total2 = total2.add(sum2);
      total3 = total3.add(sum3);
    }
    total0.intoArray(out, 0);
    total1.intoArray(out, COUNT);
    total2.intoArray(out, 2 * COUNT);
    total3.intoArray(out, 3 * COUNT);
  }

  /// Widens one block. The compiler has a vector instruction for this conversion between arrays,
  /// the Vector API has none.
  private static void widen(MemorySegment weights, long at, short[] halves, float[] into) {
    MemorySegment.copy(weights, ELEMENT, at, halves, 0, BLOCK * QUAD);
    for (int i = 0; i < BLOCK * QUAD; i++) {
      into[i] = Float.float16ToFloat(halves[i]);
    }
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
      Lanes.halves(weights, p).intoArray(into, to);
      Lanes.halves(weights, p + VECTOR).intoArray(into, to + Panel.WEIGHT_STRIDE);
      Lanes.halves(weights, p + 2 * VECTOR).intoArray(into, to + 2 * Panel.WEIGHT_STRIDE);
      Lanes.halves(weights, p + 3 * VECTOR).intoArray(into, to + 3 * Panel.WEIGHT_STRIDE);
    }
  }

  @Override
  public void decodeRow(
      MemorySegment weights, long at, int blocks, int row, int columns, float[] into, int intoAt) {
    for (int c = 0; c < columns; c++) {
      into[intoAt + c] =
          Float.float16ToFloat(weights.get(ELEMENT, at + (long) c * COLUMN + SIZE * row));
    }
  }
}
