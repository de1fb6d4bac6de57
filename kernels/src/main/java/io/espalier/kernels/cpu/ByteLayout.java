package io.espalier.kernels.cpu;

import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/// Packed Q8_0, `[quad][block][vector]{float16 scales[lane]; int8 values[column][lane]}`: 34 bytes
/// for 32 weights as in the file.
record ByteLayout() implements WeightLayout {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(Lanes.ORDER);
  private static final long VALUES = 2L * Lanes.COUNT;
  private static final long VECTOR = VALUES + (long) BLOCK * Lanes.COUNT;

  @Override
  public long blockBytes() {
    return 4 * VECTOR;
  }

  @Override
  public void pack(StoredTensor tensor, int row, MemorySegment into, long at) {
    int rows = Math.min(QUAD, tensor.rows() - row);
    int blocks = tensor.columns() / BLOCK;
    int stored = NumberFormat.Q8_0.blockBytes();
    MemorySegment data = tensor.data();
    for (int r = 0; r < rows; r++) {
      int lane = r % Lanes.COUNT;
      for (int block = 0; block < blocks; block++) {
        long from = ((long) (row + r) * blocks + block) * stored;
        long to = at + (long) block * blockBytes() + r / Lanes.COUNT * VECTOR;
        into.set(SHORT, to + 2L * lane, data.get(SHORT, from));
        for (int c = 0; c < BLOCK; c++) {
          into.set(
              ValueLayout.JAVA_BYTE,
              to + VALUES + (long) c * Lanes.COUNT + lane,
              data.get(ValueLayout.JAVA_BYTE, from + 2 + c));
        }
      }
    }
  }

  @Override
  public void multiply(MemorySegment weights, long at, int blocks, float[] x, float[] out) {
    FloatVector total0 = FloatVector.zero(Lanes.FLOATS);
    FloatVector total1 = total0;
    FloatVector total2 = total0;
    FloatVector total3 = total0;
    long p = at;
    for (int block = 0; block < blocks; block++, p += 4 * VECTOR) {
      FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      long q = p + VALUES;
      for (int c = block * BLOCK; c < block * BLOCK + BLOCK; c++) {
        FloatVector value = FloatVector.broadcast(Lanes.FLOATS, x[c]);
        sum0 = Lanes.bytes(weights, q).fma(value, sum0);
        sum1 = Lanes.bytes(weights, q + VECTOR).fma(value, sum1);
        sum2 = Lanes.bytes(weights, q + 2 * VECTOR).fma(value, sum2);
        sum3 = Lanes.bytes(weights, q + 3 * VECTOR).fma(value, sum3);
        q += Lanes.COUNT;
      }
      total0 = sum0.fma(Lanes.halves(weights, p), total0);
      total1 = sum1.fma(Lanes.halves(weights, p + VECTOR), total1);
      total2 = sum2.fma(Lanes.halves(weights, p + 2 * VECTOR), total2);
      total3 = sum3.fma(Lanes.halves(weights, p + 3 * VECTOR), total3);
    }
    total0.intoArray(out, 0);
    total1.intoArray(out, Lanes.COUNT);
    total2.intoArray(out, 2 * Lanes.COUNT);
    total3.intoArray(out, 3 * Lanes.COUNT);
  }

  @Override
  public void unpack(MemorySegment weights, long at, int blocks, Panel panel) {
    float[] into = panel.weights;
    for (int block = 0; block < blocks; block++) {
      long p = at + (long) block * blockBytes();
      for (int vector = 0; vector < 4; vector++, p += VECTOR) {
        Lanes.halves(weights, p)
            .intoArray(panel.scales, vector * Panel.SCALE_STRIDE + block * Lanes.COUNT);
        int to = vector * Panel.WEIGHT_STRIDE + block * BLOCK * Lanes.COUNT;
        for (int i = 0; i < BLOCK * Lanes.COUNT; i += Lanes.COUNT) {
          Lanes.bytes(weights, p + VALUES + i).intoArray(into, to + i);
        }
      }
    }
  }

  @Override
  public void decodeRow(
      MemorySegment weights, long at, int row, int columns, float[] into, int intoAt) {
    int lane = row % Lanes.COUNT;
    for (int c = 0; c < columns; c++) {
      long p = at + (long) (c / BLOCK) * blockBytes() + row / Lanes.COUNT * VECTOR;
      float scale = Float.float16ToFloat(weights.get(SHORT, p + 2L * lane));
      long value = p + VALUES + c % BLOCK * (long) Lanes.COUNT + lane;
      into[intoAt + c] = scale * weights.get(ValueLayout.JAVA_BYTE, value);
    }
  }
}
