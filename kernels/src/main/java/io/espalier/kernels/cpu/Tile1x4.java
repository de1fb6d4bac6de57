package io.espalier.kernels.cpu;

import jdk.incubator.vector.FloatVector;

/// One row by a whole quad, for the odd row of a batch.
final class Tile1x4 {
  static final int ROWS = 1;
  static final int VECTORS = 4;

  private Tile1x4() {}

  /// `totals[row][vector] += x · panel` over `blocks` blocks.
  ///
  /// @param vector the quad's first vector to compute
  /// @param x activations `[column][1 rows]` from `xAt`
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
      FloatVector sum0c = sum0a;
      FloatVector sum0d = sum0a;
      for (int c = 0; c < WeightLayout.BLOCK; c++) {
        FloatVector wa = FloatVector.fromArray(Lanes.FLOATS, weights, p);
        FloatVector wb = FloatVector.fromArray(Lanes.FLOATS, weights, p + Panel.WEIGHT_STRIDE);
        FloatVector wc = FloatVector.fromArray(Lanes.FLOATS, weights, p + 2 * Panel.WEIGHT_STRIDE);
        FloatVector wd = FloatVector.fromArray(Lanes.FLOATS, weights, p + 3 * Panel.WEIGHT_STRIDE);
        FloatVector value = FloatVector.broadcast(Lanes.FLOATS, x[q]);
        sum0a = wa.fma(value, sum0a);
        sum0b = wb.fma(value, sum0b);
        sum0c = wc.fma(value, sum0c);
        sum0d = wd.fma(value, sum0d);
        p += Lanes.COUNT;
        q += ROWS;
      }
      int scalea = vector * Panel.SCALE_STRIDE + block * Lanes.COUNT;
      int scaleb = (vector + 1) * Panel.SCALE_STRIDE + block * Lanes.COUNT;
      int scalec = (vector + 2) * Panel.SCALE_STRIDE + block * Lanes.COUNT;
      int scaled = (vector + 3) * Panel.SCALE_STRIDE + block * Lanes.COUNT;
      FloatVector factora = FloatVector.fromArray(Lanes.FLOATS, scales, scalea);
      FloatVector factorb = FloatVector.fromArray(Lanes.FLOATS, scales, scaleb);
      FloatVector factorc = FloatVector.fromArray(Lanes.FLOATS, scales, scalec);
      FloatVector factord = FloatVector.fromArray(Lanes.FLOATS, scales, scaled);
      add(sum0a, factora, totals, to);
      add(sum0b, factorb, totals, to + Lanes.COUNT);
      add(sum0c, factorc, totals, to + 2 * Lanes.COUNT);
      add(sum0d, factord, totals, to + 3 * Lanes.COUNT);
    }
  }

  private static void add(FloatVector sum, FloatVector scale, float[] totals, int at) {
    sum.fma(scale, FloatVector.fromArray(Lanes.FLOATS, totals, at)).intoArray(totals, at);
  }
}
