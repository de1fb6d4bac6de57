package io.espalier.dsl;

import java.util.List;

/// The outcome of a `select`: the best choice and how every choice was scored, in the order given.
///
/// @param best the chosen value
/// @param method how the choices were compared
/// @param scores one entry per choice
public record Scored<T>(T best, SelectMethod method, List<Score<T>> scores) {

  /// How one choice was scored.
  ///
  /// @param choice the value
  /// @param logprob sum of the log-probabilities of its tokens after the prefix, in nats
  /// @param tokens number of its tokens
  /// @param score what the method compares; the highest wins, the first on a tie
  /// @param probability `exp(score)` normalised over the choices
  public record Score<T>(T choice, double logprob, int tokens, double score, double probability) {}

  public Scored {
    scores = List.copyOf(scores);
  }

  /// Returns the normalised probability of the best choice.
  public double probability() {
    for (Score<T> score : scores) {
      if (score.choice().equals(best)) {
        return score.probability();
      }
    }
    throw new IllegalStateException("the best choice is not among the " + scores.size());
  }
}
