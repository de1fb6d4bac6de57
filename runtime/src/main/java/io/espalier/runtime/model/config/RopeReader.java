package io.espalier.runtime.model.config;

import io.espalier.kernels.Rope;
import io.espalier.runtime.model.ModelFormatException;

/// Reads the rotary embedding from a configuration, in the newer form (`rope_parameters`) or the
/// older (`rope_theta`, `rope_scaling`).
public final class RopeReader {
  private RopeReader() {}

  /// Reads the model's one rotation.
  ///
  /// @throws ModelFormatException when the scaling is not supported
  public static Rope read(ModelConfig config) {
    return read(config, config.headDim());
  }

  /// Reads a rotation over `width` values of a head, of which `partial_rotary_factor` rotate.
  public static Rope read(ModelConfig config, int width) {
    Hyperparameters p = config.parameters();
    return read(config, p.has("rope_parameters") ? p.section("rope_parameters") : older(p), width);
  }

  /// Reads the rotation of one kind of layers, as `rope_parameters` lists them by kind; in the
  /// older form `rope_local_base_freq` is the base of sliding layers, which are not scaled.
  public static Rope readKind(ModelConfig config, String kind) {
    Hyperparameters p = config.parameters();
    if (p.section("rope_parameters").has(kind)) {
      return read(config, p.section("rope_parameters").section(kind), config.headDim());
    }
    if (kind.equals("sliding_attention") && p.has("rope_local_base_freq")) {
      return Rope.standard(config.headDim(), p.positiveOr("rope_local_base_freq", 10_000));
    }
    return read(config);
  }

  /// The older form: the scaling is a section, the base lies beside it.
  private static Hyperparameters older(Hyperparameters p) {
    return p.section("rope_scaling");
  }

  private static Rope read(ModelConfig config, Hyperparameters rope, int width) {
    Rope exact = exact(config, rope, width);
    return config.roundedFrequencies() ? rounded(exact) : exact;
  }

  private static Rope rounded(Rope exact) {
    float[] frequencies = new float[exact.pairs()];
    for (int i = 0; i < frequencies.length; i++) {
      // To the nearest bfloat16, ties to even.
      int bits = Float.floatToIntBits(exact.inverseFrequency(i));
      int up = bits + 0x7fff + (bits >>> 16 & 1);
      frequencies[i] = Float.intBitsToFloat(up & 0xffff_0000);
    }
    return Rope.of(frequencies, exact.attentionFactor());
  }

  private static Rope exact(ModelConfig config, Hyperparameters rope, int width) {
    Hyperparameters p = config.parameters();
    double theta = rope.positiveOr("rope_theta", p.positiveOr("rope_theta", 10_000));
    double partial =
        rope.positiveOr("partial_rotary_factor", p.positiveOr("partial_rotary_factor", 1));
    int rotary = p.wholeOr("rotary_dim", (int) (width * partial) / 2 * 2, 0, width);
    if (rotary < 2 || rotary > width || rotary % 2 != 0) {
      throw new ModelFormatException(
          p.origin(),
          "'partial_rotary_factor' is " + partial + "; it must leave 2 to " + width + " values");
    }
    String type = rope.textOr("rope_type", rope.textOr("type", "default"));
    return switch (type) {
      case "default" -> Rope.standard(rotary, theta);
      case "linear" -> Rope.linear(rotary, theta, rope.positiveOr("factor", 1));
      case "llama3" ->
          Rope.llama3(
              rotary,
              theta,
              rope.positiveOr("factor", 8),
              rope.positiveOr("low_freq_factor", 1),
              rope.positiveOr("high_freq_factor", 4),
              original(config, rope));
      case "yarn" -> yarn(config, rope, rotary, theta);
      default ->
          throw new ModelFormatException(
              p.origin(),
              "the rotary scaling '"
                  + type
                  + "' is not supported; supported are default, linear, llama3, yarn");
    };
  }

  private static Rope yarn(ModelConfig config, Hyperparameters rope, int rotary, double theta) {
    int original = original(config, rope);
    double factor = rope.positiveOr("factor", (double) config.contextLength() / original);
    double attention = rope.realOr("attention_factor", 0);
    double mscale = rope.realOr("mscale", 0);
    double mscaleAll = rope.realOr("mscale_all_dim", 0);
    if (attention == 0 && mscale != 0 && mscaleAll != 0) {
      attention = magnitude(factor, mscale) / magnitude(factor, mscaleAll);
    }
    return Rope.yarn(
        rotary,
        theta,
        factor,
        rope.positiveOr("beta_fast", 32),
        rope.positiveOr("beta_slow", 1),
        original,
        attention,
        rope.flagOr("truncate", true));
  }

  /// YaRN's magnitude for a context stretched by `factor` (arXiv 2309.00071, equation 22).
  public static double magnitude(double factor, double mscale) {
    return factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1;
  }

  private static int original(ModelConfig config, Hyperparameters rope) {
    String key = "original_max_position_embeddings";
    int most = Integer.MAX_VALUE;
    return rope.wholeOr(
        key, config.parameters().wholeOr(key, config.contextLength(), 1, most), 1, most);
  }
}
