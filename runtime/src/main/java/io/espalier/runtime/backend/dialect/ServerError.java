package io.espalier.runtime.backend.dialect;

import tools.jackson.databind.JsonNode;

/// An error that a server reports inside an answer that began well. Whoever sends the request makes
/// a message of it, without secrets.
public final class ServerError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JsonNode part;

  ServerError(JsonNode part) {
    super("the server reports an error", null, false, false);
    this.part = part;
  }

  /// Returns the part with the error.
  public JsonNode part() {
    return part;
  }
}
