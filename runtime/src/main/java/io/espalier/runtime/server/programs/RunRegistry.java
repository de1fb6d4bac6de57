package io.espalier.runtime.server.programs;

import io.espalier.runtime.server.request.RequestException;
import io.espalier.runtime.server.request.Tenant;
import io.espalier.runtime.server.request.WorkLimits;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The runs that can be asked for: those under way, and the last ended ones. Thread-safe.
final class RunRegistry {
  private record Known(String bodyHash, SubmittedRun run) {}

  private final WorkLimits limits;
  private final Map<String, SubmittedRun> runs = new LinkedHashMap<>();
  private final Map<String, Known> byKey = new LinkedHashMap<>();
  private int running;

  RunRegistry(WorkLimits limits) {
    this.limits = limits;
  }

  /// Returns the run that an idempotency key belongs to already.
  ///
  /// @throws RequestException when the key came with another body before
  synchronized Optional<SubmittedRun> known(Tenant tenant, String key, byte[] body) {
    Known known = byKey.get(tenant.namespace(key));
    if (key.isEmpty() || known == null) {
      return Optional.empty();
    }
    if (!known.bodyHash().equals(hash(body))) {
      throw RequestException.of(
          422, "idempotency_mismatch", "this Idempotency-Key came with another body before");
    }
    return Optional.of(known.run());
  }

  /// Adds a run, unless another request with the same key was faster, and counts it as running.
  ///
  /// @throws RequestException 503 when as many run as may
  synchronized SubmittedRun add(
      Tenant tenant, String key, byte[] body, Supplier<SubmittedRun> made) {
    Optional<SubmittedRun> known = known(tenant, key, body);
    if (known.isPresent()) {
      return known.get();
    }
    if (running >= limits.programs()) {
      throw RequestException.of(
          503,
          "too_many_programs",
          "%d programs run, which is the limit; try again later".formatted(limits.programs()));
    }
    running++;
    SubmittedRun run = made.get();
    runs.put(run.id(), run);
    if (!key.isEmpty()) {
      byKey.put(tenant.namespace(key), new Known(hash(body), run));
    }
    forget();
    return run;
  }

  /// A run has ended.
  synchronized void ended() {
    running--;
  }

  /// Drops the oldest ended runs above the limit.
  private void forget() {
    Iterator<SubmittedRun> oldest = runs.values().iterator();
    while (runs.size() > limits.keptPrograms() + running && oldest.hasNext()) {
      SubmittedRun run = oldest.next();
      if (run.isEnded()) {
        oldest.remove();
        byKey.values().removeIf(known -> known.run() == run);
      }
    }
  }

  /// Returns a tenant's run.
  ///
  /// @throws RequestException 404
  synchronized SubmittedRun get(Tenant tenant, String id) {
    SubmittedRun run = runs.get(id);
    if (run == null || !run.tenant().equals(tenant)) {
      throw RequestException.of(404, "program_not_found", "there is no program '%s'".formatted(id));
    }
    return run;
  }

  /// Returns every run under way.
  synchronized List<SubmittedRun> underWay() {
    return new ArrayList<>(runs.values()).stream().filter(run -> !run.isEnded()).toList();
  }

  private static String hash(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
