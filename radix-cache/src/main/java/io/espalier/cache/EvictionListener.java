package io.espalier.cache;

/// Hears of full pages that are about to be given up.
@FunctionalInterface
public interface EvictionListener {

  /// A page goes back to the pool when this returns; its keys and values are still there.
  ///
  /// @param tokens the whole prefix, valid during the call; those of the page are its last 16
  /// @param end length of the prefix, a multiple of the page size
  /// @param reused whether another sequence than its first has used the page, or one will
  void evicting(String namespace, int[] tokens, int end, int page, boolean reused);
}
