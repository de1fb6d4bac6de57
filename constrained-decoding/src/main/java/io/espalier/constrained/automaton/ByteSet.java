package io.espalier.constrained.automaton;

/// Sets of bytes as four words: bit `b & 63` of word `b >>> 6` is byte `b`. Callers never change a
/// set they were given.
public final class ByteSet {
  private static final long[] ALL = {-1L, -1L, -1L, -1L};
  private static final long[] NONE = new long[4];

  private ByteSet() {}

  /// Returns the set of every byte.
  public static long[] all() {
    return ALL;
  }

  /// Returns the set without bytes.
  public static long[] none() {
    return NONE;
  }

  /// Returns the set of the characters of `ascii`.
  public static long[] of(String ascii) {
    long[] out = new long[4];
    for (int i = 0; i < ascii.length(); i++) {
      add(out, ascii.charAt(i));
    }
    return out;
  }

  /// Puts `b` into `set`, which must be the caller's own.
  public static void add(long[] set, int b) {
    set[b >>> 6] |= 1L << b;
  }

  /// Returns the bytes of either set.
  public static long[] union(long[] a, long[] b) {
    return new long[] {a[0] | b[0], a[1] | b[1], a[2] | b[2], a[3] | b[3]};
  }

  /// Tells whether some byte is in both sets.
  public static boolean intersect(long[] a, long[] b) {
    return ((a[0] & b[0]) | (a[1] & b[1]) | (a[2] & b[2]) | (a[3] & b[3])) != 0;
  }

  /// Tells whether `b` is in `set`.
  public static boolean contains(long[] set, int b) {
    return (set[b >>> 6] & (1L << b)) != 0;
  }

  /// Returns the number of bytes in `set`.
  public static int size(long[] set) {
    return Long.bitCount(set[0])
        + Long.bitCount(set[1])
        + Long.bitCount(set[2])
        + Long.bitCount(set[3]);
  }
}
