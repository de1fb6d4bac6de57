package io.espalier.runtime.backend.remote;

import io.espalier.runtime.backend.resilience.CircuitBreaker;
import io.espalier.runtime.backend.transport.Transport;

/// One server of a target. Thread-safe.
final class Endpoint implements AutoCloseable {
  final Transport transport;
  final CircuitBreaker breaker;
  private volatile boolean well = true;

  Endpoint(Transport transport, CircuitBreaker breaker) {
    this.transport = transport;
    this.breaker = breaker;
  }

  boolean isWell() {
    return well;
  }

  void well(boolean value) {
    well = value;
  }

  @Override
  public void close() {
    transport.close();
  }
}
