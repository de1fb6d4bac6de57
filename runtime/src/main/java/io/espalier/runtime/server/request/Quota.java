package io.espalier.runtime.server.request;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What the holder of a key may still ask for: requests and tokens per minute. Thread-safe.
///
/// How many tokens a request takes is known only when it has ended, so a request begins while any
/// are left, and what it took too much the next ones wait for.
public final class Quota {
  /// No limit.
  public static final Quota NONE =
      new Quota(OptionalLong.empty(), OptionalLong.empty(), System::nanoTime);

  private final LongSupplier clock;
  private final @Nullable TokenBucket requests;
  private final @Nullable TokenBucket tokens;

  /// @param clock nanoseconds
  Quota(OptionalLong requestsPerMinute, OptionalLong tokensPerMinute, LongSupplier clock) {
    this.clock = clock;
    requests = bucket(requestsPerMinute);
    tokens = bucket(tokensPerMinute);
  }

  private @Nullable TokenBucket bucket(OptionalLong perMinute) {
    return perMinute.isPresent() ? new TokenBucket(perMinute.getAsLong(), clock.getAsLong()) : null;
  }

  /// Lets a request begin.
  ///
  /// @throws RequestException 429 with the time after which it may
  public void admit() {
    long now = clock.getAsLong();
    if (tokens != null) {
      refuseFor(tokens.timeUntil(1, now), "tokens");
    }
    if (requests != null) {
      refuseFor(requests.take(1, now), "requests");
    }
  }

  private static void refuseFor(Duration wait, String what) {
    if (!wait.isZero()) {
      throw RequestException.rateLimited(
          "the key's %s per minute are used up; try again in %.1f s"
              .formatted(what, wait.toMillis() / 1e3),
          wait);
    }
  }

  /// Counts tokens of a prompt or an answer.
  public void spend(long count) {
    if (tokens != null && count > 0) {
      tokens.spend((double) count, clock.getAsLong());
    }
  }

  /// Returns whether tokens are counted at all.
  public boolean countsTokens() {
    return tokens != null;
  }
}
