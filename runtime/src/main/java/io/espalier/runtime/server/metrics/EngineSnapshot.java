package io.espalier.runtime.server.metrics;

import io.espalier.runtime.backend.local.ConstraintStatistics;
import io.espalier.runtime.scheduler.SchedulerStatistics;

/// Where server and engine stand at one moment.
///
/// @param requests requests that are being answered
/// @param connections open connections
public record EngineSnapshot(
    SchedulerStatistics engine, ConstraintStatistics constraints, int requests, int connections) {

  /// Returns the share of the cache's pages that running calls hold, 0 to 1.
  double cacheUtilisation() {
    return engine.pages() == 0 ? 0 : (double) engine.usedPages() / engine.pages();
  }
}
