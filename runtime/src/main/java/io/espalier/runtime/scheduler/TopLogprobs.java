package io.espalier.runtime.scheduler;

import java.util.List;

/// The most likely tokens at one position, most likely first, of the model's own distribution:
/// before mask, penalties and temperature.
///
/// @param tokens token ids
/// @param logprobs natural logarithms of their probabilities
public record TopLogprobs(List<Integer> tokens, List<Double> logprobs) {
  public TopLogprobs {
    tokens = List.copyOf(tokens);
    logprobs = List.copyOf(logprobs);
  }
}
