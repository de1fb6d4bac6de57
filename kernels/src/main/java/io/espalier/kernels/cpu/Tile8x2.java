package io.espalier.kernels.cpu;

import jdk.incubator.vector.FloatVector;

/// Eight rows by half a quad: sixteen sums in registers, the fastest where there are 32 vector
/// registers.
final class Tile8x2 {
  static final int ROWS = 8;
  static final int VECTORS = 2;

  private Tile8x2() {}

  /// `totals[row][vector] += x · panel` over `blocks` blocks.
  ///
  /// @param vector the quad's first vector to compute
  /// @param x activations `[column][8 rows]` from `xAt`
  /// @param totals rows of [WeightLayout#QUAD] floats from `totalsAt`
  static void multiply(
      Panel panel, int vector, int blocks, float[] x, int xAt, float[] totals, int totalsAt) {
    float[] weights = panel.weights;
    float[] scales = panel.scales;
    int p = vector * Panel.WEIGHT_STRIDE;
    int q = xAt;
    int to = totalsAt + vector * Lanes.COUNT;
    for (int block = 0; block < blocks; block++) {
      FloatVector sum0a = FloatVector.zero(Lanes.FLOATS);
      FloatVector sum0b = sum0a;
      FloatVector sum1a = sum0a;
      FloatVector sum1b = sum0a;
      FloatVector sum2a = sum0a;
      FloatVector sum2b = sum0a;
      FloatVector sum3a = sum0a;
      FloatVector sum3b = sum0a;
      FloatVector sum4a = sum0a;
      FloatVector sum4b = sum0a;
      FloatVector sum5a = sum0a;
      FloatVector sum5b = sum0a;
      FloatVector sum6a = sum0a;
      FloatVector sum6b = sum0a;
      FloatVector sum7a = sum0a;
      FloatVector sum7b = sum0a;
      for (int c = 0; c < WeightLayout.BLOCK; c++) {
        FloatVector wa = FloatVector.fromArray(Lanes.FLOATS, weights, p);
        FloatVector wb = FloatVector.fromArray(Lanes.FLOATS, weights, p + Panel.WEIGHT_STRIDE);
        FloatVector value = FloatVector.broadcast(Lanes.FLOATS, x[q]);
        sum0a = wa.fma(value, sum0a);
        sum0b = wb.fma(value, sum0b);
        value = FloatVector.broadcast(Lanes.FLOATS, x[q + 1]);
        sum1a = wa.fma(value, sum1a);
        sum1b = wb.fma(value, sum1b);
        value = FloatVector.broadcast(Lanes.FLOATS, x[q + 2]);
        sum2a = wa.fma(value, sum2a);
        sum2b = wb.fma(value, sum2b);
        value = FloatVector.broadcast(Lanes.FLOATS, x[q + 3]);
        sum3a = wa.fma(value, sum3a);
        sum3b = wb.fma(value, sum3b);
        value = FloatVector.broadcast(Lanes.FLOATS, x[q + 4]);
        sum4a = wa.fma(value, sum4a);
        sum4b = wb.fma(value, sum4b);
        value = FloatVector.broadcast(Lanes.FLOATS, x[q + 5]);
        sum5a = wa.fma(value, sum5a);
        sum5b = wb.fma(value, sum5b);
        value = FloatVector.broadcast(Lanes.FLOATS, x[q + 6]);
        sum6a = wa.fma(value, sum6a);
        sum6b = wb.fma(value, sum6b);
        value = FloatVector.broadcast(Lanes.FLOATS, x[q + 7]);
        sum7a = wa.fma(value, sum7a);
        sum7b = wb.fma(value, sum7b);
        p += Lanes.COUNT;
        q += ROWS;
      }
      int scalea = vector * Panel.SCALE_STRIDE + block * Lanes.COUNT;
      int scaleb = (vector + 1) * Panel.SCALE_STRIDE + block * Lanes.COUNT;
      FloatVector factora = FloatVector.fromArray(Lanes.FLOATS, scales, scalea);
      FloatVector factorb = FloatVector.fromArray(Lanes.FLOATS, scales, scaleb);
      add(sum0a, factora, totals, to);
      add(sum0b, factorb, totals, to + Lanes.COUNT);
      add(sum1a, factora, totals, to + WeightLayout.QUAD);
      add(sum1b, factorb, totals, to + WeightLayout.QUAD + Lanes.COUNT);
      add(sum2a, factora, totals, to + 2 * WeightLayout.QUAD);
      add(sum2b, factorb, totals, to + 2 * WeightLayout.QUAD + Lanes.COUNT);
      add(sum3a, factora, totals, to + 3 * WeightLayout.QUAD);
      add(sum3b, factorb, totals, to + 3 * WeightLayout.QUAD + Lanes.COUNT);
      add(sum4a, factora, totals, to + 4 * WeightLayout.QUAD);
      add(sum4b, factorb, totals, to + 4 * WeightLayout.QUAD + Lanes.COUNT);
      add(sum5a, factora, totals, to + 5 * WeightLayout.QUAD);
      add(sum5b, factorb, totals, to + 5 * WeightLayout.QUAD + Lanes.COUNT);
      add(sum6a, factora, totals, to + 6 * WeightLayout.QUAD);
      add(sum6b, factorb, totals, to + 6 * WeightLayout.QUAD + Lanes.COUNT);
      add(sum7a, factora, totals, to + 7 * WeightLayout.QUAD);
      add(sum7b, factorb, totals, to + 7 * WeightLayout.QUAD + Lanes.COUNT);
    }
  }

  private static void add(FloatVector sum, FloatVector scale, float[] totals, int at) {
    sum.fma(scale, FloatVector.fromArray(Lanes.FLOATS, totals, at)).intoArray(totals, at);
  }
}
