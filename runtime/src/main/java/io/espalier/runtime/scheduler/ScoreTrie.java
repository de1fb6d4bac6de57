package io.espalier.runtime.scheduler;

import java.util.Arrays;
import java.util.List;

/// Continuations as a trie of tokens, nodes in preorder.
///
/// Node 0 is the root: the end of the sequence. A node's children are `node + 1` and from there
/// each sibling's [#end] until the node's own end.
final class ScoreTrie {
  private int nodes = 1;
  private int[] token;
  private int[] parent;
  private int[] depth;
  private int[] end;
  private final int[] last;

  /// Builds the trie. O(tokens log continuations).
  ScoreTrie(List<int[]> continuations) {
    int total = 1;
    Integer[] order = new Integer[continuations.size()];
    for (int index = 0; index < order.length; index++) {
      order[index] = index;
      total += continuations.get(index).length;
    }
    Arrays.sort(
        order, (left, right) -> Arrays.compare(continuations.get(left), continuations.get(right)));
    token = new int[total];
    parent = new int[total];
    depth = new int[total];
    end = new int[total];
    last = new int[order.length];
    parent[0] = -1;
    int[] path = new int[16];
    int[] previous = {};
    for (Integer index : order) {
      int[] next = continuations.get(index);
      int shared = Arrays.mismatch(previous, next);
      path = next.length >= path.length ? Arrays.copyOf(path, 2 * next.length) : path;
      for (int at = shared < 0 ? next.length : shared; at < next.length; at++) {
        token[nodes] = next[at];
        parent[nodes] = path[at];
        depth[nodes] = at + 1;
        path[at + 1] = nodes++;
      }
      last[index] = path[next.length];
      previous = next;
    }
    trim();
    closeSubtrees();
  }

  int nodes() {
    return nodes;
  }

  int token(int node) {
    return token[node];
  }

  int parent(int node) {
    return parent[node];
  }

  /// Tokens from the root; 0 for the root.
  int depth(int node) {
    return depth[node];
  }

  /// The first node behind the subtree.
  int end(int node) {
    return end[node];
  }

  boolean isLeaf(int node) {
    return end[node] == node + 1;
  }

  /// Returns the node at which a continuation ends.
  int lastNode(int continuation) {
    return last[continuation];
  }

  private void trim() {
    token = Arrays.copyOf(token, nodes);
    parent = Arrays.copyOf(parent, nodes);
    depth = Arrays.copyOf(depth, nodes);
    end = Arrays.copyOf(end, nodes);
  }

  private void closeSubtrees() {
    for (int node = nodes - 1; node >= 0; node--) {
      end[node] = Math.max(end[node], node + 1);
      if (parent[node] >= 0) {
        end[parent[node]] = Math.max(end[parent[node]], end[node]);
      }
    }
  }
}
