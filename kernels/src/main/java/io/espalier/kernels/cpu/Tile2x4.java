package io.espalier.kernels.cpu;

import static io.espalier.kernels.cpu.Lanes.COUNT;
import static io.espalier.kernels.cpu.Lanes.FLOATS;
import static io.espalier.kernels.cpu.WeightLayout.QUAD;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/// Two rows by a whole quad: eight sums, which also fit sixteen vector registers.
final class Tile2x4 {
  static final int ROWS = 2;
  static final int VECTORS = 4;

  private Tile2x4() {}

  /// `totals[row][vector] += x · panel` over the panel's first `blocks` blocks.
  ///
  /// @param vector the quad's first vector to compute
  /// @param x activations `[column][2 rows]` from `xAt`
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
    }
  }
}
