package io.espalier.runtime.interpreter;

import io.espalier.dsl.Stats;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a run of a program came to.
///
/// @param value the routine's value; null where it returns nothing or an absent optional
/// @param failedChecks soft assertions that were false, with their places
/// @param stats token counts
/// @param time from start to end
public record RunResult(
    @Nullable Object value, List<String> failedChecks, Stats stats, Duration time) {
  public RunResult {
    failedChecks = List.copyOf(failedChecks);
  }
}
