package io.espalier.runtime.server;

import io.espalier.runtime.server.http.ClientGoneException;
import io.espalier.runtime.server.http.Exchange;
import io.espalier.runtime.server.http.HttpService;
import io.espalier.runtime.server.http.Request;
import io.espalier.runtime.server.http.ResponseStream;
import io.espalier.runtime.server.metrics.Metrics;
import io.espalier.runtime.server.request.ApiKeys.Holder;
import io.espalier.runtime.server.request.Call;
import io.espalier.runtime.server.request.Events;
import io.espalier.runtime.server.request.Failure;
import io.espalier.runtime.server.request.Quota;
import io.espalier.runtime.server.request.RequestException;
import io.espalier.runtime.server.request.Route;
import io.espalier.runtime.server.request.Router;
import io.espalier.runtime.server.request.Tenant;
import io.espalier.runtime.server.tracing.RequestSpan;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// What every request passes: its route, who asks, whether there is room, and what is said when it
/// fails. Thread-safe.
final class Gateway implements HttpService {
  private static final Holder EVERYBODY = new Holder(Tenant.ANYBODY, Quota.NONE);
  private static final Map<String, String> RETRY = Map.of("Retry-After", "1");

  private final ServerOptions options;
  private final Router router;
  private final Metrics metrics;
  private final AtomicInteger serving = new AtomicInteger();
  private final AtomicInteger working = new AtomicInteger();
  private volatile boolean draining;

  Gateway(ServerOptions options, Router router, Metrics metrics) {
    this.options = options;
    this.router = router;
    this.metrics = metrics;
  }

  @Override
  public void serve(Request request, Exchange exchange) {
    long start = System.nanoTime();
    serving.incrementAndGet();
    boolean counted = false;
    boolean gone = false;
    Tenant tenant = Tenant.ANYBODY;
    Quota quota = Quota.NONE;
    RequestSpan span = options.tracing().request(request.method(), request.headers());
    try {
      if (draining) {
        exchange.closeAfter();
      }
      Router.Match match = router.match(request.method(), request.path());
      Route route = match.route();
      span.route(route.path());
      checkOrigin(request);
      if (route.access() != Route.Access.OPEN) {
        Holder holder = holder(request);
        tenant = holder.tenant();
        quota = holder.quota();
      }
      if (route.access() == Route.Access.WORK) {
        quota.admit();
        counted = true;
        admit();
      }
      route.handler().handle(new Call(request, exchange, tenant, quota, match.values()));
    } catch (ClientGoneException _) {
      gone = true;
      exchange.closeAfter();
    } catch (Exception | StackOverflowError e) {
      // The top of the request's thread: whatever went wrong is this request's failure only.
      fail(request, exchange, e);
    } finally {
      if (counted) {
        working.decrementAndGet();
      }
      serving.decrementAndGet();
      gone |= !exchange.connected();
      if (!gone) {
        metrics.answered(exchange.status(), System.nanoTime() - start);
      } else {
        metrics.disconnected();
      }
      span.answered(exchange.status(), gone);
      span.close();
      long millis = (System.nanoTime() - start) / 1_000_000;
      options.accessLog().accept(AccessLine.of(tenant, request, exchange.status(), millis, gone));
    }
  }

  private Holder holder(Request request) {
    return options
        .keys()
        .map(keys ->
            keys.holder(request.header("authorization"), request.header("x-api-key"))
                .orElseThrow(() ->
                    RequestException.of(
                        401, "invalid_api_key", "give a valid key as 'Authorization: Bearer KEY'")))
        .orElse(EVERYBODY);
  }

  /// A page of another origin must not use the browser of somebody who can reach this server.
  private void checkOrigin(Request request) {
    String origin = request.header("origin");
    if (origin.isEmpty() || options.origins().contains(origin)) {
      return;
    }
    String authority;
    try {
      authority = String.valueOf(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException _) {
      authority = "";
    }
    if (!authority.equals(request.header("host"))) {
      throw RequestException.of(403, "origin", "requests from this origin are not allowed");
    }
  }

  private void admit() {
    int now = working.incrementAndGet();
    if (draining) {
      throw RequestException.of(503, "draining", "the server is shutting down");
    }
    if (now > options.work().requests()) {
      throw RequestException.of(
          503,
          "too_many_requests",
          "%d requests are being served, which is the limit; try again later"
              .formatted(options.work().requests()));
    }
  }

  private static void fail(Request request, Exchange exchange, Throwable problem) {
    Failure failure = Failure.reported(request.path(), problem);
    boolean ollama = request.path().startsWith("/api/");
    String body =
        ollama
            ? failure.json().objectNode().put("error", failure.message()).toString()
            : failure.json().toString();
    // An interrupt means that nobody reads this any more; writing must not trip over it.
    boolean _ = Thread.interrupted();
    try {
      if (exchange.stream().isPresent()) {
        ResponseStream stream = exchange.stream().get();
        exchange.closeAfter();
        stream.write(
            stream.contentType().equals(Events.TYPE) ? "data: " + body + "\n\n" : body + "\n");
      } else if (exchange.status() == 0) {
        var headers = new LinkedHashMap<String, String>();
        if (failure.status() == 503) {
          headers.putAll(RETRY);
        } else if (problem instanceof RequestException e && !e.retryAfter().isZero()) {
          // Whole seconds, and never too early (RFC 9110, section 10.2.3).
          headers.put("Retry-After", Long.toString(e.retryAfter().plusMillis(999).toSeconds()));
        } else if (failure.status() == 401) {
          headers.put("WWW-Authenticate", "Bearer");
        }
        exchange.send(failure.status(), "application/json", body, headers);
      }
    } catch (ClientGoneException _) {
      exchange.closeAfter();
    }
  }

  /// Returns how many requests are being answered.
  int serving() {
    return serving.get();
  }

  boolean isDraining() {
    return draining;
  }

  /// Refuses new work and waits for what is there.
  ///
  /// @return whether everything ended in time
  boolean drain(Duration grace) {
    draining = true;
    long end = System.nanoTime() + grace.toNanos();
    while (serving.get() > 0) {
      if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(5_000_000);
    }
    return true;
  }
}
