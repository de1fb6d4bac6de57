package io.espalier.runtime.backend;

/// Hears generated text as it comes, in pieces that never split a character.
@FunctionalInterface
public interface TextListener {
  /// Hears nothing.
  TextListener NONE = (text, forced) -> {};

  /// Called after each piece.
  ///
  /// @param text the piece, not empty
  /// @param forced whether the constraint left no choice for it
  void onText(String text, boolean forced);
}
