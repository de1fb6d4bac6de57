package io.espalier.runtime.backend.remote;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.transport.Deadline;
import java.time.Duration;
import java.util.List;

/// Asks endpoints now and then whether they are well, so that requests are not lost on finding out.
/// Runs on a virtual thread of its own until closed.
final class HealthChecks implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<Endpoint> endpoints;
  private final String path;
  private final Thread thread;

  private HealthChecks(List<Endpoint> endpoints, String path, Duration interval) {
    this.endpoints = endpoints;
    this.path = path;
    thread =
        Thread.ofVirtual()
            .name("health checks")
            .unstarted(() -> {
              try {
                while (true) {
                  Thread.sleep(interval);
                  checkAll();
                }
              } catch (InterruptedException _) {
                // Closed.
              }
            });
  }

  static HealthChecks start(List<Endpoint> endpoints, String path, Duration interval) {
    var checks = new HealthChecks(endpoints, path, interval);
    checks.thread.start();
    return checks;
  }

  private void checkAll() throws InterruptedException {
    for (Endpoint endpoint : endpoints) {
      check(endpoint, path);
    }
  }

  /// Asks one endpoint. One that answers with a refusal is there: not every server knows the path.
  static void check(Endpoint endpoint, String path) throws InterruptedException {
    try {
      endpoint.transport.check(path, Deadline.in(PATIENCE));
      endpoint.well(true);
    } catch (BackendException failure) {
      endpoint.well(!failure.kind().isPassing());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
