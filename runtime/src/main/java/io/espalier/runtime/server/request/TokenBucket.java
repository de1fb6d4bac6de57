package io.espalier.runtime.server.request;

import java.time.Duration;

/// An allowance that refills evenly: what is not used within a minute is not saved up. Thread-safe.
final class TokenBucket {
  private static final double NANOS_PER_MINUTE = 60e9;

  private final double perMinute;
  private double level;
  private long last;

  /// A full bucket.
  ///
  /// @param now in nanoseconds, of any clock that goes on
  TokenBucket(long perMinute, long now) {
    this.perMinute = perMinute;
    level = perMinute;
    last = now;
  }

  /// Takes an amount if that much is there.
  ///
  /// @return zero, or how long until it is there
  synchronized Duration take(double amount, long now) {
    refill(now);
    if (level >= amount) {
      level -= amount;
      return Duration.ZERO;
    }
    return refillTime(amount);
  }

  /// Returns zero where at least `amount` is there, or how long until it is.
  synchronized Duration timeUntil(double amount, long now) {
    refill(now);
    return level >= amount ? Duration.ZERO : refillTime(amount);
  }

  /// Takes an amount that was used already; the bucket may owe some of it.
  synchronized void spend(double amount, long now) {
    refill(now);
    level -= amount;
  }

  private Duration refillTime(double amount) {
    return Duration.ofNanos((long) Math.ceil((amount - level) * NANOS_PER_MINUTE / perMinute));
  }

  private void refill(long now) {
    level = Math.min(perMinute, level + (now - last) * perMinute / NANOS_PER_MINUTE);
    last = now;
  }
}
