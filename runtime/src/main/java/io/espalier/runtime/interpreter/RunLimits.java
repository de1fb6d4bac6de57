package io.espalier.runtime.interpreter;

import java.time.Duration;

/// What one run of a program may use; whatever it reaches ends the program with a named error.
///
/// @param tokens generated tokens, all branches together
/// @param branches branches, the first included
/// @param time from start to end
public record RunLimits(long tokens, int branches, Duration time) {
  /// Enough for large programs: a million tokens, 10,000 branches, an hour.
  public static final RunLimits DEFAULT = new RunLimits(1_000_000, 10_000, Duration.ofHours(1));

  public RunLimits {
    if (tokens < 1 || branches < 1 || time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(
          "limits must be positive: tokens %d, branches %d, time %s"
              .formatted(tokens, branches, time));
    }
  }
}
