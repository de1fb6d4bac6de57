package io.espalier.runtime.backend.dialect;

import io.espalier.constrained.ConstraintSource;
import io.espalier.runtime.sampling.SamplingParameters;
import java.util.List;
import java.util.Optional;

/// What to generate behind a prompt.
///
/// @param model the server's name of the model
/// @param constraint what the text must look like; empty for free text
/// @param stops texts that end it and are dropped; no more than the dialect takes
/// @param namespace prompts of different namespaces share no cached prefix, where the dialect can
///   say so
/// @param logprobs whether the answer is to have log-probabilities
public record Ask(
    String model,
    Optional<ConstraintSource> constraint,
    int maxTokens,
    int minTokens,
    SamplingParameters sampling,
    List<String> stops,
    String namespace,
    boolean logprobs) {
  public Ask {
    stops = List.copyOf(stops);
  }

  boolean greedy() {
    return sampling.temperature() == 0;
  }

  /// Returns the seed in the range that every server takes.
  long seed31() {
    return sampling.seed() & 0x7fffffffL;
  }
}
