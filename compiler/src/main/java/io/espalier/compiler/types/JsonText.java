package io.espalier.compiler.types;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON from strangers: one value, no key twice, nothing after it, limited in size and depth.
public final class JsonText {
  /// Most UTF-16 units of a JSON text.
  public static final int MAX_CHARS = 16 * 1024 * 1024;

  /// Deepest nesting of a JSON text.
  public static final int MAX_DEPTH = 1000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxDocumentLength(MAX_CHARS)
                          .maxStringLength(MAX_CHARS)
                          .maxNumberLength(400)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private JsonText() {}

  /// The value that `text` spells.
  ///
  /// @throws ValueException if it is no JSON, too long or too deep
  public static JsonNode read(String text) {
    if (text.length() > MAX_CHARS) {
      throw new ValueException(
          "", "the JSON has %d characters, at most %d".formatted(text.length(), MAX_CHARS));
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JacksonException e) {
      var at = e.getLocation();
      String place = at == null ? "" : " at %d:%d".formatted(at.getLineNr(), at.getColumnNr());
      throw new ValueException("", "no JSON" + place + ": " + e.getOriginalMessage());
    }
    if (node.isMissingNode()) {
      throw new ValueException("", "no JSON: the text is empty");
    }
    return node;
  }
}
