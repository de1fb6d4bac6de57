package io.espalier.runtime.backend.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Time that passes only when somebody waits. Thread-safe.
public final class ManualTimeline implements Timeline {
  private long nanos;
  private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized void pause(Duration time) {
    pauses.add(time);
    nanos += time.toNanos();
  }

  /// Lets time pass.
  public synchronized void advance(Duration time) {
    nanos += time.toNanos();
  }

  /// Returns what was waited for, in order.
  public List<Duration> pauses() {
    return List.copyOf(pauses);
  }
}
