package io.espalier.runtime.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The tokens of words seen lately, so that common words merge once.
///
/// Thread-safe without locks: each place holds an immutable entry, a race loses at most an entry.
/// Fixed size: a new word replaces whatever hashed to its place.
final class WordCache {
  /// Longer pieces are not kept: they seldom come again.
  static final int MAX_LENGTH = 32;

  private static final int PLACES = 1 << 13;

  /// A word with its tokens. Final fields make it safe to publish by a race.
  private static final class Entry {
    private final int[] points;
    private final int[] tokens;

    Entry(int[] points, int[] tokens) {
      this.points = points;
      this.tokens = tokens;
    }
  }

  private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

  /// The tokens of `points[from, to)`, or null. The caller does not change the array.
  int @Nullable [] find(int[] points, int from, int to) {
    Entry entry = entries[place(points, from, to)];
    return entry != null && Arrays.equals(entry.points, 0, entry.points.length, points, from, to)
        ? entry.tokens
        : null;
  }

  void put(int[] points, int from, int to, int[] tokens) {
    entries[place(points, from, to)] = new Entry(Arrays.copyOfRange(points, from, to), tokens);
  }

  private static int place(int[] points, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + points[i];
    }
    return TokenTable.spread(hash) & PLACES - 1;
  }
}
