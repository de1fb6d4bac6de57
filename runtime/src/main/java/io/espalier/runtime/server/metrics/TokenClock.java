package io.espalier.runtime.server.metrics;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// Times one completion's tokens. Confined to one thread.
public final class TokenClock {
  private final Timer first;
  private final Timer between;
  private long last = System.nanoTime();
  private boolean begun;

  TokenClock(Timer first, Timer between) {
    this.first = first;
    this.between = between;
  }

  /// A token has come.
  public void token() {
    long now = System.nanoTime();
    (begun ? between : first).record(now - last, TimeUnit.NANOSECONDS);
    begun = true;
    last = now;
  }
}
