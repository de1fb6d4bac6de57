package io.espalier.runtime.server.http;

/// What answers requests.
@FunctionalInterface
public interface HttpService {

  /// Answers one request, on a virtual thread that is interrupted when the client goes. Must not
  /// throw.
  void serve(Request request, Exchange exchange);
}
