package io.espalier.kernels.cpu;

import static io.espalier.kernels.cpu.WeightLayout.BLOCK;
import static io.espalier.kernels.cpu.WeightLayout.QUAD;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// The product of rows with packed Q8_0 in loops without vectors, adding in the order that
/// [WeightLayout] fixes: the same bits as [ByteLayout#multiply] while the machine is cold. One
/// thread at a time.
final class PlainProduct {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(Lanes.ORDER);

  private final byte[] bytes = new byte[BLOCK * QUAD];
  private final short[] halves = new short[QUAD];

  /// Whole numbers, not floats: the compiler makes vectors of a loop only when it knows that the
  /// array it reads is not the one it writes, and two types tell it so.
  private final int[] weights = new int[BLOCK * QUAD];

  private final float[] scales = new float[QUAD];
  private final float[] sums = new float[QUAD];

  /// `totals[row][QUAD] = W · x` for `rows` rows.
  ///
  /// @param x rows of `blocks · 32` activations from `xAt`
  void multiply(
      MemorySegment data, long at, int blocks, float[] x, int xAt, int rows, float[] totals) {
    Arrays.fill(totals, 0, rows * QUAD, 0);
    int half = bytes.length / 2;
    for (int block = 0; block < blocks; block++) {
      MemorySegment.copy(data, SHORT, at + 2L * block * QUAD, halves, 0, QUAD);
      long first = ByteLayout.values(at, blocks, block);
      long second = first + ByteLayout.between(blocks);
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, first, bytes, 0, half);
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, second, bytes, half, half);
      widen();
      for (int row = 0; row < rows; row++) {
        Arrays.fill(sums, 0);
        int column = xAt + (row * blocks + block) * BLOCK;
        for (int c = 0; c < BLOCK; c++) {
          addColumn(weights, c * QUAD, x[column + c], sums);
        }
        addScaled(row * QUAD, totals);
      }
    }
  }

  /// Brings a column's rows together from both streams.
  private void widen() {
    for (int c = 0; c < BLOCK; c++) {
      widen(bytes, c * QUAD / 2, weights, c * QUAD);
      widen(bytes, (BLOCK + c) * QUAD / 2, weights, c * QUAD + QUAD / 2);
    }
    for (int i = 0; i < QUAD; i++) {
      scales[i] = Lanes.half(halves[i]);
    }
  }

  private static void widen(byte[] bytes, int from, int[] weights, int to) {
    for (int i = 0; i < QUAD / 2; i++) {
      weights[to + i] = bytes[from + i];
    }
  }

  private static void addColumn(int[] weights, int at, float value, float[] sums) {
    for (int i = 0; i < QUAD; i++) {
      sums[i] = Math.fma((float) weights[at + i], value, sums[i]);
    }
  }

  private void addScaled(int to, float[] totals) {
    for (int i = 0; i < QUAD; i++) {
      totals[to + i] = Math.fma(sums[i], scales[i], totals[to + i]);
    }
  }
}
