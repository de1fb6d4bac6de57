package io.espalier.runtime.sampling;

import java.util.Map;

/// How a token is drawn from logits. Applied in this order: mask, penalties and bias, temperature,
/// top-k, top-p, min-p, draw.
///
/// @param temperature 0 means greedy: the allowed token with the highest logit, lowest id on a tie
/// @param topK keep the `topK` most likely tokens; 0 keeps all
/// @param topP keep the smallest set of most likely tokens with at least this probability, in (0,
///   1]
/// @param minP drop tokens less likely than `minP` times the most likely, in [0, 1)
/// @param repetitionPenalty divides positive and multiplies negative logits of tokens seen; 1 is
///   off
/// @param frequencyPenalty subtracted per occurrence among the generated tokens, in [-2, 2]
/// @param presencePenalty subtracted once for generated tokens, in [-2, 2]
/// @param logitBias added to the logits of these tokens
/// @param seed with the position it determines the random number, whatever else runs
public record SamplingParameters(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    double frequencyPenalty,
    double presencePenalty,
    Map<Integer, Float> logitBias,
    long seed) {

  /// Greedy decoding.
  public static final SamplingParameters GREEDY =
      new SamplingParameters(0, 0, 1, 0, 1, 0, 0, Map.of(), 0);

  public SamplingParameters {
    require(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
    require(topK >= 0, "topK", topK, "0 (all) or more");
    require(topP > 0 && topP <= 1, "topP", topP, "above 0, to 1");
    require(minP >= 0 && minP < 1, "minP", minP, "0 to below 1");
    require(repetitionPenalty > 0, "repetitionPenalty", repetitionPenalty, "above 0");
    require(Math.abs(frequencyPenalty) <= 2, "frequencyPenalty", frequencyPenalty, "-2 to 2");
    require(Math.abs(presencePenalty) <= 2, "presencePenalty", presencePenalty, "-2 to 2");
    logitBias = Map.copyOf(logitBias);
  }

  private static void require(boolean condition, String name, Number value, String allowed) {
    if (!condition) {
      throw new IllegalArgumentException("%s is %s; allowed: %s".formatted(name, value, allowed));
    }
  }
}
