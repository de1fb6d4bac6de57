package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.Buffer;

/// The part of a layer that looks at each row by itself.
sealed interface FeedForward
    permits FeedForward.Gated,
        FeedForward.ClampedGated,
        FeedForward.Plain,
        FeedForward.WithShared,
        Mixture {

  /// Computes the rows' update.
  ///
  /// @param x `float32[rows, hiddenSize]`
  /// @param out `float32[rows, hiddenSize]`
  void forward(Pass pass, Buffer x, Buffer out);

  /// `Wdown · (activation(Wgate · x) ∘ Wup · x)` (arXiv 2002.05202).
  ///
  /// @param gateUp gate and up, stacked
  record Gated(Linear gateUp, Linear down, Activation activation) implements FeedForward {
    @Override
    public void forward(Pass pass, Buffer x, Buffer out) {
      int inner = gateUp.outputs() / 2;
      Buffer both = pass.buffer(Slot.GATE_UP, 2 * inner); // [rows, 2 inner]
      Buffer gated = pass.buffer(Slot.INNER, inner); // [rows, inner]
      pass.kernels()
          .gatedFeedForward(
              x,
              pass.rows(),
              gateUp.weights(),
              gateUp.bias(),
              activation,
              down.weights(),
              down.bias(),
              both,
              gated,
              out);
    }
  }

  /// `Wdown · (g · sigmoid(sharpness · g) ∘ (1 + u))` with clamped `g = Wgate · x`, `u = Wup · x`,
  /// as in gpt-oss.
  ///
  /// @param gateUp gate and up, stacked
  record ClampedGated(Linear gateUp, Linear down, float sharpness, float limit)
      implements FeedForward {
    @Override
    public void forward(Pass pass, Buffer x, Buffer out) {
      int inner = gateUp.outputs() / 2;
      Buffer both = pass.buffer(Slot.GATE_UP, 2 * inner); // [rows, 2 inner]
      Buffer gated = pass.buffer(Slot.INNER, inner); // [rows, inner]
      gateUp.apply(pass, x, both);
      pass.kernels().clampedGatedActivation(both, pass.rows(), inner, sharpness, limit, gated);
      down.apply(pass, gated, out);
    }
  }

  /// A mixture beside a part that every row passes (DeepSeekMoE, arXiv 2401.06066).
  record WithShared(FeedForward routed, FeedForward shared) implements FeedForward {
    @Override
    public void forward(Pass pass, Buffer x, Buffer out) {
      Buffer always = pass.buffer(Slot.SHARED, pass.hiddenSize()); // [rows, hiddenSize]
      routed.forward(pass, x, out);
      shared.forward(pass, x, always);
      pass.add(out, always);
    }
  }

  /// `W2 · activation(W1 · x + b1) + b2`.
  record Plain(Linear first, Linear second, Activation activation) implements FeedForward {
    @Override
    public void forward(Pass pass, Buffer x, Buffer out) {
      Buffer inner = pass.buffer(Slot.INNER, first.outputs()); // [rows, inner]
      first.apply(pass, x, inner);
      pass.kernels().activate(activation, inner, (long) pass.rows() * first.outputs());
      second.apply(pass, inner, out);
    }
  }
}
