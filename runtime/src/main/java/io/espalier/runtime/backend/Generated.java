package io.espalier.runtime.backend;

/// The outcome of a generation.
///
/// @param text what was generated, without the text or token that ended it
/// @param tokens how many tokens were generated
/// @param logprob sum of their log-probabilities, in nats
/// @param ending why it ended
public record Generated(String text, int tokens, double logprob, Ending ending) {

  /// Why a generation ended.
  public enum Ending {
    /// A text of `until` or `stop`, the end of the turn, or the end of the constraint.
    COMPLETE,
    /// The bound of tokens, before any of those.
    TRUNCATED
  }
}
