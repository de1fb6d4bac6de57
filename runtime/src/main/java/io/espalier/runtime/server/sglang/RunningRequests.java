package io.espalier.runtime.server.sglang;

import io.espalier.runtime.server.request.RequestException;
import io.espalier.runtime.server.request.Tenant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The requests under way by their `rid`, so that another request can end them. Thread-safe. A
/// tenant sees only its own.
final class RunningRequests {
  private record Key(Tenant tenant, String id) {}

  private final Map<Key, Thread> threads = new ConcurrentHashMap<>();

  /// The caller's request is under way.
  ///
  /// @throws RequestException when one with its id is already
  void begin(Tenant tenant, String id) {
    if (threads.putIfAbsent(new Key(tenant, id), Thread.currentThread()) != null) {
      throw RequestException.parameter("rid", "a request with this id is under way");
    }
  }

  void end(Tenant tenant, String id) {
    threads.remove(new Key(tenant, id));
  }

  /// Interrupts a request; nothing happens where there is none.
  void abort(Tenant tenant, String id) {
    threads.computeIfPresent(
        new Key(tenant, id),
        (_, thread) -> {
          thread.interrupt();
          return thread;
        });
  }

  /// Interrupts every request of a tenant.
  void abortAll(Tenant tenant) {
    for (Key key : threads.keySet()) {
      if (key.tenant().equals(tenant)) {
        abort(tenant, key.id());
      }
    }
  }
}
