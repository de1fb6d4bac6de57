package io.espalier.runtime.backend;

/// How a session is opened.
///
/// @param label path of the branch, for messages and traces
/// @param namespace sessions of different namespaces share no cached prefix
/// @param priority higher runs first
public record SessionOptions(String label, String namespace, int priority) {

  /// A session of the common namespace with the common priority.
  public static SessionOptions of(String label) {
    return new SessionOptions(label, "", 0);
  }
}
