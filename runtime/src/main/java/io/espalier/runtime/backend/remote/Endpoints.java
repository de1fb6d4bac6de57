package io.espalier.runtime.backend.remote;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import io.espalier.runtime.backend.dialect.Dialect;
import io.espalier.runtime.backend.resilience.CircuitBreaker;
import io.espalier.runtime.backend.resilience.RateLimit;
import io.espalier.runtime.backend.resilience.Timeline;
import io.espalier.runtime.backend.routing.CacheAwareRouter;
import io.espalier.runtime.backend.routing.Router;
import io.espalier.runtime.backend.transport.Deadline;
import io.espalier.runtime.backend.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The servers of a target: chooses one for each try, keeps to the limits, repeats what may be
/// repeated. Thread-safe.
final class Endpoints implements AutoCloseable {
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final ConnectOptions options;
  private final Timeline timeline;
  private final Router router;
  private final RateLimit rate;
  private final Semaphore places;
  private final String healthPath;
  private final Optional<HealthChecks> checks;

  Endpoints(ConnectOptions options, Dialect dialect, Timeline timeline) {
    this.options = options;
    this.timeline = timeline;
    Map<String, Transport.SecretHeader> secret = new HashMap<>();
    options.key.ifPresent(key ->
        secret.put(
            dialect.keyHeader().getKey(),
            new Transport.SecretHeader(dialect.keyHeader().getValue(), key)));
    var headers = new Transport.Headers(dialect.headers(), secret);
    for (URI uri : options.endpoints) {
      endpoints.add(
          new Endpoint(
              new Transport(uri, headers, options.limits),
              new CircuitBreaker(options.breaker, timeline)));
    }
    router = new CacheAwareRouter(endpoints.size(), options.routing);
    rate = new RateLimit(options.requestsPerSecond, timeline);
    places = new Semaphore(options.concurrentRequests, true);
    healthPath = dialect.table().healthPath();
    checks =
        endpoints.size() < 2
            ? Optional.empty()
            : Optional.of(HealthChecks.start(endpoints, healthPath, options.healthInterval));
  }

  /// One try on one server.
  interface Try<T> {
    T on(Transport transport) throws InterruptedException;
  }

  /// Tries until one succeeds.
  ///
  /// @param repeatable whether another try is allowed at this moment
  /// @param failed told of each failed try
  /// @throws BackendException the last try's failure
  <T> T use(byte[] key, Deadline deadline, BooleanSupplier repeatable, Runnable failed, Try<T> one)
      throws InterruptedException {
    int avoid = Router.NONE;
    for (int failures = 1; ; failures++) {
      int chosen = choose(key, avoid);
      BackendException failure;
      try {
        if (chosen == Router.NONE) {
          throw refusal();
        }
        return on(chosen, deadline, one);
      } catch (BackendException e) {
        failure = e;
        avoid = chosen;
      }
      failed.run();
      Optional<Duration> pause =
          failure.kind().isPassing() && repeatable.getAsBoolean()
              ? options.retry.pause(failures, failure.retryAfter(), ThreadLocalRandom.current())
              : Optional.empty();
      if (pause.isEmpty() || pause.get().compareTo(deadline.left()) >= 0) {
        throw failures == 1 ? failure : afterTries(failure, failures);
      }
      timeline.pause(pause.get());
    }
  }

  private static BackendException afterTries(BackendException failure, int tries) {
    return new BackendException(
        failure.kind(),
        failure.status(),
        failure.retryAfter().orElse(null),
        "%s (after %d tries)".formatted(failure.getMessage(), tries));
  }

  /// A well server whose breaker is closed, another than the one that failed just before; where
  /// there is none, less will do.
  private int choose(byte[] key, int avoid) {
    int chosen =
        router.acquire(
            key,
            i -> i != avoid && endpoints.get(i).isWell() && endpoints.get(i).breaker.wouldPass());
    return chosen != Router.NONE
        ? chosen
        : router.acquire(key, i -> endpoints.get(i).breaker.wouldPass());
  }

  private BackendException refusal() {
    return new BackendException(
        Kind.OPEN_CIRCUIT,
        "every endpoint of %s is left alone for %d ms after failures"
            .formatted(options.model, options.breaker.pause().toMillis()));
  }

  private <T> T on(int chosen, Deadline deadline, Try<T> one) throws InterruptedException {
    Endpoint endpoint = endpoints.get(chosen);
    boolean placed = false;
    try {
      placed = places.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
      if (!placed || !rate.acquire(deadline.left())) {
        throw new BackendException(
            Kind.TIMEOUT,
            "the limits of %d requests at a time and %s a second left no place in time"
                .formatted(options.concurrentRequests, options.requestsPerSecond));
      }
      if (!endpoint.breaker.pass()) {
        throw refusal();
      }
      return counted(chosen, endpoint, one);
    } finally {
      router.release(chosen);
      if (placed) {
        places.release();
      }
    }
  }

  /// Tells the breaker how a try ended. A refusal, and a request to slow down, come from a server
  /// that is there.
  private <T> T counted(int chosen, Endpoint endpoint, Try<T> one) throws InterruptedException {
    boolean told = false;
    try {
      T answer = one.on(endpoint.transport);
      told = true;
      endpoint.breaker.succeeded();
      return answer;
    } catch (BackendException failure) {
      told = true;
      boolean busy = failure.status() == 429 || !failure.kind().isPassing();
      if (busy) {
        endpoint.breaker.succeeded();
      } else {
        endpoint.breaker.failed();
      }
      if (failure.kind() == Kind.UNREACHABLE) {
        router.forget(chosen);
      }
      throw failure;
    } finally {
      if (!told) {
        endpoint.breaker.forgotten();
      }
    }
  }

  void checkHealth() throws InterruptedException {
    for (Endpoint endpoint : endpoints) {
      HealthChecks.check(endpoint, healthPath);
    }
  }

  @Override
  public void close() {
    checks.ifPresent(HealthChecks::close);
    endpoints.forEach(Endpoint::close);
  }
}
