package io.espalier.constrained;

/// How a model's tokenizer writes text, needed to force whole runs of tokens.
@FunctionalInterface
public interface CanonicalTokenizer {
  /// Returns the tokens the tokenizer makes of `text` (UTF-8) in the middle of a sequence: without
  /// begin-of-sequence, without control tokens, without an added space.
  int[] tokenize(byte[] text);
}
