package io.espalier.kernels.cuda;

/// How matrix products take their activations.
public enum Precision {
  /// Rounded to bfloat16, as models are trained and usually served: relative error 2^-9 a factor.
  ROUNDED,
  /// Split into three bfloat16 terms: float32 to 2^-24, at three times the matrix instructions.
  EXACT;

  /// Terms of an activation.
  int terms() {
    return this == EXACT ? 3 : 1;
  }

  /// Part of the kernels' names.
  String label() {
    return this == EXACT ? "exact" : "rounded";
  }
}
