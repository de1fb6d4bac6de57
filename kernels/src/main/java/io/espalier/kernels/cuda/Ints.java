package io.espalier.kernels.cuda;

import java.util.Arrays;

/// A growing list of ints, reused from step to step.
final class Ints {
  private int[] values = new int[64];
  private int count;

  void clear() {
    count = 0;
  }

  void add(int value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  int get(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  int count() {
    return count;
  }

  /// Makes the list that long, with zeros.
  void fill(int length) {
    if (values.length < length) {
      values = new int[Math.max(length, 2 * values.length)];
    }
    Arrays.fill(values, 0, length, 0);
    count = length;
  }

  /// Appends a value until the list is that long.
  void pad(int length, int value) {
    while (count < length) {
      add(value);
    }
  }

  /// The array behind the list.
  int[] values() {
    return values;
  }
}
