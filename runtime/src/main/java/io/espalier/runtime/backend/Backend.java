package io.espalier.runtime.backend;

import java.util.Optional;
import java.util.OptionalLong;

/// Whoever generates: the local engine, or a remote server.
///
/// Thread-safe. The sessions it opens are not.
public interface Backend extends AutoCloseable {

  /// Returns what generates, for people: model, format, device.
  String description();

  /// Returns what this backend can honour; a program that asks for more is refused before it runs.
  Capabilities capabilities();

  /// Returns how many tokens of keys and values it can hold at once; empty where that is not known.
  default OptionalLong capacityTokens() {
    return OptionalLong.empty();
  }

  /// Returns the account of what was asked of a server; empty where generation costs nothing.
  default Optional<Ledger> ledger() {
    return Optional.empty();
  }

  /// Opens an empty session.
  Session open(SessionOptions options);

  @Override
  void close();
}
