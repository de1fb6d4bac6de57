package io.espalier.runtime.backend.dialect;

import tools.jackson.databind.JsonNode;

/// Sends requests whose answers are read as a whole.
@FunctionalInterface
public interface Caller {
  /// Returns the JSON that a path answers to a body.
  ///
  /// @throws io.espalier.runtime.backend.BackendException when there is no such answer
  JsonNode call(String path, JsonNode body) throws InterruptedException;
}
