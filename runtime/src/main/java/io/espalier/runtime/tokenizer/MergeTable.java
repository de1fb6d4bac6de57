package io.espalier.runtime.tokenizer;

import java.util.Arrays;

/// The merges of byte-pair encoding: a pair of symbols → its rank (lower merges first) and the
/// symbol it becomes.
///
/// Immutable once filled. Open addressing with linear probing, at most half full; the key packs
/// both symbols. Several pairs may have one rank: among equal ranks the leftmost pair of the text
/// merges first.
final class MergeTable {
  private static final long EMPTY = -1;

  private long[] keys;
  private int[] ranks;
  private int[] results;
  private int size;

  MergeTable(int expected) {
    int capacity = Integer.highestOneBit(Math.max(8, expected)) * 4;
    keys = new long[capacity];
    Arrays.fill(keys, EMPTY);
    ranks = new int[capacity];
    results = new int[capacity];
  }

  /// Adds a merge; the first of two merges of the same pair stays.
  void add(int left, int right, int rank, int result) {
    if (size * 2 >= keys.length) {
      grow();
    }
    int slot = slot(left, right);
    if (keys[slot] == EMPTY) {
      keys[slot] = key(left, right);
      ranks[slot] = rank;
      results[slot] = result;
      size++;
    }
  }

  int size() {
    return size;
  }

  /// The place of the pair's merge for `rank` and `result`, or -1 where the pair never merges.
  int find(int left, int right) {
    if ((left | right) < 0) {
      return -1;
    }
    int slot = slot(left, right);
    return keys[slot] == EMPTY ? -1 : slot;
  }

  int rank(int slot) {
    return ranks[slot];
  }

  int result(int slot) {
    return results[slot];
  }

  private int slot(int left, int right) {
    long key = key(left, right);
    int mask = keys.length - 1;
    long mixed = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & mask;
    while (keys[slot] != EMPTY && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  private void grow() {
    var larger = new MergeTable(keys.length / 2);
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != EMPTY) {
        larger.add((int) (keys[i] >>> 32), (int) keys[i], ranks[i], results[i]);
      }
    }
    keys = larger.keys;
    ranks = larger.ranks;
    results = larger.results;
  }
}
