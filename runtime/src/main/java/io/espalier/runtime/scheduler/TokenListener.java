package io.espalier.runtime.scheduler;

/// Receives the tokens of a generation as they become final.
///
/// Called on the thread that called [Sequence#generate], never on the scheduler's: a slow listener
/// delays only its own call. Bytes that may turn out to belong to a stop string are held back. What
/// it throws ends the generation and is thrown to the caller.
@FunctionalInterface
public interface TokenListener {
  /// Ignores the tokens.
  TokenListener NONE = (token, bytes, logprob, kind) -> {};

  /// One more token.
  ///
  /// @param bytes the token's bytes, not to be changed; not always whole characters
  /// @param logprob natural logarithm of its probability, NaN where not asked for or not computed
  void onToken(int token, byte[] bytes, double logprob, TokenKind kind);
}
