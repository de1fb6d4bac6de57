package io.espalier.dsl.syntax;

import java.util.List;
import java.util.Optional;

/// Finds the word that was probably meant.
public final class Spelling {
  private static final int LONGEST = 64;

  private Spelling() {}

  /// The candidate closest to `word`: at most a third of its letters (at least one) inserted,
  /// deleted, replaced or swapped with a neighbour; case does not count. The first of equals.
  /// O(candidates · length²).
  public static Optional<String> closest(String word, List<String> candidates) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    int best = Math.max(1, word.length() / 3) + 1;
    Optional<String> found = Optional.empty();
    for (String candidate : candidates) {
      boolean comparable = Math.abs(candidate.length() - word.length()) < best;
      int distance = comparable ? distance(word, candidate) : best;
      if (distance < best) {
        best = distance;
        found = Optional.of(candidate);
      }
    }
    return found;
  }

  /// Optimal string alignment distance (edit distance with swaps of neighbours).
  private static int distance(String left, String right) {
    int[][] cost = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : step(cost, i, j, left, right);
      }
    }
    return cost[left.length()][right.length()];
  }

  private static int step(int[][] cost, int i, int j, String left, String right) {
    boolean same = same(left, i, right, j);
    int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    best = Math.min(best, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped = i > 1 && j > 1 && same(left, i, right, j - 1) && same(left, i - 1, right, j);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }

  private static boolean same(String left, int i, String right, int j) {
    return Character.toLowerCase(left.charAt(i - 1)) == Character.toLowerCase(right.charAt(j - 1));
  }
}
