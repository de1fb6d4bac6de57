package io.espalier.constrained.mask;

import java.util.Arrays;

/// The tokens made of certain classes of bytes only, up to a length: the bulk of the mask of a text
/// that allows them. Immutable.
final class Slice {
  /// The tokens.
  final long[] words;

  /// The trie nodes at which tokens leave the slice: the path to their parent is within it.
  final int[] leaving;

  private Slice(long[] words, int[] leaving) {
    this.words = words;
    this.leaving = leaving;
  }

  /// Collects the slice of `reach`. O(nodes within it).
  static Slice of(TokenTrie t, int wordCount, Reach reach) {
    long[] words = new long[wordCount];
    int[] leaving = new int[1024];
    int count = 0;
    long outside = ~reach.classes();
    int n = 1;
    int end = t.end[0];
    while (n < end) {
      if (((1L << t.kind[n]) & outside) != 0 || t.depth[n] > reach.depth()) {
        if (count == leaving.length) {
          leaving = Arrays.copyOf(leaving, 2 * count);
        }
        leaving[count++] = n;
        n = t.end[n];
        continue;
      }
      boolean whole = (t.below[n] & outside) == 0 && t.depth[n] + t.height[n] <= reach.depth();
      int next = whole ? t.end[n] : n + 1;
      for (int i = t.first[n]; i < t.first[next]; i++) {
        words[t.order[i] >>> 6] |= 1L << t.order[i];
      }
      n = next;
    }
    return new Slice(words, Arrays.copyOf(leaving, count));
  }

  /// Returns the bytes it takes.
  int weight() {
    return 64 + 8 * words.length + 4 * leaving.length;
  }
}
