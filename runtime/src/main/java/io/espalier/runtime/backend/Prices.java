package io.espalier.runtime.backend;

/// What a server charges, in one currency for a million tokens.
///
/// @param prompt prompt tokens that were computed
/// @param cached prompt tokens found in the server's cache
/// @param completion generated tokens
public record Prices(double prompt, double cached, double completion) {
  /// Nothing.
  public static final Prices NONE = new Prices(0, 0, 0);

  public Prices {
    if (!(prompt >= 0) || !(cached >= 0) || !(completion >= 0)) {
      throw new IllegalArgumentException(
          "prices are %s, %s, %s; allowed: 0 or more".formatted(prompt, cached, completion));
    }
  }

  /// Returns what a number of tokens costs.
  ///
  /// @param promptTokens cached ones included
  public double cost(long promptTokens, long cachedTokens, long completionTokens) {
    return ((promptTokens - cachedTokens) * prompt
            + cachedTokens * cached
            + completionTokens * completion)
        / 1e6;
  }
}
