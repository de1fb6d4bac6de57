package io.espalier.runtime.server.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;

/// The span of a request. Confined to the request's thread.
public final class RequestSpan implements AutoCloseable {
  private final Span span;
  private final Scope scope;
  private final String method;

  @SuppressWarnings("MustBeClosedChecker") // closed by close()
  RequestSpan(Span span, String method) {
    this.span = span;
    this.method = method;
    scope = span.makeCurrent();
    span.setAttribute("http.request.method", method);
  }

  /// Says which route answers. Its path has no values in it, so names stay few.
  public void route(String path) {
    span.updateName(method + " " + path);
    span.setAttribute("http.route", path);
  }

  /// Says what came of it.
  ///
  /// @param status 0 where nothing was answered
  /// @param gone whether the client went before the answer was whole
  public void answered(int status, boolean gone) {
    if (status > 0) {
      span.setAttribute("http.response.status_code", status);
    }
    if (gone) {
      span.setAttribute("error.type", "disconnected");
    }
    if (gone || status >= 500) {
      span.setStatus(StatusCode.ERROR);
    }
  }

  /// Ends the span.
  @Override
  public void close() {
    scope.close();
    span.end();
  }
}
