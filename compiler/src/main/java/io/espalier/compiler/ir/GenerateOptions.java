package io.espalier.compiler.ir;

import java.util.List;
import java.util.Optional;

/// How one value is generated. What is absent is left to the engine's defaults.
///
/// @param maxTokens most tokens of the value; reaching it before the value is whole is truncation
/// @param minTokens tokens before which no stop is allowed
/// @param until texts that end the value; they belong neither to the value nor to the stream
/// @param stop texts that end the value; they stay in the stream and in the value
/// @param retry how often a truncated or failed generation is tried again from where it began
public record GenerateOptions(
    int maxTokens,
    int minTokens,
    Optional<Double> temperature,
    Optional<Double> topP,
    Optional<Integer> topK,
    Optional<Double> minP,
    List<String> until,
    List<String> stop,
    Optional<Long> seed,
    int retry,
    Optional<Double> repetitionPenalty,
    Optional<Double> presencePenalty,
    Optional<Double> frequencyPenalty) {
  public GenerateOptions {
    until = List.copyOf(until);
    stop = List.copyOf(stop);
  }

  /// Nothing asked for but a bound on the tokens.
  public static GenerateOptions upTo(int maxTokens) {
    return new GenerateOptions(
        maxTokens,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
