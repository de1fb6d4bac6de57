package io.espalier.cache;

import java.util.Arrays;
import java.util.BitSet;

/// Walks a [RadixTree] and compares what it finds with what the tree says.
final class TreeInvariants {
  private final RadixTree tree;
  private final BitSet seen = new BitSet();
  private int locked;
  private int unlocked;
  private int nodes;
  private int leaves;

  TreeInvariants(RadixTree tree) {
    this.tree = tree;
  }

  void check(int pagesInUse) {
    tree.roots.forEach((namespace, root) -> {
      require(root.parent == null && root.namespace.equals(namespace), "a root is a root");
      require(root.childCount > 0 || root.locks > 0, "a root without children is locked");
      walk(root);
    });
    require(locked == tree.lockedPages, "locked pages are as counted");
    require(unlocked == tree.unlockedPages, "unlocked pages are as counted");
    require(nodes == tree.nodes, "nodes are as counted");
    require(leaves == tree.evictable.size(), "evictable leaves are as counted");
    int free = tree.pool.freePages();
    int cached = locked + unlocked;
    if (free + cached + pagesInUse != tree.pool.capacity()) {
      throw new IllegalStateException(
          "%d pages free, %d cached, %d in use: they are not all %d"
              .formatted(free, cached, pagesInUse, tree.pool.capacity()));
    }
  }

  /// Depth is the depth of the tree, which inserts of one page each could make large: no recursion.
  private void walk(Node root) {
    var pending = new java.util.ArrayDeque<Node>();
    pending.add(root);
    while (!pending.isEmpty()) {
      Node node = pending.removeLast();
      checkNode(node);
      for (int index = 0; index < node.childCount; index++) {
        Node child = node.children[index];
        require(child.parent == node, "a child knows its parent");
        require(index == 0 || before(node.children[index - 1], child), "children are sorted");
        pending.add(child);
      }
    }
  }

  private void checkNode(Node node) {
    int below = 0;
    for (int index = 0; index < node.childCount; index++) {
      below += node.children[index].locks;
    }
    require(node.ownLocks >= 0, "own locks are not negative");
    require(node.holds >= 0, "holds are not negative");
    require(node.locks == node.ownLocks + below, "locks = own locks + locks of the children");
    require(node.successor == null, "a node in the tree has no successor");
    boolean root = node.parent == null;
    boolean evictable = !root && node.childCount == 0 && node.locks == 0;
    require(node.queued == evictable, "exactly the unlocked leaves are queued");
    if (root) {
      return;
    }
    nodes++;
    leaves += evictable ? 1 : 0;
    require(node.length > 0, "a node has tokens");
    require(
        node.childCount == 0 || node.length % RadixTree.PAGE_TOKENS == 0,
        "only leaves end inside a page");
    for (int index = 0; index < node.pageCount(); index++) {
      int page = node.pages[index];
      require(!seen.get(page), "a page belongs to one node");
      require(!tree.pool.isFree(page), "a page of the tree is not free");
      seen.set(page);
    }
    if (node.locks == 0) {
      unlocked += node.pageCount();
    } else {
      locked += node.pageCount();
    }
  }

  private static boolean before(Node left, Node right) {
    int page = RadixTree.PAGE_TOKENS;
    return Arrays.compare(
            left.tokens,
            0,
            Math.min(page, left.length),
            right.tokens,
            0,
            Math.min(page, right.length))
        < 0;
  }

  private static void require(boolean condition, String invariant) {
    if (!condition) {
      throw new IllegalStateException("does not hold: " + invariant);
    }
  }
}
