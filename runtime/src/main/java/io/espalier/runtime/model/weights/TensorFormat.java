package io.espalier.runtime.model.weights;

import io.espalier.kernels.NumberFormat;

/// How the numbers of a stored tensor are laid out.
///
/// A quantised format stores a row as blocks of [#blockLength] numbers in [#blockBytes] bytes; the
/// layouts are those of ggml (`ggml-common.h`, `block_*`).
public enum TensorFormat {
  /// IEEE binary32.
  F32(1, 4),
  /// IEEE binary16.
  F16(1, 2),
  /// The upper half of binary32.
  BF16(1, 2),
  /// IEEE binary64.
  F64(1, 8),
  /// 32 × 4 bits, one scale.
  Q4_0(32, 18),
  /// 32 × 4 bits, scale and minimum.
  Q4_1(32, 20),
  /// 32 × 5 bits, one scale.
  Q5_0(32, 22),
  /// 32 × 5 bits, scale and minimum.
  Q5_1(32, 24),
  /// 32 × 8 bits, one scale.
  Q8_0(32, 34),
  /// 256 × 4 bits in 8 groups with 6-bit scales and minima.
  Q4_K(256, 144),
  /// 256 × 5 bits in 8 groups with 6-bit scales and minima.
  Q5_K(256, 176),
  /// 256 × 6 bits in 16 groups with 8-bit scales.
  Q6_K(256, 210);

  private final int blockLength;
  private final int blockBytes;

  TensorFormat(int blockLength, int blockBytes) {
    this.blockLength = blockLength;
    this.blockBytes = blockBytes;
  }

  /// Returns how many numbers a block holds.
  public int blockLength() {
    return blockLength;
  }

  /// Returns the bytes of a block.
  public int blockBytes() {
    return blockBytes;
  }

  /// Returns the bytes of `count` numbers.
  ///
  /// @throws ArithmeticException when `count` is not a multiple of the block length or the result
  ///   exceeds a `long`
  public long bytes(long count) {
    if (count % blockLength != 0) {
      throw new ArithmeticException(count + " is not a multiple of " + blockLength);
    }
    return Math.multiplyExact(count / blockLength, (long) blockBytes);
  }

  /// Returns the stored form of a format of the kernels.
  public static TensorFormat of(NumberFormat format) {
    return switch (format) {
      case F32 -> F32;
      case F16 -> F16;
      case BF16 -> BF16;
      case Q8_0 -> Q8_0;
      case Q4_0 -> Q4_0;
    };
  }

  /// Returns whether the kernels compute with it as it is.
  public boolean isDirect() {
    return switch (this) {
      case F32, F16, BF16, Q4_0, Q8_0 -> true;
      case F64, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K -> false;
    };
  }

  /// Returns the format in which the kernels hold such weights: itself, or the one it is converted
  /// to while loading. From at most 6 bits to 8 adds rounding of at most 1/254 of a block's largest
  /// weight.
  public NumberFormat heldAs() {
    return switch (this) {
      case F32, F64 -> NumberFormat.F32;
      case F16 -> NumberFormat.F16;
      case BF16 -> NumberFormat.BF16;
      case Q4_0 -> NumberFormat.Q4_0;
      case Q8_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K -> NumberFormat.Q8_0;
    };
  }
}
