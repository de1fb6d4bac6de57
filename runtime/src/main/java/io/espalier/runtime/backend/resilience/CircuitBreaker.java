package io.espalier.runtime.backend.resilience;

import java.time.Duration;

/// Keeps requests from a server that fails, and lets a single one through now and then to see
/// whether it is back. Thread-safe.
///
/// Closed: requests pass; so many failures in a row open it. Open: none pass until the pause is
/// over. Half open: one passes; its success closes the breaker, its failure opens it again.
public final class CircuitBreaker {
  /// When a breaker opens.
  ///
  /// @param failures in a row
  /// @param pause before a request is let through again
  public record Settings(int failures, Duration pause) {
    /// Five failures in a row, 10 s.
    public static final Settings DEFAULT = new Settings(5, Duration.ofSeconds(10));

    public Settings {
      if (failures < 1 || pause.isNegative()) {
        throw new IllegalArgumentException(
            "failures is %d, pause %s; allowed: 1 or more, 0 or more".formatted(failures, pause));
      }
    }
  }

  /// What a breaker does with requests.
  public enum State {
    /// They pass.
    CLOSED,
    /// They are refused.
    OPEN,
    /// One is under way that decides.
    HALF_OPEN
  }

  private final Settings settings;
  private final Timeline timeline;
  private State state = State.CLOSED;
  private int failures;
  private long openedNanos;

  /// A closed breaker.
  public CircuitBreaker(Settings settings, Timeline timeline) {
    this.settings = settings;
    this.timeline = timeline;
  }

  /// Returns whether a request would pass; asks for none.
  public synchronized boolean wouldPass() {
    return switch (state) {
      case CLOSED -> true;
      case HALF_OPEN -> false;
      case OPEN -> timeline.nanos() - openedNanos >= settings.pause().toNanos();
    };
  }

  /// Returns whether a request may be sent. After a yes exactly one of [#succeeded], [#failed] and
  /// [#forgotten] follows.
  public synchronized boolean pass() {
    if (!wouldPass()) {
      return false;
    }
    if (state == State.OPEN) {
      state = State.HALF_OPEN;
    }
    return true;
  }

  /// Notes an answer.
  public synchronized void succeeded() {
    failures = 0;
    state = State.CLOSED;
  }

  /// Notes a failure that speaks against the server.
  public synchronized void failed() {
    failures++;
    if (state == State.HALF_OPEN || failures >= settings.failures()) {
      state = State.OPEN;
      openedNanos = timeline.nanos();
    }
  }

  /// Notes a request that says nothing about the server: it was cancelled.
  public synchronized void forgotten() {
    if (state == State.HALF_OPEN) {
      state = State.OPEN;
    }
  }

  /// Returns what it does.
  public synchronized State state() {
    return state;
  }
}
