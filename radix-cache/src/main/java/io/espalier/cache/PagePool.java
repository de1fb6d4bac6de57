package io.espalier.cache;

import java.util.BitSet;

/// Hands out page ids `0..capacity-1`, last freed first.
///
/// Confined to the scheduler thread. All operations are O(1) and allocate nothing.
public final class PagePool {
  private final int[] free;
  private final BitSet isFree;
  private int freeCount;

  /// Creates a pool in which every page is free; the lowest id is handed out first.
  ///
  /// @param capacity number of pages, at least 1
  public PagePool(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "capacity is %d pages; allowed: 1 or more".formatted(capacity));
    }
    free = new int[capacity];
    isFree = new BitSet(capacity);
    isFree.set(0, capacity);
    freeCount = capacity;
    for (int index = 0; index < capacity; index++) {
      free[index] = capacity - 1 - index;
    }
  }

  /// Returns the number of pages, free or not.
  public int capacity() {
    return free.length;
  }

  /// Returns the number of free pages.
  public int freePages() {
    return freeCount;
  }

  /// Takes a page.
  ///
  /// @return its id, or -1 when none is free
  public int allocate() {
    if (freeCount == 0) {
      return -1;
    }
    int page = free[--freeCount];
    isFree.clear(page);
    return page;
  }

  /// Gives a page back.
  ///
  /// @throws IllegalStateException when it is free already
  public void free(int page) {
    if (isFree.get(page)) {
      throw new IllegalStateException("page %d is freed twice".formatted(page));
    }
    isFree.set(page);
    free[freeCount++] = page;
  }

  boolean isFree(int page) {
    return isFree.get(page);
  }
}
