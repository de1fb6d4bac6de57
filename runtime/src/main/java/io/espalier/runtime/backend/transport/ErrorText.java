package io.espalier.runtime.backend.transport;

import io.espalier.runtime.backend.BackendException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a server says of an error, made fit for our messages: a short line without control
/// characters and without our secrets.
final class ErrorText {
  private static final int MAX_CHARS = 300;

  private ErrorText() {}

  /// Returns the message in an error body: `error.message`, `error`, `message` or `detail` of JSON,
  /// else nothing, since a page of HTML explains nothing.
  static String of(String body, AnswerJson json, List<Secret> secrets) {
    JsonNode node;
    try {
      node = json.object(body);
    } catch (BackendException _) {
      return "";
    }
    for (String at : new String[] {"/error/message", "/error", "/message", "/detail"}) {
      JsonNode text = node.at(at);
      if (text.isString() && !text.stringValue().isBlank()) {
        return shown(Secret.redact(text.stringValue(), secrets));
      }
    }
    return "";
  }

  private static String shown(String text) {
    var out = new StringBuilder();
    text.codePoints()
        .limit(MAX_CHARS)
        .forEach(c -> {
          int type = Character.getType(c);
          boolean unsafe =
              type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
          out.appendCodePoint(unsafe ? ' ' : c);
        });
    return out.toString().strip() + (text.length() > MAX_CHARS ? "…" : "");
  }
}
