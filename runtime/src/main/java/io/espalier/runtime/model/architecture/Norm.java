package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Buffer;
import org.jspecify.annotations.Nullable;

/// A norm over the hidden size.
sealed interface Norm {

  /// `out = norm(x)`; `out` may be `x`.
  void apply(Pass pass, Buffer x, Buffer out);

  /// `x += update`, then `out = norm(x)`.
  void addThenApply(Pass pass, Buffer x, Buffer update, Buffer out);

  /// `x / rms(x) · weight` (arXiv 1910.07467).
  record Rms(Buffer weight, float epsilon) implements Norm {
    @Override
    public void apply(Pass pass, Buffer x, Buffer out) {
      pass.kernels().rmsNorm(x, pass.rows(), pass.hiddenSize(), weight, epsilon, out);
    }

    @Override
    public void addThenApply(Pass pass, Buffer x, Buffer update, Buffer out) {
      pass.kernels().addRmsNorm(x, update, pass.rows(), pass.hiddenSize(), weight, epsilon, out);
    }
  }

  /// `(x - mean(x)) / deviation(x) · weight + bias` (arXiv 1607.06450).
  record Layer(Buffer weight, @Nullable Buffer bias, float epsilon) implements Norm {
    @Override
    public void apply(Pass pass, Buffer x, Buffer out) {
      pass.kernels().layerNorm(x, pass.rows(), pass.hiddenSize(), weight, bias, epsilon, out);
    }

    @Override
    public void addThenApply(Pass pass, Buffer x, Buffer update, Buffer out) {
      pass.add(x, update);
      apply(pass, x, out);
    }
  }
}
