package io.espalier.runtime.backend.recording;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One line of a recording.
///
/// @param session path and number of the session, or the name of a tool
/// @param operation what was asked
/// @param request the request in a canonical spelling
/// @param before hash of the session's text before it
/// @param result what came back; null where it was cancelled
record Answer(
    String session, String operation, String request, long before, @Nullable JsonNode result) {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  String line() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("session", session);
    node.put("operation", operation);
    node.put("request", request);
    node.put("before", Long.toHexString(before));
    if (result == null) {
      node.put("cancelled", true);
    } else {
      node.set("result", result);
    }
    return node.toString();
  }

  /// Reads a line.
  ///
  /// @throws RecordingException when it is none
  static Answer read(JsonNode node, String place) {
    JsonNode result = node.get("result");
    if ((result == null) != node.path("cancelled").asBoolean(false)) {
      throw new RecordingException(place + " has neither a result nor was it cancelled");
    }
    try {
      return new Answer(
          node.get("session").asString(),
          node.get("operation").asString(),
          node.get("request").asString(),
          Long.parseUnsignedLong(node.get("before").asString(), 16),
          result);
    } catch (RuntimeException wrong) {
      throw new RecordingException(place + " is no line of a recording", wrong);
    }
  }
}
