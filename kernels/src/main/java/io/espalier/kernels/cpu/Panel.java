package io.espalier.kernels.cpu;

import java.util.Arrays;

/// Widened weights of a quad, small enough for the second-level cache:
/// `weights[vector][column][lane]` and `scales[vector][block][lane]` for up to [#BLOCKS] blocks.
final class Panel {
  static final int BLOCKS = 8;

  /// Floats from one vector of the quad to the next.
  static final int WEIGHT_STRIDE = BLOCKS * WeightLayout.BLOCK * Lanes.COUNT;

  static final int SCALE_STRIDE = BLOCKS * Lanes.COUNT;

  final float[] weights = new float[4 * WEIGHT_STRIDE];
  final float[] scales = new float[4 * SCALE_STRIDE];

  /// Scales of formats that have none.
  void setScalesToOne() {
    Arrays.fill(scales, 1);
  }
}
