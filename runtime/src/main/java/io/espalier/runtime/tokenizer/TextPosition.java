package io.espalier.runtime.tokenizer;

/// What stands in front of a text that is to be encoded. Vocabularies that mark the start of words
/// need it.
public enum TextPosition {
  /// Nothing, or only the begin-of-sequence token.
  START,
  /// A special token.
  AFTER_SPECIAL,
  /// Other text: the two read on as one.
  AFTER_TEXT
}
