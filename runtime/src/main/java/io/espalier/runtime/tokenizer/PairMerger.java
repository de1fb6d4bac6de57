package io.espalier.runtime.tokenizer;

import java.util.Arrays;

/// Runs the merges of byte-pair encoding over one piece of text. Holds working memory: confined to
/// one call.
///
/// The rule: among all neighbouring pairs merge the one of lowest rank, the leftmost of equals,
/// until none is left. Short pieces look for it by scanning (O(n²), but n is a word); long ones
/// keep the pairs in a binary heap whose entries are checked when they come up (O(n log n), so that
/// a megabyte without a space takes a moment).
final class PairMerger {
  private static final int SCAN_LIMIT = 40;
  private static final int NONE = Integer.MAX_VALUE;

  private final MergeTable merges;

  /// Symbols of the piece, and for each the index of its first unit in the piece; `merge` works on
  /// both in place.
  int[] symbols = new int[64];

  int[] starts = new int[64];

  private int[] ranks = new int[64];
  private int[] next = new int[0];
  private int[] previous = new int[0];
  private long[] heap = new long[0];
  private int heapSize;

  PairMerger(MergeTable merges) {
    this.merges = merges;
  }

  /// Makes room for `count` symbols.
  void reserve(int count) {
    if (count > symbols.length) {
      int capacity = Math.max(count, symbols.length * 2);
      symbols = new int[capacity];
      starts = new int[capacity];
      ranks = new int[capacity];
    }
  }

  /// Merges the first `count` symbols and returns how many remain.
  int merge(int count) {
    return count <= SCAN_LIMIT ? mergeByScanning(count) : mergeByHeap(count);
  }

  int mergeByScanning(int count) {
    int length = count;
    for (int i = 0; i + 1 < length; i++) {
      ranks[i] = rank(symbols[i], symbols[i + 1]);
    }
    while (length > 1) {
      int best = 0;
      for (int i = 1; i + 1 < length; i++) {
        if (ranks[i] < ranks[best]) {
          best = i;
        }
      }
      if (ranks[best] == NONE) {
        break;
      }
      symbols[best] = result(symbols[best], symbols[best + 1]);
      length--;
      int moved = length - best - 1;
      System.arraycopy(symbols, best + 2, symbols, best + 1, moved);
      System.arraycopy(starts, best + 2, starts, best + 1, moved);
      System.arraycopy(ranks, best + 2, ranks, best + 1, moved);
      if (best > 0) {
        ranks[best - 1] = rank(symbols[best - 1], symbols[best]);
      }
      if (best + 1 < length) {
        ranks[best] = rank(symbols[best], symbols[best + 1]);
      }
    }
    return length;
  }

  /// Invariant: `ranks[i]` is the rank of the pair that begins at the living symbol `i`; a heap
  /// entry counts only while its rank is still that. Merged-away symbols have `next` = -1 and rank
  /// NONE.
  int mergeByHeap(int count) {
    if (next.length < count) {
      next = new int[symbols.length];
      previous = new int[symbols.length];
      heap = new long[symbols.length];
    }
    heapSize = 0;
    for (int i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    for (int i = 0; i < count; i++) {
      rankAndPush(i, count);
    }
    while (heapSize > 0) {
      long top = pop();
      int left = (int) top;
      if (ranks[left] != (int) (top >>> 32)) {
        continue;
      }
      int right = next[left];
      symbols[left] = result(symbols[left], symbols[right]);
      next[left] = next[right];
      next[right] = -1;
      ranks[right] = NONE;
      if (next[left] < count) {
        previous[next[left]] = left;
      }
      rankAndPush(left, count);
      if (previous[left] >= 0) {
        rankAndPush(previous[left], count);
      }
    }
    int length = 0;
    for (int i = 0; i < count; i = next[i]) {
      symbols[length] = symbols[i];
      starts[length] = starts[i];
      length++;
    }
    return length;
  }

  private void rankAndPush(int left, int count) {
    int right = next[left];
    int rank = right < count ? rank(symbols[left], symbols[right]) : NONE;
    ranks[left] = rank;
    if (rank != NONE) {
      push((long) rank << 32 | left);
    }
  }

  private int rank(int left, int right) {
    int slot = merges.find(left, right);
    return slot < 0 ? NONE : merges.rank(slot);
  }

  private int result(int left, int right) {
    return merges.result(merges.find(left, right));
  }

  private void push(long entry) {
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, heapSize * 2);
    }
    int child = heapSize++;
    while (child > 0) {
      int parent = (child - 1) >> 1;
      if (heap[parent] <= entry) {
        break;
      }
      heap[child] = heap[parent];
      child = parent;
    }
    heap[child] = entry;
  }

  private long pop() {
    long top = heap[0];
    long entry = heap[--heapSize];
    int hole = 0;
    while (true) {
      int child = 2 * hole + 1;
      if (child >= heapSize) {
        break;
      }
      if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
        child++;
      }
      if (entry <= heap[child]) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = entry;
    return top;
  }
}
