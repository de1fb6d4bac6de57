package io.espalier.dsl;

/// Token counts of a program so far, its branches included.
///
/// @param prefillTokens prompt tokens that were computed
/// @param cachedTokens prompt tokens that were found in the cache
/// @param forcedTokens generated tokens that the constraint left no choice for
/// @param sampledTokens generated tokens that were drawn from the model
/// @param generations generations and selections that were run
/// @param branches branches that were opened, the first included
public record Stats(
    long prefillTokens,
    long cachedTokens,
    long forcedTokens,
    long sampledTokens,
    long generations,
    long branches) {

  /// Nothing counted.
  public static final Stats NONE = new Stats(0, 0, 0, 0, 0, 0);

  /// Returns cached / (cached + prefilled) tokens, or 0 where there are none.
  public double hitRate() {
    long prompt = prefillTokens + cachedTokens;
    return prompt == 0 ? 0 : (double) cachedTokens / prompt;
  }

  /// Returns the sum of two counts.
  public Stats plus(Stats other) {
    return new Stats(
        prefillTokens + other.prefillTokens,
        cachedTokens + other.cachedTokens,
        forcedTokens + other.forcedTokens,
        sampledTokens + other.sampledTokens,
        generations + other.generations,
        branches + other.branches);
  }
}
