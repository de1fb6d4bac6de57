package io.espalier.constrained.mask;

import io.espalier.constrained.automaton.ByteClasses;

/// The vocabulary seen by a state that any white space leads back to: the tokens of white space
/// alone, and the trie nodes right behind leading white space, or at the start, by their byte. So
/// `{`, blank `{` and line feed `{` are three nodes of one byte, and one step of the automaton.
/// Immutable.
final class SpaceLed {
  private final Slice spaces;
  private final int[] starts = new int[257];
  private final int[] nodes;

  /// Groups the nodes of `trie`. O(nodes of white space).
  SpaceLed(TokenTrie trie, int wordCount) {
    this.spaces = Slice.of(trie, wordCount, new Reach(ByteClasses.SPACE, Integer.MAX_VALUE, true));
    int[] leaving = spaces.leaving;
    for (int n : leaving) {
      starts[(trie.label[n] & 255) + 1]++;
    }
    for (int b = 0; b < 256; b++) {
      starts[b + 1] += starts[b];
    }
    this.nodes = new int[leaving.length];
    int[] filled = starts.clone();
    for (int n : leaving) {
      nodes[filled[trie.label[n] & 255]++] = n;
    }
  }

  /// Returns the tokens of white space alone, as words that masks share.
  long[] words() {
    return spaces.words;
  }

  /// Returns where the nodes of byte `b` start; they end where those of `b + 1` do.
  int start(int b) {
    return starts[b];
  }

  /// Returns node `i`.
  int node(int i) {
    return nodes[i];
  }
}
