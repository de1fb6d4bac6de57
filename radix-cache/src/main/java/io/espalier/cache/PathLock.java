package io.espalier.cache;

/// A lock on a prefix in the tree: none of its pages is evicted while the lock is held.
///
/// Confined to the scheduler thread. End it with [RadixTree#release(PathLock)].
public final class PathLock {
  final Node node;
  final int tokens;
  boolean released;

  PathLock(Node node, int tokens) {
    this.node = node;
    this.tokens = tokens;
  }

  /// Returns the length of the locked prefix, a multiple of the page size.
  public int tokens() {
    return tokens;
  }
}
