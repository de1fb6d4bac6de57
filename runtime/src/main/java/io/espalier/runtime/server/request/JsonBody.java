package io.espalier.runtime.server.request;

import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON from strangers: one value, no name twice (a proxy and we could read different ones),
/// limited in depth and in the length of names, numbers and texts.
public final class JsonBody {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_CHARS = 64 << 20;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_CHARS)
                          .maxNameLength(4096)
                          .maxNumberLength(400)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonBody() {}

  /// Reads an object.
  ///
  /// @throws RequestException 400 when it is none
  public static JsonNode readObject(byte[] body) {
    JsonNode node = read(body);
    if (!node.isObject()) {
      throw RequestException.of(
          400,
          "invalid_json",
          "the body must be a JSON object, not %s"
              .formatted(
                  node.isMissingNode()
                      ? "empty"
                      : node.getNodeType().toString().toLowerCase(Locale.ROOT)));
    }
    return node;
  }

  /// Reads any value.
  ///
  /// @throws RequestException 400 when it is no JSON
  public static JsonNode read(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (JacksonException e) {
      var at = e.getLocation();
      String place = at == null ? "" : " at %d:%d".formatted(at.getLineNr(), at.getColumnNr());
      throw RequestException.of(
          400,
          "invalid_json",
          "the body is no JSON%s: %s".formatted(place, e.getOriginalMessage()));
    }
  }
}
