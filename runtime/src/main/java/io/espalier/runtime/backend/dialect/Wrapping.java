package io.espalier.runtime.backend.dialect;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What stands around a value where the dialect has no plainer form for its constraint.
public enum Wrapping {
  /// Nothing: the text is the value.
  NONE,
  /// The text is a JSON string whose content is the value.
  STRING,
  /// The text is `{"value": …}` with a JSON string whose content is the value.
  VALUE_STRING,
  /// The text is `{"value": …}` with the value as JSON.
  VALUE_JSON;

  static final String FIELD = "value";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// Returns the value in an answer's text.
  ///
  /// @throws BackendException when the text is not wrapped so
  public String unwrap(String text) {
    if (this == NONE) {
      return text;
    }
    Optional<String> value;
    try {
      value = value(MAPPER.readTree(text));
    } catch (JacksonException _) {
      value = Optional.empty();
    }
    return value.orElseThrow(() ->
        new BackendException(
            Kind.MALFORMED,
            "the answer (%d characters) is not the JSON that was asked for"
                .formatted(text.length())));
  }

  private Optional<String> value(JsonNode node) {
    JsonNode inner = this == STRING ? node : node.path(FIELD);
    if (this == VALUE_JSON) {
      return inner.isMissingNode() ? Optional.empty() : Optional.of(inner.toString());
    }
    return inner.isString() ? Optional.of(inner.stringValue()) : Optional.empty();
  }
}
