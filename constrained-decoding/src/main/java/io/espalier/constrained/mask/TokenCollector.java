package io.espalier.constrained.mask;

import java.util.Arrays;

/// Collects the tokens of a mask: a list while they are few, words once they are many. Reused by
/// one thread; [#finish()] hands out the result and empties the collector.
final class TokenCollector {
  /// Above this many tokens a dense copy of the words is smaller and faster.
  private static final int FEW = 1024;

  private final int wordCount;
  private int[] few = new int[FEW];
  private int count;
  private long[] words = new long[0];

  TokenCollector(int vocabularySize) {
    this.wordCount = (vocabularySize + 63) >>> 6;
  }

  void add(int token) {
    if (words.length > 0) {
      words[token >>> 6] |= 1L << (token & 63);
    } else if (count < FEW) {
      few[count++] = token;
    } else {
      spill();
      words[token >>> 6] |= 1L << (token & 63);
    }
  }

  /// Adds `tokens[from..to)`.
  void addAll(int[] tokens, int from, int to) {
    if (words.length == 0 && count + to - from <= FEW) {
      System.arraycopy(tokens, from, few, count, to - from);
      count += to - from;
      return;
    }
    if (words.length == 0) {
      spill();
    }
    long[] target = words;
    for (int i = from; i < to; i++) {
      target[tokens[i] >>> 6] |= 1L << tokens[i];
    }
  }

  /// Adds all tokens of `mask`, from which none are removed.
  void addAll(CachedMask mask) {
    long[] more = mask.words();
    if (more.length > 0) {
      if (words.length == 0) {
        spill();
      }
      for (int i = 0; i < more.length; i++) {
        words[i] |= more[i];
      }
    }
    addAll(mask.tokens(), 0, mask.tokens().length);
  }

  private void spill() {
    words = new long[wordCount];
    for (int i = 0; i < count; i++) {
      words[few[i] >>> 6] |= 1L << (few[i] & 63);
    }
    count = 0;
  }

  CachedMask finish() {
    return finish(new long[0], new int[0]);
  }

  /// Returns the shared `base` without `removed`, plus the collected tokens.
  CachedMask finish(long[] base, int[] removed) {
    CachedMask mask;
    if (words.length == 0) {
      mask = new CachedMask(base, false, Arrays.copyOf(few, count), removed);
    } else {
      long[] kept = base.clone();
      for (int token : removed) {
        kept[token >>> 6] &= ~(1L << (token & 63));
      }
      for (int i = 0; i < kept.length; i++) {
        words[i] |= kept[i];
      }
      mask = new CachedMask(words, true, new int[0], new int[0]);
    }
    words = new long[0];
    count = 0;
    return mask;
  }
}
