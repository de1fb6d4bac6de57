package io.espalier.runtime.server.generation;

/// Hears a completion as it comes, on the thread that asked for it.
@FunctionalInterface
public interface PieceListener {
  /// Hears nothing.
  PieceListener NONE = (text, token, logprob) -> {};

  /// One more token.
  ///
  /// @param text what it completes; empty inside a character
  /// @param logprob NaN where not asked for or not computed
  void onPiece(String text, int token, double logprob);
}
