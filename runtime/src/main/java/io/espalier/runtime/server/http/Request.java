package io.espalier.runtime.server.http;

import java.util.Map;

/// A whole request.
///
/// @param path decoded path, without the query
/// @param query decoded parameters; of one that comes twice, the first
/// @param headers by name in lower case; of one that comes twice, both values with `, ` between
/// @param body may be empty
@SuppressWarnings("ArrayRecordComponent") // read once and parsed; never compared
public record Request(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  /// Returns a header's value, or an empty string.
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
