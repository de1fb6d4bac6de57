package io.espalier.runtime.backend.resilience;

import java.time.Duration;

/// So many requests a second, with a burst of one second's worth: a bucket of tokens, one a
/// request. Thread-safe; callers are served in the order of their asking.
public final class RateLimit {
  private final double perSecond;
  private final Timeline timeline;
  private double tokens;
  private long filledNanos;

  /// A full bucket.
  ///
  /// @param perSecond requests a second; 0 for no limit
  public RateLimit(double perSecond, Timeline timeline) {
    if (!(perSecond >= 0)) {
      throw new IllegalArgumentException(
          "%s requests a second; allowed: 0 (no limit) or more".formatted(perSecond));
    }
    this.perSecond = perSecond;
    this.timeline = timeline;
    tokens = capacity();
    filledNanos = timeline.nanos();
  }

  private double capacity() {
    return Math.max(1, perSecond);
  }

  /// Takes a token, and waits until it is there.
  ///
  /// @param most longest wait
  /// @return false, with nothing taken, where it would be longer
  public boolean acquire(Duration most) throws InterruptedException {
    if (perSecond == 0) {
      return true;
    }
    long wait = reserve(most.toNanos());
    if (wait < 0) {
      return false;
    }
    if (wait > 0) {
      timeline.pause(Duration.ofNanos(wait));
    }
    return true;
  }

  /// Returns how many nanoseconds to wait for the token that was taken, -1 where none was. Tokens
  /// may be taken in advance: the balance then goes below zero and whoever comes next waits longer.
  private synchronized long reserve(long mostNanos) {
    long moment = timeline.nanos();
    tokens = Math.min(capacity(), tokens + (moment - filledNanos) / 1e9 * perSecond);
    filledNanos = moment;
    long wait = tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / perSecond * 1e9);
    if (wait > mostNanos) {
      return -1;
    }
    tokens -= 1;
    return wait;
  }
}
