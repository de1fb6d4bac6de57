package io.espalier.runtime.model.config;

import io.espalier.runtime.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the JSON of model folders with limits on size, depth and numbers; names may not repeat.
public final class BoundedJson {
  private static final long MOST_BYTES = 64L << 20;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxDocumentLength(MOST_BYTES)
                          .maxNumberLength(64)
                          .maxStringLength(4 << 20)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  private BoundedJson() {}

  /// Reads an object from a file.
  ///
  /// @throws ModelFormatException when it is too large or not a JSON object
  public static JsonNode readFile(Path file) throws IOException {
    String name = file.getFileName().toString();
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new ModelFormatException(
          name, size + " bytes of JSON; at most " + MOST_BYTES + " are read");
    }
    return readObject(name, Files.readAllBytes(file));
  }

  /// Reads an object from bytes.
  ///
  /// @throws ModelFormatException when they are not a JSON object
  public static JsonNode readObject(String name, byte[] json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      if (!node.isObject()) {
        throw new ModelFormatException(name, "the JSON is not an object");
      }
      return node;
    } catch (JacksonException e) {
      var place = e.getLocation();
      throw new ModelFormatException(
          name, place == null ? -1 : place.getByteOffset(), "bad JSON: " + e.getOriginalMessage());
    }
  }
}
