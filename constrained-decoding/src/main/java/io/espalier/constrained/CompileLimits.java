package io.espalier.constrained;

import java.time.Duration;

/// Caps on what one constraint may cost.
///
/// @param maxSourceBytes longest source text, in UTF-16 units
/// @param maxDepth deepest nesting of groups, schemas or rules
/// @param maxNodes most automaton nodes and states, made while compiling or later on
/// @param time longest compilation
public record CompileLimits(int maxSourceBytes, int maxDepth, int maxNodes, Duration time) {
  /// The limits used where none are given: 8 MB, 256 levels, one million nodes, ten seconds.
  public static final CompileLimits DEFAULT =
      new CompileLimits(8 << 20, 256, 1_000_000, Duration.ofSeconds(10));

  /// Checks that every cap is positive.
  public CompileLimits {
    if (maxSourceBytes <= 0 || maxDepth <= 0 || maxNodes <= 0 || !time.isPositive()) {
      throw new IllegalArgumentException(
          "limits must be positive: "
              + maxSourceBytes
              + ", "
              + maxDepth
              + ", "
              + maxNodes
              + ", "
              + time);
    }
  }

  /// Returns these limits with another time limit.
  public CompileLimits withTime(Duration other) {
    return new CompileLimits(maxSourceBytes, maxDepth, maxNodes, other);
  }

  /// Returns these limits with another cap on nodes.
  public CompileLimits withMaxNodes(int other) {
    return new CompileLimits(maxSourceBytes, maxDepth, other, time);
  }
}
