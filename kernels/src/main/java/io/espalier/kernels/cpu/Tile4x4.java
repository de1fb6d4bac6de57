package io.espalier.kernels.cpu;

import static io.espalier.kernels.cpu.Lanes.COUNT;
import static io.espalier.kernels.cpu.Lanes.FLOATS;
import static io.espalier.kernels.cpu.WeightLayout.QUAD;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/// Four rows by a whole quad, for four to seven rows and where 32 vector registers exist.
final class Tile4x4 {
  static final int ROWS = 4;
  static final int VECTORS = 4;

  private Tile4x4() {}

  /// `totals[row][vector] += x · panel` over the panel's first `blocks` blocks.
  ///
  /// @param vector the quad's first vector to compute
  /// @param x activations `[column][4 rows]` from `xAt`
  /// @param totals rows of [WeightLayout#QUAD] floats from `totalsAt`
  static void multiply(
      Panel panel, int vector, int blocks, float[] x, int xAt, float[] totals, int totalsAt) {
    float[] weights = panel.weights;
    float[] scales = panel.scales;
    int columns = panel.blockColumns();
    int p = vector * Panel.WEIGHT_STRIDE;
    int q = xAt;
    int to = totalsAt + vector * COUNT;
    for (int block = 0; block < blocks; block++) {
      FloatVector sum0a = FloatVector.zero(FLOATS);
      FloatVector sum0b = sum0a;
      FloatVector sum0c = sum0a;
      FloatVector sum0d = sum0a;
      FloatVector sum1a = sum0a;
      FloatVector sum1b = sum0a;
      FloatVector sum1c = sum0a;
      FloatVector sum1d = sum0a;
      FloatVector sum2a = sum0a;
      FloatVector sum2b = sum0a;
      FloatVector sum2c = sum0a;
      FloatVector sum2d = sum0a;
      FloatVector sum3a = sum0a;
      FloatVector sum3b = sum0a;
      FloatVector sum3c = sum0a;
      FloatVector sum3d = sum0a;
      for (int c = 0; c < columns; c++) {
        FloatVector wa = fromArray(FLOATS, weights, p);
        FloatVector wb = fromArray(FLOATS, weights, p + Panel.WEIGHT_STRIDE);
        FloatVector wc = fromArray(FLOATS, weights, p + 2 * Panel.WEIGHT_STRIDE);
        FloatVector wd = fromArray(FLOATS, weights, p + 3 * Panel.WEIGHT_STRIDE);
        FloatVector value = broadcast(FLOATS, x[q]);
        sum0a = wa.fma(value, sum0a);
        sum0b = wb.fma(value, sum0b);
        sum0c = wc.fma(value, sum0c);
        sum0d = wd.fma(value, sum0d);
        value = broadcast(FLOATS, x[q + 1]);
        sum1a = wa.fma(value, sum1a);
        sum1b = wb.fma(value, sum1b);
        sum1c = wc.fma(value, sum1c);
        sum1d = wd.fma(value, sum1d);
        value = broadcast(FLOATS, x[q + 2]);
        sum2a = wa.fma(value, sum2a);
        sum2b = wb.fma(value, sum2b);
        sum2c = wc.fma(value, sum2c);
        sum2d = wd.fma(value, sum2d);
        value = broadcast(FLOATS, x[q + 3]);
        sum3a = wa.fma(value, sum3a);
        sum3b = wb.fma(value, sum3b);
        sum3c = wc.fma(value, sum3c);
        sum3d = wd.fma(value, sum3d);
        p += COUNT;
        q += ROWS;
      }
      int scalea = vector * Panel.SCALE_STRIDE + block * COUNT;
      int scaleb = (vector + 1) * Panel.SCALE_STRIDE + block * COUNT;
      int scalec = (vector + 2) * Panel.SCALE_STRIDE + block * COUNT;
      int scaled = (vector + 3) * Panel.SCALE_STRIDE + block * COUNT;
      FloatVector factora = fromArray(FLOATS, scales, scalea);
      FloatVector factorb = fromArray(FLOATS, scales, scaleb);
      FloatVector factorc = fromArray(FLOATS, scales, scalec);
      FloatVector factord = fromArray(FLOATS, scales, scaled);
      sum0a.fma(factora, fromArray(FLOATS, totals, to)).intoArray(totals, to);
      sum0b.fma(factorb, fromArray(FLOATS, totals, to + COUNT)).intoArray(totals, to + COUNT);
      sum0c
          .fma(factorc, fromArray(FLOATS, totals, to + 2 * COUNT))
          .intoArray(totals, to + 2 * COUNT);
      sum0d
          .fma(factord, fromArray(FLOATS, totals, to + 3 * COUNT))
          .intoArray(totals, to + 3 * COUNT);
      sum1a.fma(factora, fromArray(FLOATS, totals, to + QUAD)).intoArray(totals, to + QUAD);
      sum1b
          .fma(factorb, fromArray(FLOATS, totals, to + QUAD + COUNT))
          .intoArray(totals, to + QUAD + COUNT);
      sum1c
          .fma(factorc, fromArray(FLOATS, totals, to + QUAD + 2 * COUNT))
          .intoArray(totals, to + QUAD + 2 * COUNT);
      sum1d
          .fma(factord, fromArray(FLOATS, totals, to + QUAD + 3 * COUNT))
          .intoArray(totals, to + QUAD + 3 * COUNT);
      sum2a.fma(factora, fromArray(FLOATS, totals, to + 2 * QUAD)).intoArray(totals, to + 2 * QUAD);
      sum2b
          .fma(factorb, fromArray(FLOATS, totals, to + 2 * QUAD + COUNT))
          .intoArray(totals, to + 2 * QUAD + COUNT);
      sum2c
          .fma(factorc, fromArray(FLOATS, totals, to + 2 * QUAD + 2 * COUNT))
          .intoArray(totals, to + 2 * QUAD + 2 * COUNT);
      sum2d
          .fma(factord, fromArray(FLOATS, totals, to + 2 * QUAD + 3 * COUNT))
          .intoArray(totals, to + 2 * QUAD + 3 * COUNT);
      sum3a.fma(factora, fromArray(FLOATS, totals, to + 3 * QUAD)).intoArray(totals, to + 3 * QUAD);
      sum3b
          .fma(factorb, fromArray(FLOATS, totals, to + 3 * QUAD + COUNT))
          .intoArray(totals, to + 3 * QUAD + COUNT);
      sum3c
          .fma(factorc, fromArray(FLOATS, totals, to + 3 * QUAD + 2 * COUNT))
          .intoArray(totals, to + 3 * QUAD + 2 * COUNT);
      sum3d
          .fma(factord, fromArray(FLOATS, totals, to + 3 * QUAD + 3 * COUNT))
          .intoArray(totals, to + 3 * QUAD + 3 * COUNT);
    }
  }
}
