package io.espalier.kernels;

/// The non-linearity of a feed-forward layer.
public enum Activation {
  /// `x · sigmoid(x)`.
  SILU,
  /// `x · Φ(x)` with the error function.
  GELU,
  /// GELU's tanh approximation, `x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))`.
  GELU_TANH,
  /// `max(x, 0)`.
  RELU
}
