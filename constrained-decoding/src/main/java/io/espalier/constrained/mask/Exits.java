package io.espalier.constrained.mask;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.State;
import java.util.Arrays;

/// The trie nodes at which a piece of text may end with bytes of a token left over, in groups that
/// end it in the same inner state and go on with the same bytes: what follows is found once for a
/// group, and a group none of whose tokens go on as the surroundings want is passed over at once.
/// Immutable.
@SuppressWarnings("ReferenceEquality") // States are interned, so identity is equality.
final class Exits {
  /// Groups looked back at for an equal end: bounded strings have an end of its own for each exit.
  private static final int LOOK_BACK = 6;

  /// All exits, group after group.
  final int[] nodes;

  /// Group `g` is `nodes[starts[g]..starts[g + 1])`.
  final int[] starts;

  /// The bytes that tokens go on with behind the exits of each group.
  final long[][] labels;

  private Exits(int[] nodes, int[] starts, long[][] labels) {
    this.nodes = nodes;
    this.starts = starts;
    this.labels = labels;
  }

  /// Groups the first `count` of `nodes`, which end the piece in the states `ends`.
  static Exits of(TokenTrie trie, int[] nodes, State[] ends, int count) {
    int[] group = new int[count];
    int[] firstOf = new int[count];
    long[][] labels = new long[count][];
    int groups = 0;
    for (int i = 0; i < count; i++) {
      long[] goesOn = childLabels(trie, nodes[i]);
      int g = groups - 1;
      int oldest = Math.max(0, groups - LOOK_BACK);
      while (g >= oldest && (ends[firstOf[g]] != ends[i] || !Arrays.equals(labels[g], goesOn))) {
        g--;
      }
      if (g < oldest) {
        g = groups++;
        firstOf[g] = i;
        labels[g] = goesOn;
      }
      group[i] = g;
    }
    int[] starts = new int[groups + 1];
    for (int i = 0; i < count; i++) {
      starts[group[i] + 1]++;
    }
    for (int g = 0; g < groups; g++) {
      starts[g + 1] += starts[g];
    }
    int[] filled = Arrays.copyOf(starts, groups);
    int[] sorted = new int[count];
    for (int i = 0; i < count; i++) {
      sorted[filled[group[i]]++] = nodes[i];
    }
    return new Exits(sorted, starts, Arrays.copyOf(labels, groups));
  }

  private static long[] childLabels(TokenTrie trie, int node) {
    long[] out = new long[4];
    for (int edge = trie.children[node]; edge < trie.children[node + 1]; edge++) {
      ByteSet.add(out, trie.childLabel[edge] & 255);
    }
    return out;
  }

  /// Returns the number of groups.
  int groups() {
    return labels.length;
  }

  /// Returns the bytes it takes.
  int weight() {
    return 4 * nodes.length + 4 * starts.length + 56 * labels.length;
  }
}
