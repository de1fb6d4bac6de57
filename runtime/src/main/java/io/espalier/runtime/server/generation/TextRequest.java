package io.espalier.runtime.server.generation;

import io.espalier.constrained.ConstraintSource;
import io.espalier.runtime.sampling.SamplingParameters;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What to generate behind a prompt.
///
/// @param maxTokens most tokens
/// @param minTokens tokens before which the text may not end
/// @param stops texts that end it and are dropped
/// @param endTokens further tokens that end it
/// @param ignoreEnd whether the model's own end tokens do not end it
/// @param logprobs -1 for none, else how many alternatives are reported with each token
public record TextRequest(
    int maxTokens,
    int minTokens,
    SamplingParameters sampling,
    Optional<ConstraintSource> constraint,
    List<String> stops,
    Set<Integer> endTokens,
    boolean ignoreEnd,
    int logprobs) {
  public TextRequest {
    stops = List.copyOf(stops);
    endTokens = Set.copyOf(endTokens);
  }

  /// Returns this request for completion number `index` of several: another seed, the same for the
  /// same number.
  public TextRequest forCompletion(int index) {
    if (index == 0) {
      return this;
    }
    SamplingParameters s = sampling;
    var other =
        new SamplingParameters(
            s.temperature(),
            s.topK(),
            s.topP(),
            s.minP(),
            s.repetitionPenalty(),
            s.frequencyPenalty(),
            s.presencePenalty(),
            s.logitBias(),
            s.seed() + index * 0x9E3779B97F4A7C15L);
    return new TextRequest(
        maxTokens, minTokens, other, constraint, stops, endTokens, ignoreEnd, logprobs);
  }

  /// Returns this request with another constraint and stop texts.
  public TextRequest with(Optional<ConstraintSource> source, List<String> texts) {
    return new TextRequest(
        maxTokens, minTokens, sampling, source, texts, endTokens, ignoreEnd, logprobs);
  }

  /// Returns this request with another bound.
  public TextRequest withMaxTokens(int tokens) {
    return new TextRequest(
        tokens,
        Math.min(minTokens, tokens),
        sampling,
        constraint,
        stops,
        endTokens,
        ignoreEnd,
        logprobs);
  }
}
