package io.espalier.kernels;

/// The shape of a key-value cache.
///
/// @param format F32, or F16 for half the memory with keys and values rounded to 11 bits
public record KvShape(int layers, int kvHeads, int headDim, NumberFormat format) {
  /// Checks the ranges.
  public KvShape {
    if (layers < 1 || kvHeads < 1 || headDim < 2 || headDim % 2 != 0) {
      throw new IllegalArgumentException(
          "layers and heads from 1, headDim even: " + layers + ", " + kvHeads + ", " + headDim);
    }
    if (format != NumberFormat.F32 && format != NumberFormat.F16) {
      throw new IllegalArgumentException("keys and values are stored as F32 or F16, not " + format);
    }
  }

  /// Bytes of one page over all layers, keys and values together.
  public long pageBytes() {
    return 2L * layers * kvHeads * KvStorage.PAGE_TOKENS * headDim * format.blockBytes();
  }
}
