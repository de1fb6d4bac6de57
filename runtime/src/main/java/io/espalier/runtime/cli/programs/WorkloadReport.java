package io.espalier.runtime.cli.programs;

import java.util.Locale;

/// What came of one workload under one ablation.
///
/// @param programs how many ran
/// @param seconds wall time for all of them
/// @param prefilledTokens prompt tokens that were computed
/// @param promptTokens prompt tokens of all calls on the model, as a server would count them: each
///   call's whole text so far
/// @param forcedTokens generated tokens that a constraint left no choice for
/// @param sampledTokens generated tokens drawn from the model
/// @param guessedTokens tokens computed on a guess
/// @param acceptedTokens those of them that came true
/// @param optimumTokens tokens that an offline optimum would prefill
/// @param p50Millis median time of a program
/// @param p99Millis time that one program in a hundred exceeds
public record WorkloadReport(
    String workload,
    String ablation,
    int programs,
    double seconds,
    long prefilledTokens,
    long promptTokens,
    long forcedTokens,
    long sampledTokens,
    long guessedTokens,
    long acceptedTokens,
    long optimumTokens,
    double p50Millis,
    double p99Millis) {

  /// The heading over [#line].
  public static final String HEADING =
      "%-22s %-24s %8s %8s %9s %9s %6s %7s %9s %9s %7s %8s %7s %6s %9s %9s"
          .formatted(
              "workload",
              "ablation",
              "programs",
              "wall s",
              "prog/s",
              "tok/s",
              "hit %",
              "of opt",
              "prefilled",
              "cached",
              "forced",
              "sampled",
              "guessed",
              "true %",
              "p50 ms",
              "p99 ms");

  /// Returns programs per second.
  public double programsPerSecond() {
    return programs / seconds;
  }

  /// Returns generated tokens per second, forced ones included.
  public double tokensPerSecond() {
    return (forcedTokens + sampledTokens) / seconds;
  }

  /// Returns the prompt tokens that were not computed.
  public long cachedTokens() {
    return Math.max(0, promptTokens - prefilledTokens);
  }

  /// Returns the share of prompt tokens that was not computed.
  public double hitRate() {
    return promptTokens == 0 ? 0 : (double) cachedTokens() / promptTokens;
  }

  /// Returns the hit rate that the offline optimum would have.
  public double optimumHitRate() {
    return promptTokens == 0 ? 0 : (double) (promptTokens - optimumTokens) / promptTokens;
  }

  /// Returns the hit rate as a share of the optimum's; 1 where nothing can be shared.
  public double ofOptimum() {
    double best = optimumHitRate();
    return best <= 0 ? 1 : hitRate() / best;
  }

  /// Returns the share of guessed tokens that came true, 0 where none was guessed.
  public double acceptance() {
    return guessedTokens == 0 ? 0 : (double) acceptedTokens / guessedTokens;
  }

  /// Returns the figures in a line of a table.
  public String line() {
    return String.format(
        Locale.ROOT,
        "%-22s %-24s %8d %8.2f %9.2f %9.0f %6.1f %7.1f %9d %9d %7d %8d %7d %6.1f %9.1f %9.1f",
        workload,
        ablation,
        programs,
        seconds,
        programsPerSecond(),
        tokensPerSecond(),
        100 * hitRate(),
        100 * ofOptimum(),
        prefilledTokens,
        cachedTokens(),
        forcedTokens,
        sampledTokens,
        guessedTokens,
        100 * acceptance(),
        p50Millis,
        p99Millis);
  }
}
