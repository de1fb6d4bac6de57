package io.espalier.runtime.server.metrics;

/// Times one completion's tokens. Confined to one thread.
public final class TokenClock {
  private final Histogram first;
  private final Histogram between;
  private long last = System.nanoTime();
  private boolean begun;

  TokenClock(Histogram first, Histogram between) {
    this.first = first;
    this.between = between;
  }

  /// A token has come.
  public void token() {
    long now = System.nanoTime();
    (begun ? between : first).record(now - last);
    begun = true;
    last = now;
  }
}
