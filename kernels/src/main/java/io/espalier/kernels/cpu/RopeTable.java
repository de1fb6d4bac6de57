package io.espalier.kernels.cpu;

import io.espalier.kernels.Rope;
import java.util.Arrays;

/// Cosines and sines of a rotation by position, computed once and grown as positions are met.
final class RopeTable {
  private final Rope rope;
  private final int pairs;
  private int positions;
  private float[] cosines = new float[0];
  private float[] sines = new float[0];

  RopeTable(Rope rope) {
    this.rope = rope;
    pairs = rope.pairs();
  }

  /// Makes the table cover positions below `needed`.
  void cover(int needed) {
    if (needed <= positions) {
      return;
    }
    int target = Math.max(needed, Math.min(2 * positions, positions + 4096));
    cosines = Arrays.copyOf(cosines, Math.multiplyExact(target, pairs));
    sines = Arrays.copyOf(sines, target * pairs);
    for (int position = positions; position < target; position++) {
      for (int i = 0; i < pairs; i++) {
        cosines[position * pairs + i] = rope.cosine(position, i);
        sines[position * pairs + i] = rope.sine(position, i);
      }
    }
    positions = target;
  }

  /// Rotates one head that begins at `x[at]`.
  void rotate(float[] x, int at, int position) {
    int table = position * pairs;
    if (rope.isInterleaved()) {
      for (int i = 0; i < pairs; i++) {
        turn(x, at + 2 * i, at + 2 * i + 1, table + i);
      }
    } else {
      for (int i = 0; i < pairs; i++) {
        turn(x, at + i, at + pairs + i, table + i);
      }
    }
  }

  private void turn(float[] x, int first, int second, int angle) {
    float a = x[first];
    float b = x[second];
    x[first] = a * cosines[angle] - b * sines[angle];
    x[second] = b * cosines[angle] + a * sines[angle];
  }
}
