package io.espalier.cache;

/// The promise of an open sequence to come back to a prefix.
///
/// Unlike a lock it does not keep the pages: an idle sequence must never be able to starve a
/// running one. It only ranks them, see [EvictionPolicy#NEXT_USE]. When the pages are evicted after
/// all the hold moves up to what is left of the prefix.
///
/// Confined to the scheduler thread. End it with [RadixTree#release(PathHold)].
public final class PathHold {
  Node node;
  boolean released;

  PathHold(Node node) {
    this.node = node;
  }
}
