package io.espalier.runtime.backend.transport;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON from servers, limited in depth and in the length of texts, names and numbers. Thread-safe.
public final class AnswerJson {
  private final JsonMapper mapper;
  private final String server;

  /// A reader for the answers of a server.
  AnswerJson(String server, AnswerLimits limits) {
    this.server = server;
    mapper =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(limits.jsonDepth())
                            .maxStringLength(
                                (int) Math.min(limits.bodyBytes(), Integer.MAX_VALUE - 8))
                            .maxNameLength(4096)
                            .maxNumberLength(400)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  /// Returns a JSON object.
  ///
  /// @throws BackendException when the text is none
  public JsonNode object(String text) {
    JsonNode node;
    try {
      node = mapper.readTree(text);
    } catch (StreamConstraintsException e) {
      throw new BackendException(
          Kind.TOO_LARGE, "%s: the answer's JSON is beyond a limit".formatted(server));
    } catch (JacksonException e) {
      throw new BackendException(
          Kind.MALFORMED,
          "%s: the answer is no JSON where an object is due (%d characters)"
              .formatted(server, text.length()));
    }
    if (!node.isObject() && !node.isArray()) {
      throw new BackendException(
          Kind.MALFORMED, server + ": the answer is no JSON object where one is due");
    }
    return node;
  }
}
