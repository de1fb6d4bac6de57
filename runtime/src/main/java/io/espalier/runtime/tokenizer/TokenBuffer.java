package io.espalier.runtime.tokenizer;

import java.util.Arrays;

/// A growing list of ints: token ids, or bounds of pieces. Confined to one call.
final class TokenBuffer {
  private int[] items;
  private int size;

  TokenBuffer(int expected) {
    items = new int[Math.max(8, expected)];
  }

  void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size + (size >> 1) + 8);
    }
    items[size++] = item;
  }

  void addAll(int[] more) {
    if (size + more.length > items.length) {
      items = Arrays.copyOf(items, Math.max(size + more.length, size + (size >> 1)));
    }
    System.arraycopy(more, 0, items, size, more.length);
    size += more.length;
  }

  int get(int index) {
    return items[index];
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  int[] toArray() {
    return Arrays.copyOf(items, size);
  }

  int[] toArray(int from) {
    return Arrays.copyOfRange(items, from, size);
  }
}
