package io.espalier.kernels.cpu;

import java.util.Arrays;

/// Widened weights of a quad, small enough for the first-level cache:
/// `weights[vector][column][lane]` and `scales[vector][block][lane]`.
final class Panel {
  /// Blocks of 32 columns that fit.
  static final int BLOCKS = 4;

  /// Floats from one vector of the quad to the next.
  static final int WEIGHT_STRIDE = BLOCKS * WeightLayout.BLOCK * Lanes.COUNT;

  /// The same for scales; formats may have two for 32 columns.
  static final int SCALE_STRIDE = 2 * BLOCKS * Lanes.COUNT;

  final float[] weights = new float[4 * WEIGHT_STRIDE];
  final float[] scales = new float[4 * SCALE_STRIDE];
  private int blockColumns = WeightLayout.BLOCK;

  /// Columns under one scale: 32 or 16.
  int blockColumns() {
    return blockColumns;
  }

  void setBlockColumns(int columns) {
    blockColumns = columns;
  }

  /// Scales of formats that have none.
  void setScalesToOne() {
    Arrays.fill(scales, 1);
  }
}
