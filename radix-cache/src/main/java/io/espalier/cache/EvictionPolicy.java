package io.espalier.cache;

/// Decides which unlocked leaf of the tree gives its pages up first: the one with the lowest rank,
/// on a tie the one used longest ago.
///
/// A rank is taken when a leaf becomes evictable and again whenever a hold on it begins or ends.
@FunctionalInterface
public interface EvictionPolicy {

  /// Least recently used first.
  EvictionPolicy LRU = (lastUse, uses, holds) -> lastUse;

  /// Least often used first.
  EvictionPolicy LFU = (lastUse, uses, holds) -> uses;

  /// Prefixes that no open sequence will come back to first, least recently used among them; then
  /// the others in the same order. A hold is the promise to come back, see [PathHold].
  EvictionPolicy NEXT_USE =
      (lastUse, uses, holds) -> holds == 0 ? lastUse : lastUse + (Long.MAX_VALUE >> 1);

  /// Returns the rank of a leaf.
  ///
  /// @param lastUse the tree's clock at the last match or insert that passed the leaf
  /// @param uses how many matches and inserts passed it
  /// @param holds how many open sequences end at it
  long rank(long lastUse, long uses, int holds);
}
