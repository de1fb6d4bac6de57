package io.espalier.runtime.tokenizer;

/// Turns a piece of text that splitting left whole into tokens.
sealed interface TokenModel permits ByteLevelBpe, CharacterBpe, UnigramModel {
  /// A worker with memory of its own, confined to one call.
  Worker worker();

  /// Encodes pieces one after the other.
  interface Worker {
    /// Appends the tokens of `points[from, to)` to `tokens`.
    void encode(int[] points, int from, int to, TokenBuffer tokens);
  }
}
