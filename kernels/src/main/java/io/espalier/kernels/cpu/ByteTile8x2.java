package io.espalier.kernels.cpu;

import static io.espalier.kernels.cpu.Lanes.BYTES;
import static io.espalier.kernels.cpu.Lanes.COUNT;
import static io.espalier.kernels.cpu.Lanes.FLOATS;
import static io.espalier.kernels.cpu.Lanes.ORDER;
import static io.espalier.kernels.cpu.WeightLayout.BLOCK;
import static io.espalier.kernels.cpu.WeightLayout.QUAD;
import static jdk.incubator.vector.ByteVector.fromMemorySegment;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.B2F;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// [Tile8x2] on Q8_0 as it is packed, without a panel: for eight rows alone, where widening into a
/// panel costs a third of the time. The same sums in the same order.
final class ByteTile8x2 {
  private ByteTile8x2() {}

  /// `totals[row][vector] += x · weights` over one block.
  ///
  /// @param values the block's bytes in one of a quad's streams
  /// @param x activations `[column][8 rows]` from `xAt`
  /// @param scales two vectors of scales from `scalesAt`
  /// @param totals rows of [WeightLayout#QUAD] floats from `to`
  static void multiply(
      MemorySegment weights,
      long values,
      float[] x,
      int xAt,
      float[] scales,
      int scalesAt,
      float[] totals,
      int to) {
    FloatVector sum0a = FloatVector.zero(FLOATS);
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
    long p = values;
    int q = xAt;
    for (int c = 0; c < BLOCK; c++) {
      FloatVector wa =
          (FloatVector) fromMemorySegment(BYTES, weights, p, ORDER).convertShape(B2F, FLOATS, 0);
      FloatVector wb =
          (FloatVector)
              fromMemorySegment(BYTES, weights, p + COUNT, ORDER).convertShape(B2F, FLOATS, 0);
      FloatVector value = broadcast(FLOATS, x[q]);
      sum0a = wa.fma(value, sum0a);
      sum0b = wb.fma(value, sum0b);
      value = broadcast(FLOATS, x[q + 1]);
      sum1a = wa.fma(value, sum1a);
      sum1b = wb.fma(value, sum1b);
      value = broadcast(FLOATS, x[q + 2]);
      sum2a = wa.fma(value, sum2a);
      sum2b = wb.fma(value, sum2b);
      value = broadcast(FLOATS, x[q + 3]);
      sum3a = wa.fma(value, sum3a);
      sum3b = wb.fma(value, sum3b);
      value = broadcast(FLOATS, x[q + 4]);
      sum4a = wa.fma(value, sum4a);
      sum4b = wb.fma(value, sum4b);
      value = broadcast(FLOATS, x[q + 5]);
      sum5a = wa.fma(value, sum5a);
      sum5b = wb.fma(value, sum5b);
      value = broadcast(FLOATS, x[q + 6]);
      sum6a = wa.fma(value, sum6a);
      sum6b = wb.fma(value, sum6b);
      value = broadcast(FLOATS, x[q + 7]);
      sum7a = wa.fma(value, sum7a);
      sum7b = wb.fma(value, sum7b);
      p += 2L * COUNT;
      q += 8;
    }
    FloatVector factora = fromArray(FLOATS, scales, scalesAt);
    FloatVector factorb = fromArray(FLOATS, scales, scalesAt + COUNT);
    sum0a.fma(factora, fromArray(FLOATS, totals, to)).intoArray(totals, to);
    sum0b.fma(factorb, fromArray(FLOATS, totals, to + COUNT)).intoArray(totals, to + COUNT);
    sum1a.fma(factora, fromArray(FLOATS, totals, to + QUAD)).intoArray(totals, to + QUAD);
    sum1b
        .fma(factorb, fromArray(FLOATS, totals, to + QUAD + COUNT))
        .intoArray(totals, to + QUAD + COUNT);
    sum2a.fma(factora, fromArray(FLOATS, totals, to + 2 * QUAD)).intoArray(totals, to + 2 * QUAD);
    sum2b
        .fma(factorb, fromArray(FLOATS, totals, to + 2 * QUAD + COUNT))
        .intoArray(totals, to + 2 * QUAD + COUNT);
    sum3a.fma(factora, fromArray(FLOATS, totals, to + 3 * QUAD)).intoArray(totals, to + 3 * QUAD);
    sum3b
        .fma(factorb, fromArray(FLOATS, totals, to + 3 * QUAD + COUNT))
        .intoArray(totals, to + 3 * QUAD + COUNT);
    sum4a.fma(factora, fromArray(FLOATS, totals, to + 4 * QUAD)).intoArray(totals, to + 4 * QUAD);
    sum4b
        .fma(factorb, fromArray(FLOATS, totals, to + 4 * QUAD + COUNT))
        .intoArray(totals, to + 4 * QUAD + COUNT);
    sum5a.fma(factora, fromArray(FLOATS, totals, to + 5 * QUAD)).intoArray(totals, to + 5 * QUAD);
    sum5b
        .fma(factorb, fromArray(FLOATS, totals, to + 5 * QUAD + COUNT))
        .intoArray(totals, to + 5 * QUAD + COUNT);
    sum6a.fma(factora, fromArray(FLOATS, totals, to + 6 * QUAD)).intoArray(totals, to + 6 * QUAD);
    sum6b
        .fma(factorb, fromArray(FLOATS, totals, to + 6 * QUAD + COUNT))
        .intoArray(totals, to + 6 * QUAD + COUNT);
    sum7a.fma(factora, fromArray(FLOATS, totals, to + 7 * QUAD)).intoArray(totals, to + 7 * QUAD);
    sum7b
        .fma(factorb, fromArray(FLOATS, totals, to + 7 * QUAD + COUNT))
        .intoArray(totals, to + 7 * QUAD + COUNT);
  }
}
