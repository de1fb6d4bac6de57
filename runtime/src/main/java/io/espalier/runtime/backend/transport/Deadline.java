package io.espalier.runtime.backend.transport;

import java.time.Duration;

/// The moment by which a request has to be done. Immutable.
///
/// @param atNanos in [System#nanoTime]'s terms
public record Deadline(long atNanos) {

  /// Returns the deadline so far from this moment.
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /// Returns what is left, not below zero.
  public Duration left() {
    return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
  }

  /// Returns a time, or what is left where that is less.
  public Duration atMost(Duration time) {
    Duration left = left();
    return left.compareTo(time) < 0 ? left : time;
  }

  /// Returns whether the moment has come.
  public boolean isOver() {
    return left().isZero();
  }
}
