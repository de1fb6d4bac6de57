package io.espalier.runtime.tokenizer.template;

import java.time.Duration;

/// What one rendering may take at most.
///
/// @param steps nodes evaluated
/// @param characters made in all, output and values together
/// @param callDepth macros inside macros
/// @param time by the clock, looked at between steps
public record TemplateLimits(long steps, long characters, int callDepth, Duration time) {
  /// Enough for conversations of thousands of turns, and over in a second.
  public static final TemplateLimits DEFAULT =
      new TemplateLimits(2_000_000, 64_000_000, 32, Duration.ofSeconds(5));

  /// All are positive.
  public TemplateLimits {
    if (steps <= 0 || characters <= 0 || callDepth <= 0 || !time.isPositive()) {
      throw new IllegalArgumentException("limits are positive: " + steps + ", " + characters);
    }
  }
}
