package io.espalier.runtime.backend.dialect;

import io.espalier.runtime.backend.transport.Framing;
import tools.jackson.databind.JsonNode;

/// A request and how its answer is read.
///
/// @param path behind the server's URL
/// @param body what is sent
/// @param framing how the answer's parts follow each other
/// @param reader reads one part into the answer
/// @param wrapping what stands around the value in the answer's text
public record Exchange(
    String path, JsonNode body, Framing framing, PartReader reader, Wrapping wrapping) {

  /// Reads a part of an answer.
  @FunctionalInterface
  public interface PartReader {
    /// Reads a part.
    ///
    /// @throws io.espalier.runtime.backend.BackendException when the part is not what the dialect
    ///   says
    void read(JsonNode part, Answer answer);
  }
}
