package io.espalier.runtime.tokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;

/// The vocabularies among the test resources.
final class TinyTokenizers {
  private TinyTokenizers() {}

  static byte[] resource(String name) {
    try (var stream = TinyTokenizers.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("no test resource " + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Tokenizer read(String name) {
    return HuggingFaceTokenizerReader.parse(name, resource(name));
  }

  /// Byte-level BPE with 256 bytes, 103 merges and two control tokens.
  static Tokenizer byteLevel() {
    return read("tiny-byte-level.json");
  }
}
