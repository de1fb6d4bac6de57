package io.espalier.kernels;

/// RMS norm of queries and keys before the rotation. The weights' length says what is normalised:
/// `headDim` values normalise each head by itself (Qwen3, Gemma3); `heads · headDim` values
/// normalise a whole projection (OLMo2).
///
/// @param query weights for queries
/// @param key weights for keys
/// @param epsilon added to the mean square
public record HeadNorm(Buffer query, Buffer key, float epsilon) {
  /// Refuses a negative epsilon.
  public HeadNorm {
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon must not be negative: " + epsilon);
    }
  }
}
