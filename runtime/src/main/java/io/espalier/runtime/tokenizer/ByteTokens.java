package io.espalier.runtime.tokenizer;

/// The names `<0x00>` to `<0xFF>`, under which SentencePiece vocabularies hold single bytes.
final class ByteTokens {
  private ByteTokens() {}

  /// The byte that `token` names, or -1.
  static int value(String token) {
    if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
      return -1;
    }
    int high = Character.digit(token.charAt(3), 16);
    int low = Character.digit(token.charAt(4), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
