package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Buffer;
import io.espalier.kernels.Matrix;
import org.jspecify.annotations.Nullable;

/// A linear layer `x · Wᵀ + b`.
///
/// @param weights `[outputs, inputs]`
/// @param bias `float32[outputs]`, or null
record Linear(Matrix weights, @Nullable Buffer bias) {

  /// Computes `out = x · Wᵀ + b`.
  ///
  /// @param x `float32[rows, inputs]`
  /// @param out `float32[rows, outputs]`
  void apply(Pass pass, Buffer x, Buffer out) {
    apply(pass, x, pass.rows(), out);
  }

  /// The same for the first `rows` rows of `x`.
  void apply(Pass pass, Buffer x, int rows, Buffer out) {
    pass.kernels().matmul(x, rows, weights, bias, out);
  }

  int outputs() {
    return weights.rows();
  }
}
