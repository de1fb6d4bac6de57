package io.espalier.runtime.backend;

import io.espalier.constrained.ConstraintSource;
import io.espalier.runtime.sampling.SamplingParameters;
import java.util.List;
import java.util.Optional;

/// What to generate.
///
/// @param label path of the branch and variable, for messages
/// @param constraint what the text must look like; empty for free text
/// @param maxTokens most tokens; a constrained text is brought to its end within them
/// @param minTokens tokens before which the text may not end
/// @param sampling how tokens are drawn
/// @param until texts that end it and are dropped
/// @param stop texts that end it and are kept
public record GenerateRequest(
    String label,
    Optional<ConstraintSource> constraint,
    int maxTokens,
    int minTokens,
    SamplingParameters sampling,
    List<String> until,
    List<String> stop) {
  public GenerateRequest {
    until = List.copyOf(until);
    stop = List.copyOf(stop);
  }
}
