package io.espalier.runtime.model.golden;

import java.util.Locale;

/// How one model compares with its reference.
public sealed interface GoldenResult {
  /// Returns the folder's name.
  String name();

  /// Returns the largest difference of a logit over the logits' standard deviation; infinite for a
  /// model that did not run.
  double error();

  /// Returns whether the model agrees.
  default boolean passed() {
    return this instanceof Agrees;
  }

  /// Returns one line for people.
  default String line() {
    return switch (this) {
      case Agrees a ->
          String.format(
              Locale.ROOT, "%s ok max|Δ|/std=%.1e greedy=%d/%d", a.name, a.error, a.equal, a.total);
      case Differs d ->
          String.format(
              Locale.ROOT,
              "%s FAIL %s (max|Δ|/std=%.1e greedy=%d/%d)",
              d.name,
              d.reason,
              d.error,
              d.equal,
              d.total);
      case Refused r -> r.name + " FAIL " + r.reason;
    };
  }

  /// Logits within the tolerance and greedy tokens equal as far as the margins carry.
  ///
  /// @param error largest difference of a logit over the logits' standard deviation
  /// @param equal greedy tokens that agree from the first on
  /// @param total greedy tokens of the reference
  /// @param roundedFrequencies whether it agrees with rotary frequencies rounded to bfloat16
  record Agrees(String name, double error, int equal, int total, boolean roundedFrequencies)
      implements GoldenResult {}

  /// The model ran and differs.
  record Differs(String name, String reason, double error, int equal, int total)
      implements GoldenResult {}

  /// The model could not be loaded.
  record Refused(String name, String reason) implements GoldenResult {
    @Override
    public double error() {
      return Double.POSITIVE_INFINITY;
    }
  }
}
