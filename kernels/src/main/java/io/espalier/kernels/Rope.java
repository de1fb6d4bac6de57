package io.espalier.kernels;

/// Rotary position embedding: the pair (a, b) of a head at position p turns by `p ·
/// inverseFrequency` and is multiplied by the attention factor. Frequencies and angles are computed
/// in float32 as the published models were trained.
///
/// The first `2 · inverseFrequencies.length` values of a head rotate (partial rotary), the rest
/// pass unchanged. In the half-split form (NEOX, Hugging Face) value i pairs with i + half; in the
/// interleaved form (GGUF's `llama`) 2i pairs with 2i + 1. Instances are immutable; keep one a
/// model, since an implementation may keep tables by identity.
public final class Rope {
  private final float[] inverseFrequencies;
  private final float attentionFactor;
  private final boolean interleaved;

  private Rope(float[] inverseFrequencies, float attentionFactor, boolean interleaved) {
    this.inverseFrequencies = inverseFrequencies;
    this.attentionFactor = attentionFactor;
    this.interleaved = interleaved;
  }

  /// A rotation with given frequencies, for scalings that a model computes itself (longrope, GGUF's
  /// `rope_freqs`).
  public static Rope of(float[] inverseFrequencies, float attentionFactor) {
    if (inverseFrequencies.length == 0) {
      throw new IllegalArgumentException("a rotation needs at least one frequency");
    }
    return new Rope(inverseFrequencies.clone(), attentionFactor, false);
  }

  /// Frequencies `theta^(-2i / rotaryDim)`.
  ///
  /// @param rotaryDim values a head that rotate, even
  public static Rope standard(int rotaryDim, double theta) {
    if (rotaryDim < 2 || rotaryDim % 2 != 0 || !(theta > 0)) {
      throw new IllegalArgumentException(
          "rotaryDim even, theta positive: " + rotaryDim + ", " + theta);
    }
    float[] frequencies = new float[rotaryDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = 1f / (float) Math.pow(theta, (float) (2 * i) / rotaryDim);
    }
    return new Rope(frequencies, 1, false);
  }

  /// Positions divided by `factor` (position interpolation, arXiv 2306.15595).
  public static Rope linear(int rotaryDim, double theta, double factor) {
    Rope rope = standard(rotaryDim, theta);
    for (int i = 0; i < rope.inverseFrequencies.length; i++) {
      rope.inverseFrequencies[i] /= (float) factor;
    }
    return rope;
  }

  /// Llama 3.1's scaling: wavelengths above `original / lowFactor` are divided by `factor`, those
  /// below `original / highFactor` stay, between them a linear blend.
  public static Rope llama3(
      int rotaryDim,
      double theta,
      double factor,
      double lowFactor,
      double highFactor,
      int originalPositions) {
    Rope rope = standard(rotaryDim, theta);
    float[] frequencies = rope.inverseFrequencies;
    for (int i = 0; i < frequencies.length; i++) {
      float frequency = frequencies[i];
      float wavelength = (float) (2 * Math.PI) / frequency;
      if (wavelength > originalPositions / lowFactor) {
        frequencies[i] = frequency / (float) factor;
      } else if (wavelength >= originalPositions / highFactor) {
        float smooth =
            (float) ((originalPositions / wavelength - lowFactor) / (highFactor - lowFactor));
        frequencies[i] = (1 - smooth) * frequency / (float) factor + smooth * frequency;
      }
    }
    return rope;
  }

  /// YaRN (arXiv 2309.00071) as Hugging Face computes it.
  ///
  /// @param attentionFactor the model's own, or 0 for `0.1 · ln(factor) + 1`
  /// @param truncate whether the ramp's ends are rounded to whole dimensions (the default of
  ///   published models)
  public static Rope yarn(
      int rotaryDim,
      double theta,
      double factor,
      double betaFast,
      double betaSlow,
      int originalPositions,
      double attentionFactor,
      boolean truncate) {
    Rope rope = standard(rotaryDim, theta);
    double low = yarnDimension(betaFast, rotaryDim, theta, originalPositions);
    double high = yarnDimension(betaSlow, rotaryDim, theta, originalPositions);
    if (truncate) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, rotaryDim - 1);
    double width = low == high ? 0.001 : high - low;
    float[] frequencies = rope.inverseFrequencies;
    for (int i = 0; i < frequencies.length; i++) {
      double ramp = Math.clamp((i - low) / width, 0.0, 1.0);
      double frequency = frequencies[i];
      frequencies[i] = (float) (frequency / factor * ramp + frequency * (1 - ramp));
    }
    double scale =
        attentionFactor != 0 ? attentionFactor : factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
    return new Rope(frequencies, (float) scale, false);
  }

  private static double yarnDimension(double rotations, int dim, double theta, int positions) {
    return dim * Math.log(positions / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
  }

  /// The same rotation over pairs (2i, 2i + 1).
  public Rope withInterleavedPairs() {
    return new Rope(inverseFrequencies, attentionFactor, true);
  }

  /// The same rotation with each frequency divided by its factor, as GGUF's `rope_freqs.weight`
  /// asks.
  public Rope dividedBy(float[] factors) {
    if (factors.length != inverseFrequencies.length) {
      throw new IllegalArgumentException(
          "one factor a frequency: " + factors.length + " for " + inverseFrequencies.length);
    }
    float[] frequencies = inverseFrequencies.clone();
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] /= factors[i];
    }
    return new Rope(frequencies, attentionFactor, interleaved);
  }

  /// Pairs that rotate.
  public int pairs() {
    return inverseFrequencies.length;
  }

  /// Values of a head that rotate.
  public int rotaryDim() {
    return 2 * inverseFrequencies.length;
  }

  /// Frequency of pair `i` in radians a position.
  public float inverseFrequency(int i) {
    return inverseFrequencies[i];
  }

  /// Factor of the rotated values.
  public float attentionFactor() {
    return attentionFactor;
  }

  /// Whether pairs are neighbours.
  public boolean isInterleaved() {
    return interleaved;
  }

  /// Cosine and sine of pair `i` at a position, times the attention factor.
  public float cosine(int position, int i) {
    return (float) (Math.cos(position * inverseFrequencies[i]) * attentionFactor);
  }

  /// See [#cosine].
  public float sine(int position, int i) {
    return (float) (Math.sin(position * inverseFrequencies[i]) * attentionFactor);
  }
}
