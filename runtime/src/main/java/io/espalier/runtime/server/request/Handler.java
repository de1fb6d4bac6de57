package io.espalier.runtime.server.request;

/// Answers the requests of a route.
@FunctionalInterface
public interface Handler {

  /// Answers a request, on its own virtual thread.
  ///
  /// @throws Exception to have it answered with an error, see the server's table of failures
  void handle(Call call) throws Exception;
}
