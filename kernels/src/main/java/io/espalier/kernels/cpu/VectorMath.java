package io.espalier.kernels.cpu;

import io.espalier.kernels.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Elementary functions on float vectors, the same bits on every machine (the Vector API's own use
/// a library where there is one). Relative error of `exp` at most 2e-7.
@SuppressWarnings("FloatingPointLiteralPrecision") // published coefficients
final class VectorMath {
  /// Adding and subtracting 1.5 · 2^23 rounds to a whole number.
  private static final float ROUND = 0x1.8p23f;

  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  private VectorMath() {}

  /// `e^x`; arguments are clamped to [-87, 88], so that neither zero nor infinity comes out.
  ///
  /// `x = n ln 2 + r` with |r| at most ln 2 / 2; `e^r` by the degree-6 polynomial of Cephes'
  /// `expf`; `2^n` by its bits.
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(-87f).min(88f);
    FloatVector n = clamped.mul(LOG2_E).add(ROUND).sub(ROUND);
    FloatVector r = n.fma(all(-LN2_HIGH), clamped);
    r = n.fma(all(-LN2_LOW), r);
    FloatVector p = all(1.9875691500e-4f);
    p = p.fma(r, all(1.3981999507e-3f));
    p = p.fma(r, all(8.3334519073e-3f));
    p = p.fma(r, all(4.1665795894e-2f));
    p = p.fma(r, all(1.6666665459e-1f));
    p = p.fma(r, all(5.0000001201e-1f));
    p = p.fma(r.mul(r), r).add(1f);
    var power = n.convertShape(VectorOperators.F2I, Lanes.INTS, 0).reinterpretAsInts();
    return p.mul(power.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(Lanes.FLOATS, value);
  }

  /// `tanh(x)`, absolute error below 2e-7.
  static FloatVector tanh(FloatVector x) {
    FloatVector power = exp(x.mul(2f));
    return all(1).sub(all(2).div(power.add(1f)));
  }

  /// `1 + erf(x)`, absolute error below 3e-7 (Abramowitz and Stegun 7.1.26).
  static FloatVector onePlusErf(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector t = all(1).div(size.fma(all(0.3275911f), all(1)));
    FloatVector p = all(1.061405429f);
    p = p.fma(t, all(-1.453152027f));
    p = p.fma(t, all(1.421413741f));
    p = p.fma(t, all(-0.284496736f));
    p = p.fma(t, all(0.254829592f));
    FloatVector tail = p.mul(t).mul(exp(size.mul(size).neg()));
    return all(2).sub(tail).blend(tail, x.lt(0));
  }

  static FloatVector activate(Activation activation, FloatVector x) {
    return switch (activation) {
      case SILU -> x.div(exp(x.neg()).add(1f));
      case GELU -> x.mul(0.5f).mul(onePlusErf(x.mul(0.70710678f)));
      case GELU_TANH -> {
        FloatVector inner = x.mul(x).mul(0.044715f).add(1f).mul(x).mul(0.79788456f);
        yield x.mul(0.5f).mul(tanh(inner).add(1f));
      }
      case RELU -> x.max(0f);
    };
  }
}
