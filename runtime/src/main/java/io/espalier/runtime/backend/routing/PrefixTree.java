package io.espalier.runtime.backend.routing;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Byte strings by common prefix, at most so many bytes: a radix tree whose edges hold runs of
/// bytes. Confined to one thread at a time.
///
/// Each insertion stamps the nodes on its path. When the edges together hold more than the
/// capacity, the leaf with the oldest stamp goes first, as in the servers' own caches. An insertion
/// costs O(bytes of the key), an eviction pass O(leaves · log leaves) and frees a tenth of the
/// capacity, so that passes are rare.
final class PrefixTree {
  private static final class Node {
    @Nullable Node parent;
    final Map<Byte, Node> children = new HashMap<>(2);
    byte[] run;
    long stamp;

    Node(@Nullable Node parent, byte[] run, long stamp) {
      this.parent = parent;
      this.run = run;
      this.stamp = stamp;
    }
  }

  private final long capacity;
  private Node root = new Node(null, new byte[0], 0);
  private long size;
  private long clock;

  /// An empty tree.
  ///
  /// @param capacity most bytes of its edges
  PrefixTree(long capacity) {
    this.capacity = capacity;
  }

  /// Returns how many bytes the edges hold.
  long size() {
    return size;
  }

  /// Returns how many first bytes of a key are in the tree.
  int match(byte[] key) {
    int matched = 0;
    Node node = root;
    while (matched < key.length) {
      Node child = node.children.get(key[matched]);
      if (child == null) {
        return matched;
      }
      int common = common(child.run, key, matched);
      matched += common;
      if (common < child.run.length) {
        return matched;
      }
      node = child;
    }
    return matched;
  }

  private static int common(byte[] run, byte[] key, int from) {
    int difference = Arrays.mismatch(run, 0, run.length, key, from, key.length);
    return difference < 0 ? run.length : difference;
  }

  /// Puts a key in and returns how many of its first bytes were there.
  int insert(byte[] key) {
    clock++;
    int matched = 0;
    Node node = root;
    node.stamp = clock;
    while (matched < key.length) {
      Node child = node.children.get(key[matched]);
      if (child == null) {
        byte[] rest = Arrays.copyOfRange(key, matched, key.length);
        node.children.put(rest[0], new Node(node, rest, clock));
        size += rest.length;
        evict();
        return matched;
      }
      int common = common(child.run, key, matched);
      if (common < child.run.length) {
        child = split(node, child, common);
      }
      child.stamp = clock;
      matched += common;
      node = child;
    }
    return matched;
  }

  /// Cuts an edge in two and returns the new upper node.
  private static Node split(Node parent, Node lower, int at) {
    Node upper = new Node(parent, Arrays.copyOf(lower.run, at), lower.stamp);
    parent.children.put(upper.run[0], upper);
    lower.run = Arrays.copyOfRange(lower.run, at, lower.run.length);
    lower.parent = upper;
    upper.children.put(lower.run[0], lower);
    return upper;
  }

  private void evict() {
    if (size <= capacity) {
      return;
    }
    long goal = capacity - capacity / 10;
    var leaves = new PriorityQueue<Node>((a, b) -> Long.compare(a.stamp, b.stamp));
    collect(root, leaves);
    while (size > goal) {
      Node leaf = leaves.poll();
      if (leaf == null || leaf.parent == null) {
        break;
      }
      Node parent = leaf.parent;
      parent.children.remove(leaf.run[0]);
      size -= leaf.run.length;
      if (parent.children.isEmpty() && parent.parent != null) {
        leaves.add(parent);
      }
    }
  }

  /// Without recursion: a conversation that grows turn by turn makes a deep tree.
  private static void collect(Node root, PriorityQueue<Node> leaves) {
    var open = new ArrayDeque<Node>();
    open.push(root);
    while (!open.isEmpty()) {
      for (Node child : open.pop().children.values()) {
        if (child.children.isEmpty()) {
          leaves.add(child);
        } else {
          open.push(child);
        }
      }
    }
  }

  /// Forgets everything: the server was restarted.
  void clear() {
    root = new Node(null, new byte[0], 0);
    size = 0;
  }
}
