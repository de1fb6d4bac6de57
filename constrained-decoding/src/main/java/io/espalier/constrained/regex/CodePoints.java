package io.espalier.constrained.regex;

import java.util.Arrays;

/// An immutable set of Unicode scalar values, as sorted disjoint ranges. Surrogates are never in
/// it.
public final class CodePoints {
  /// The empty set.
  public static final CodePoints NONE = new CodePoints(new int[0]);

  /// Every scalar value.
  public static final CodePoints ALL = new CodePoints(new int[] {0, 0xD7FF, 0xE000, 0x10FFFF});

  private final int[] ranges;

  private CodePoints(int[] ranges) {
    this.ranges = ranges;
  }

  /// Returns the set of the inclusive ranges `pairs[0]..pairs[1]`, `pairs[2]..pairs[3]`, …, in any
  /// order.
  public static CodePoints of(int... pairs) {
    return normal(pairs, pairs.length).without(0xD800, 0xDFFF);
  }

  private CodePoints without(int low, int high) {
    return intersect(low <= 0 ? NONE : new CodePoints(new int[] {0, low - 1, high + 1, 0x10FFFF}));
  }

  private static CodePoints normal(int[] pairs, int length) {
    int count = length / 2;
    long[] sorted = new long[count];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (pairs[2 * i] <= pairs[2 * i + 1]) {
        sorted[kept++] = ((long) pairs[2 * i] << 32) | pairs[2 * i + 1];
      }
    }
    Arrays.sort(sorted, 0, kept);
    int[] out = new int[2 * kept];
    int n = 0;
    for (int i = 0; i < kept; i++) {
      int low = (int) (sorted[i] >>> 32);
      int high = (int) sorted[i];
      if (n > 0 && low <= out[n - 1] + 1) {
        out[n - 1] = Math.max(out[n - 1], high);
      } else {
        out[n++] = low;
        out[n++] = high;
      }
    }
    return n == 0 ? NONE : new CodePoints(Arrays.copyOf(out, n));
  }

  /// Returns how many ranges there are.
  public int rangeCount() {
    return ranges.length / 2;
  }

  /// Returns the first member of range `i`.
  public int low(int i) {
    return ranges[2 * i];
  }

  /// Returns the last member of range `i`.
  public int high(int i) {
    return ranges[2 * i + 1];
  }

  /// Tells whether nothing is in the set.
  public boolean isEmpty() {
    return ranges.length == 0;
  }

  /// Tells whether `codePoint` is in the set. O(log ranges).
  public boolean contains(int codePoint) {
    return covers(codePoint, codePoint);
  }

  /// Tells whether all of `low..high` is in the set. O(log ranges).
  public boolean covers(int low, int high) {
    int i = rangeEndingAtOrAfter(low);
    return i < rangeCount() && low(i) <= low && high <= high(i);
  }

  /// Tells whether any of `low..high` is in the set. O(log ranges).
  public boolean meets(int low, int high) {
    int i = rangeEndingAtOrAfter(low);
    return i < rangeCount() && low(i) <= high;
  }

  private int rangeEndingAtOrAfter(int codePoint) {
    int from = 0;
    int to = rangeCount();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (high(middle) < codePoint) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /// Returns the members of either set.
  public CodePoints union(CodePoints other) {
    int[] both = Arrays.copyOf(ranges, ranges.length + other.ranges.length);
    System.arraycopy(other.ranges, 0, both, ranges.length, other.ranges.length);
    return normal(both, both.length);
  }

  /// Returns the members of both sets.
  public CodePoints intersect(CodePoints other) {
    int[] out = new int[2 * (rangeCount() + other.rangeCount())];
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < rangeCount() && j < other.rangeCount()) {
      int low = Math.max(low(i), other.low(j));
      int high = Math.min(high(i), other.high(j));
      if (low <= high) {
        out[n++] = low;
        out[n++] = high;
      }
      if (high(i) < other.high(j)) {
        i++;
      } else {
        j++;
      }
    }
    return normal(out, n);
  }

  /// Returns the scalar values that are not in the set.
  public CodePoints complement() {
    int[] out = new int[ranges.length + 2];
    int n = 0;
    int from = 0;
    for (int i = 0; i < rangeCount(); i++) {
      if (low(i) > from) {
        out[n++] = from;
        out[n++] = low(i) - 1;
      }
      from = high(i) + 1;
    }
    if (from <= 0x10FFFF) {
      out[n++] = from;
      out[n++] = 0x10FFFF;
    }
    return normal(out, n).without(0xD800, 0xDFFF);
  }

  /// Returns the members that are not in `other`.
  public CodePoints minus(CodePoints other) {
    return intersect(other.complement());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodePoints set && Arrays.equals(ranges, set.ranges);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ranges);
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < rangeCount(); i++) {
      name(out, low(i));
      if (high(i) > low(i)) {
        out.append('-');
        name(out, high(i));
      }
    }
    return out.append(']').toString();
  }

  private static void name(StringBuilder out, int codePoint) {
    if (codePoint > 0x20 && codePoint < 0x7F && "[]-^\\".indexOf(codePoint) < 0) {
      out.append((char) codePoint);
    } else {
      out.append(String.format("\\u{%x}", codePoint));
    }
  }
}
