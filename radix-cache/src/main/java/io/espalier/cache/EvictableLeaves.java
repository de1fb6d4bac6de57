package io.espalier.cache;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The leaves that may be evicted, in the order of the policy.
///
/// A node is in the set exactly when it is an unlocked leaf; whoever changes what its rank depends
/// on removes it before and updates it after. O(log leaves) an operation.
final class EvictableLeaves {
  private final EvictionPolicy policy;
  private final TreeSet<Node> leaves =
      new TreeSet<>(
          Comparator.<Node>comparingLong(node -> node.rank)
              .thenComparingLong(node -> node.lastUse)
              .thenComparingLong(node -> node.id));

  EvictableLeaves(EvictionPolicy policy) {
    this.policy = policy;
  }

  void remove(Node node) {
    if (node.queued) {
      node.queued = false;
      if (!leaves.remove(node)) {
        throw new IllegalStateException("a leaf changed its rank while it was queued");
      }
    }
  }

  /// Adds the node if it is an unlocked leaf.
  void update(Node node) {
    if (!node.queued && node.parent != null && node.childCount == 0 && node.locks == 0) {
      node.rank = policy.rank(node.lastUse, node.uses, node.holds);
      node.queued = true;
      leaves.add(node);
    }
  }

  @Nullable Node first() {
    return leaves.isEmpty() ? null : leaves.first();
  }

  int size() {
    return leaves.size();
  }
}
