package io.espalier.runtime.tokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// The vocabularies among the test resources.
public final class TinyTokenizers {
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

  /// The byte-level vocabulary with more control tokens behind it, a begin-of-sequence token `<s>`
  /// and the end token `eos`.
  public static Tokenizer withSpecial(boolean addBos, String eos, String... names) {
    String source = new String(resource("tiny-byte-level.json"), StandardCharsets.UTF_8);
    var tokens = new StringBuilder();
    int id = byteLevel().vocabularySize();
    for (String name : names) {
      tokens.append("{\"id\":%d,\"content\":\"%s\",\"special\":true},".formatted(id++, name));
    }
    String marker = "\"added_tokens\":";
    int at = source.indexOf('[', source.indexOf(marker)) + 1;
    String json = source.substring(0, at) + tokens + source.substring(at);
    JsonNode config =
        TokenizerJson.tree(
            "tokenizer_config.json",
            "{\"bos_token\":\"<s>\",\"eos_token\":\"%s\",\"add_bos_token\":%s}"
                .formatted(eos, addBos)
                .getBytes(StandardCharsets.UTF_8));
    JsonNode none = MissingNode.getInstance();
    return HuggingFaceTokenizerReader.parse(
        "tiny",
        json.getBytes(StandardCharsets.UTF_8),
        new HuggingFaceTokenizerReader.Companions(config, none, none, Optional.empty()));
  }

  /// Byte-level BPE with 256 bytes, 103 merges and two control tokens.
  static Tokenizer byteLevel() {
    return read("tiny-byte-level.json");
  }
}
