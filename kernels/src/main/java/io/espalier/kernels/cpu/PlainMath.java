package io.espalier.kernels.cpu;

/// The functions of [VectorMath] on single numbers, the same bits.
@SuppressWarnings("FloatingPointLiteralPrecision") // published coefficients
final class PlainMath {
  private static final float ROUND = 0x1.8p23f;

  private PlainMath() {}

  /// `e^x`, with arguments clamped to [-87, 88].
  static float exp(float x) {
    float clamped = Math.min(Math.max(x, -87f), 88f);
    float n = clamped * 1.44269504f + ROUND - ROUND;
    float r = Math.fma(n, -0.693359375f, clamped);
    r = Math.fma(n, 2.12194440e-4f, r);
    float p = 1.9875691500e-4f;
    p = Math.fma(p, r, 1.3981999507e-3f);
    p = Math.fma(p, r, 8.3334519073e-3f);
    p = Math.fma(p, r, 4.1665795894e-2f);
    p = Math.fma(p, r, 1.6666665459e-1f);
    p = Math.fma(p, r, 5.0000001201e-1f);
    p = Math.fma(p, r * r, r) + 1f;
    return p * Float.intBitsToFloat(((int) n + 127) << 23);
  }

  /// `x / (1 + e^-x)`.
  static float silu(float x) {
    return x / (exp(-x) + 1f);
  }
}
