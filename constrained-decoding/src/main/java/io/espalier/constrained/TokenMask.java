package io.espalier.constrained;

import java.util.Arrays;

/// The set of tokens that may be sampled next: bit `id & 63` of word `id >>> 6` is token `id`.
///
/// The packing is the contract with samplers on CPU and GPU (a GPU reads the same memory as 32-bit
/// words, `id >>> 5` and `id & 31`, because words are little-endian). Not thread-safe.
public final class TokenMask {
  private final int size;
  private final long[] words;

  /// Makes an empty mask over `size` tokens.
  public TokenMask(int size) {
    if (size <= 0) {
      throw new IllegalArgumentException("a mask needs at least one token: " + size);
    }
    this.size = size;
    this.words = new long[(size + 63) >>> 6];
  }

  /// Returns the number of tokens of the vocabulary.
  public int size() {
    return size;
  }

  /// Returns the words themselves, not a copy; bits at `size` and above are 0.
  public long[] words() {
    return words;
  }

  /// Tells whether `token` is in the mask.
  public boolean contains(int token) {
    return token >= 0 && token < size && (words[token >>> 6] & (1L << (token & 63))) != 0;
  }

  /// Puts `token` into the mask.
  public void add(int token) {
    words[token >>> 6] |= 1L << (token & 63);
  }

  /// Takes every token out.
  public void clear() {
    Arrays.fill(words, 0);
  }

  /// Returns how many tokens are in the mask. O(size / 64).
  public int cardinality() {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /// Returns the smallest token of the mask that is at least `from`, or -1.
  public int next(int from) {
    int word = from >>> 6;
    if (from >= size) {
      return -1;
    }
    long bits = words[word] & (-1L << (from & 63));
    while (bits == 0) {
      if (++word == words.length) {
        return -1;
      }
      bits = words[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(bits);
  }

  /// Replaces the content by `source`, which must have the same number of words.
  void copyFrom(long[] source) {
    System.arraycopy(source, 0, words, 0, words.length);
  }
}
