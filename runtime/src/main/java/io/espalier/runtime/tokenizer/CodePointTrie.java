package io.espalier.runtime.tokenizer;

import java.util.Arrays;

/// A trie over code points with an int at the end of each word. Filled first, then only read.
///
/// Nodes are numbers, 0 is the root; the edges lie in one hash table from (node, code point) to
/// node.
final class CodePointTrie {
  private final MergeTable edges = new MergeTable(1024);
  private int[] values = {-1};
  private int nodes = 1;

  /// Maps `word` to `value` ≥ 0; the first value of a word stays.
  void add(int[] word, int value) {
    int node = 0;
    for (int point : word) {
      int next = child(node, point);
      if (next < 0) {
        next = nodes++;
        if (next == values.length) {
          values = Arrays.copyOf(values, next * 2);
        }
        values[next] = -1;
        edges.add(node, point, 0, next);
      }
      node = next;
    }
    if (values[node] < 0) {
      values[node] = value;
    }
  }

  /// The node behind `node` by `point`, or -1.
  int child(int node, int point) {
    int slot = edges.find(node, point);
    return slot < 0 ? -1 : edges.result(slot);
  }

  /// The value of the word that ends at `node`, or -1.
  int value(int node) {
    return values[node];
  }
}
