package io.espalier.constrained.mask;

import java.util.Arrays;

/// The tokens one state allows: shared words, or none, plus and minus single tokens. Immutable.
///
/// Most states of structured text allow either a handful of tokens or nearly the whole of a string
/// body, so a mask is kept as a small difference to words that many states share.
public final class CachedMask {
  /// The mask without tokens.
  public static final CachedMask NONE = new CachedMask(new long[0], false, new int[0], new int[0]);

  private final long[] words;
  private final boolean ownsWords;
  private final int[] tokens;
  private final int[] removed;

  /// Takes ownership of the arrays; `words` may be empty, and nobody else's only where `ownsWords`.
  /// `removed` tokens are in the words and not in the mask.
  CachedMask(long[] words, boolean ownsWords, int[] tokens, int[] removed) {
    this.words = words;
    this.ownsWords = ownsWords;
    this.tokens = tokens;
    this.removed = removed;
  }

  /// Overwrites `target` with this mask. Costs a copy of the words and a store per single token.
  public void fill(long[] target) {
    if (words.length == 0) {
      Arrays.fill(target, 0);
    } else {
      System.arraycopy(words, 0, target, 0, words.length);
    }
    for (int token : removed) {
      target[token >>> 6] &= ~(1L << (token & 63));
    }
    for (int token : tokens) {
      target[token >>> 6] |= 1L << (token & 63);
    }
  }

  /// Returns the shared words; empty where there are none.
  long[] words() {
    return words;
  }

  /// Returns the single tokens.
  int[] tokens() {
    return tokens;
  }

  /// Returns the bytes this mask keeps for itself.
  int weight() {
    return 64 + 4 * (tokens.length + removed.length) + (ownsWords ? 8 * words.length : 0);
  }
}
