package io.espalier.runtime.tokenizer;

/// What a token of the vocabulary stands for.
public enum TokenKind {
  /// Text.
  NORMAL,
  /// Stands for what the vocabulary cannot write.
  UNKNOWN,
  /// A mark of the chat template or of the training: never produced from data.
  CONTROL,
  /// A fixed text that is one token wherever it stands, in data too.
  USER_DEFINED,
  /// An id without a meaning.
  UNUSED,
  /// One byte of a character that has no token of its own.
  BYTE;

  /// Whether the token's bytes are text that a model may write.
  public boolean isText() {
    return this == NORMAL || this == USER_DEFINED || this == BYTE;
  }
}
