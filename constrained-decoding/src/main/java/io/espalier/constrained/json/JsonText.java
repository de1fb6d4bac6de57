package io.espalier.constrained.json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads and writes small JSON texts that are values inside of constraints.
final class JsonText {
  private JsonText() {}

  private static final class Holder {
    private static final JsonMapper MAPPER =
        JsonMapper.builder()
            .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
  }

  static JsonNode parse(String text) {
    return Holder.MAPPER.readTree(text);
  }

  static String quote(String text) {
    return Holder.MAPPER.writeValueAsString(text);
  }
}
