package io.espalier.runtime.backend;

/// Whoever generates: the local engine, or a remote server.
///
/// Thread-safe. The sessions it opens are not.
public interface Backend extends AutoCloseable {

  /// Returns what generates, for people: model, format, device.
  String description();

  /// Returns what this backend can honour; a program that asks for more is refused before it runs.
  Capabilities capabilities();

  /// Opens an empty session.
  Session open(SessionOptions options);

  @Override
  void close();
}
