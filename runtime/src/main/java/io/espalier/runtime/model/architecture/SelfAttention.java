package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Buffer;

/// The part of a layer in which rows look at earlier rows.
sealed interface SelfAttention permits Attention, LatentAttention {

  /// Computes the rows' update and stores what later rows will look at.
  ///
  /// @param x `float32[rows, hiddenSize]`
  /// @param out `float32[rows, hiddenSize]`
  void forward(Pass pass, int layer, Buffer x, Buffer out);
}
