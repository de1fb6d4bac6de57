package io.espalier.kernels.cpu;

import io.espalier.kernels.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/// Loops over single rows of floats.
final class Elementwise {
  private static final int LANES = Lanes.COUNT;

  private Elementwise() {}

  private static VectorMask<Float> mask(int at, int end) {
    return Lanes.FLOATS.indexInRange(at, end);
  }

  static void add(float[] into, float[] update, int from, int to) {
    for (int i = from; i < to; i++) {
      into[i] += update[i];
    }
  }

  static void rmsNorm(
      float[] x,
      int at,
      int columns,
      float[] weight,
      int weightAt,
      float epsilon,
      float[] out,
      int outAt) {
    // Four chains in a fixed order: the lanes of a vector have no defined order of addition.
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i <= columns - 4; i += 4) {
      sum0 = Math.fma(x[at + i], x[at + i], sum0);
      sum1 = Math.fma(x[at + i + 1], x[at + i + 1], sum1);
      sum2 = Math.fma(x[at + i + 2], x[at + i + 2], sum2);
      sum3 = Math.fma(x[at + i + 3], x[at + i + 3], sum3);
    }
    float sum = (sum0 + sum1) + (sum2 + sum3);
    for (; i < columns; i++) {
      sum += x[at + i] * x[at + i];
    }
    float factor = (float) (1 / Math.sqrt(sum / columns + epsilon));
    for (i = 0; i < columns; i++) {
      out[outAt + i] = x[at + i] * factor * weight[weightAt + i];
    }
  }

  static void layerNorm(
      float[] x,
      int at,
      int columns,
      float[] weight,
      float @Nullable [] bias,
      float epsilon,
      float[] out) {
    double sum = 0;
    for (int i = 0; i < columns; i++) {
      sum += x[at + i];
    }
    float mean = (float) (sum / columns);
    double squares = 0;
    for (int i = 0; i < columns; i++) {
      float centred = x[at + i] - mean;
      squares += centred * centred;
    }
    float factor = (float) (1 / Math.sqrt(squares / columns + epsilon));
    for (int i = 0; i < columns; i++) {
      out[at + i] = (x[at + i] - mean) * factor * weight[i] + (bias == null ? 0 : bias[i]);
    }
  }

  static void gate(
      Activation activation, float[] gateUp, int at, int inner, float[] out, int outAt) {
    for (int i = 0; i < inner; i += LANES) {
      VectorMask<Float> valid = mask(i, inner);
      FloatVector gate = FloatVector.fromArray(Lanes.FLOATS, gateUp, at + i, valid);
      FloatVector up = FloatVector.fromArray(Lanes.FLOATS, gateUp, at + inner + i, valid);
      VectorMath.activate(activation, gate).mul(up).intoArray(out, outAt + i, valid);
    }
  }

  static void clampedGate(
      float[] gateUp, int at, int inner, float sharpness, float limit, float[] out, int outAt) {
    for (int i = 0; i < inner; i += LANES) {
      VectorMask<Float> valid = mask(i, inner);
      FloatVector gate = FloatVector.fromArray(Lanes.FLOATS, gateUp, at + i, valid).min(limit);
      FloatVector up =
          FloatVector.fromArray(Lanes.FLOATS, gateUp, at + inner + i, valid).max(-limit).min(limit);
      FloatVector swish = gate.div(VectorMath.exp(gate.mul(-sharpness)).add(1));
      up.add(1).mul(swish).intoArray(out, outAt + i, valid);
    }
  }

  /// [#gate] of [Activation#SILU] without vectors, the same bits.
  static void gateSilu(float[] gateUp, int at, int inner, float[] out, int outAt) {
    for (int i = 0; i < inner; i++) {
      out[outAt + i] = PlainMath.silu(gateUp[at + i]) * gateUp[at + inner + i];
    }
  }

  static void activate(Activation activation, float[] x, int from, int to) {
    for (int i = from; i < to; i += LANES) {
      VectorMask<Float> valid = mask(i, to);
      FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, i, valid);
      VectorMath.activate(activation, value).intoArray(x, i, valid);
    }
  }

  static void softcap(float[] x, float cap, int from, int to) {
    for (int i = from; i < to; i += LANES) {
      VectorMask<Float> valid = mask(i, to);
      FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, i, valid);
      VectorMath.tanh(value.div(cap)).mul(cap).intoArray(x, i, valid);
    }
  }

  static void scale(float[] x, float factor, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] *= factor;
    }
  }

  static void addScaled(float[] x, int at, int count, float factor, float[] into, int intoAt) {
    for (int i = 0; i < count; i++) {
      into[intoAt + i] += factor * x[at + i];
    }
  }
}
