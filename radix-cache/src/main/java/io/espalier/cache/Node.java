package io.espalier.cache;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A node of the tree: the tokens of the edge above it and the pages that hold them.
///
/// Only a leaf may end inside a page. Children are sorted by the tokens of their first page, a
/// shorter one before those it begins.
final class Node {
  private static final int PAGE = RadixTree.PAGE_TOKENS;
  private static final Node[] NO_CHILDREN = {};

  @Nullable Node parent;
  int[] tokens;
  int[] pages;

  /// Tokens in use of [#tokens]; less than its size after a trim.
  int length;

  Node[] children = NO_CHILDREN;
  int childCount;

  /// Locks on this node and below it, and those on this node itself.
  int locks;

  int ownLocks;
  int holds;
  long lastUse;
  long uses;

  /// The node's key among the evictable leaves, valid while `queued`.
  long rank;

  boolean queued;
  final long id;

  /// Where the holds went when this node left the tree.
  @Nullable Node successor;

  /// The namespace of a root, empty elsewhere.
  final String namespace;

  Node(long id, @Nullable Node parent, int[] tokens, int length, int[] pages, String namespace) {
    this.id = id;
    this.parent = parent;
    this.tokens = tokens;
    this.length = length;
    this.pages = pages;
    this.namespace = namespace;
  }

  int pageCount() {
    return (length + PAGE - 1) / PAGE;
  }

  /// Returns whether this is a leaf whose single page is not full.
  boolean isPartialPage() {
    return length < PAGE;
  }

  /// Returns the index of the child whose first page equals the given tokens (at most a page of
  /// them), else `-1 - index` of where such a child belongs.
  int findChild(int[] key, int from, int limit) {
    int to = Math.min(limit, from + PAGE);
    int low = 0;
    int high = childCount - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Node child = children[middle];
      int order = Arrays.compare(child.tokens, 0, Math.min(PAGE, child.length), key, from, to);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }

  /// Returns how many tokens of the edge equal the given ones.
  int commonPrefix(int[] key, int from, int limit) {
    int mismatch = Arrays.mismatch(tokens, 0, length, key, from, Math.max(from, limit));
    return mismatch < 0 ? length : mismatch;
  }

  void addChild(Node child) {
    int index = -1 - findChild(child.tokens, 0, child.length);
    if (index < 0) {
      throw new IllegalStateException("two children of a node hold the same page");
    }
    if (childCount == children.length) {
      children = Arrays.copyOf(children, Math.max(4, 2 * childCount));
    }
    System.arraycopy(children, index, children, index + 1, childCount - index);
    children[index] = child;
    childCount++;
  }

  void removeChild(Node child) {
    int index = findChild(child.tokens, 0, child.length);
    if (index < 0 || children[index] != child) {
      throw new IllegalStateException("a node is not among its parent's children");
    }
    System.arraycopy(children, index + 1, children, index, childCount - index - 1);
    childCount--;
    if (childCount == 0) {
      children = NO_CHILDREN;
    } else {
      Arrays.fill(children, childCount, childCount + 1, children[0]);
    }
  }
}
