package io.espalier.runtime.backend.resilience;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How often and after which pause a failed request is tried again. Immutable.
///
/// The pause is drawn evenly between 0 and a bound that doubles with each try ("full jitter"), so
/// that clients which failed together do not come back together. What the server asks for with
/// `Retry-After` is added below it.
///
/// @param attempts most tries in all
/// @param first bound of the first pause
/// @param longest bound of any pause; a server that asks for more is not asked again
public record RetryPolicy(int attempts, Duration first, Duration longest) {
  /// Four tries, pauses of at most 0.5 s, 1 s, 2 s.
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(30));

  /// One try.
  public static final RetryPolicy NONE =
      new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1));

  public RetryPolicy {
    if (attempts < 1 || attempts > 100) {
      throw new IllegalArgumentException("attempts is %d; allowed: 1 to 100".formatted(attempts));
    }
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "pauses are %s to %s; allowed: above 0, ascending".formatted(first, longest));
    }
  }

  /// Returns the pause before another try; empty where there is to be none.
  ///
  /// @param failed tries that have failed, 1 or more
  /// @param asked how long the server asks to wait
  public Optional<Duration> pause(int failed, Optional<Duration> asked, RandomGenerator random) {
    if (failed >= attempts) {
      return Optional.empty();
    }
    Duration least = asked.orElse(Duration.ZERO);
    if (least.compareTo(longest) > 0) {
      return Optional.empty();
    }
    double doubled = first.toNanos() * Math.pow(2, failed - 1.0);
    long bound = (long) Math.min(doubled, (double) longest.toNanos());
    return Optional.of(least.plusNanos(random.nextLong(bound + 1)));
  }
}
