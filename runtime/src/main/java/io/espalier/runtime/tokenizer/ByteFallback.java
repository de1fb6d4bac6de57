package io.espalier.runtime.tokenizer;

/// Writes a character that has no token: in byte tokens where the vocabulary has them all, else as
/// the unknown token.
final class ByteFallback {
  private ByteFallback() {}

  /// Returns whether the unknown token stands for `point`; `skip` says that the one before it also
  /// stands for this one.
  static boolean write(
      int point, int[] byteTokens, int unknown, boolean skip, byte[] utf8, TokenBuffer tokens) {
    int length = CodePoints.putUtf8(point, utf8, 0);
    boolean complete = true;
    for (int i = 0; i < length; i++) {
      complete &= byteTokens[utf8[i] & 0xFF] >= 0;
    }
    if (complete) {
      for (int i = 0; i < length; i++) {
        tokens.add(byteTokens[utf8[i] & 0xFF]);
      }
      return false;
    }
    if (unknown < 0) {
      throw new TokenizerException.Unencodable("U+%04X".formatted(point));
    }
    if (!skip) {
      tokens.add(unknown);
    }
    return true;
  }
}
