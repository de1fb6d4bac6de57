package io.espalier.runtime.sampling;

import java.util.Arrays;

/// What one sequence adds to and takes from its logits before a token is drawn: penalties for
/// tokens seen, the bias, and the ban on end tokens while the text is too short.
///
/// The adjustments are few against the vocabulary, so they are written into the row and taken back
/// after the draw. Used by one thread at a time; [#apply] and [#restore] allocate only while the
/// arrays grow.
public final class LogitAdjustments {
  private final double repetitionPenalty;
  private final double frequencyPenalty;
  private final double presencePenalty;
  private final boolean penalised;
  private final int[] biased;
  private final float[] bias;
  private final int[] endTokens;

  /// Open-addressed table of the tokens seen, -1 where empty, and how often each was generated.
  private int[] seen = new int[64];

  private int[] generated = new int[64];
  private int seenCount;

  private int[] savedToken = new int[16];
  private float[] savedLogit = new float[16];
  private int saved;

  /// Creates the adjustments of a sequence.
  ///
  /// @param prompt tokens that the repetition penalty counts as seen, the first `length` of them
  /// @param endTokens tokens that [#apply] forbids when told to
  /// @throws IllegalArgumentException when a biased token or an end token is not in the vocabulary
  public LogitAdjustments(
      SamplingParameters parameters,
      int[] prompt,
      int length,
      int[] endTokens,
      int vocabularySize) {
    repetitionPenalty = parameters.repetitionPenalty();
    frequencyPenalty = parameters.frequencyPenalty();
    presencePenalty = parameters.presencePenalty();
    penalised = repetitionPenalty != 1 || frequencyPenalty != 0 || presencePenalty != 0;
    biased = parameters.logitBias().keySet().stream().mapToInt(Integer::intValue).toArray();
    bias = new float[biased.length];
    for (int index = 0; index < biased.length; index++) {
      requireToken("the logit bias", biased[index], vocabularySize);
      Float value = parameters.logitBias().get(biased[index]);
      bias[index] = value == null ? 0 : value;
    }
    this.endTokens = endTokens.clone();
    for (int token : endTokens) {
      requireToken("an end token", token, vocabularySize);
    }
    Arrays.fill(seen, -1);
    if (penalised && repetitionPenalty != 1) {
      for (int index = 0; index < length; index++) {
        find(prompt[index]);
      }
    }
  }

  /// Whether [#apply] would change nothing.
  public boolean isNeutral(boolean forbidEnd) {
    return !penalised && biased.length == 0 && !(forbidEnd && endTokens.length > 0);
  }

  /// Counts a generated token.
  public void addGenerated(int token) {
    if (penalised) {
      int slot = find(token);
      generated[slot]++;
    }
  }

  /// Writes the adjustments into a row, remembering what was there.
  ///
  /// @param forbidEnd whether end tokens get the logit -∞
  public void apply(float[] logits, int offset, boolean forbidEnd) {
    saved = 0;
    if (penalised) {
      for (int slot = 0; slot < seen.length; slot++) {
        if (seen[slot] >= 0) {
          change(logits, offset, seen[slot], penalise(logits[offset + seen[slot]], slot));
        }
      }
    }
    for (int index = 0; index < biased.length; index++) {
      change(logits, offset, biased[index], logits[offset + biased[index]] + bias[index]);
    }
    if (forbidEnd) {
      for (int token : endTokens) {
        change(logits, offset, token, Float.NEGATIVE_INFINITY);
      }
    }
  }

  /// Takes the adjustments back, last one first.
  public void restore(float[] logits, int offset) {
    while (saved > 0) {
      saved--;
      logits[offset + savedToken[saved]] = savedLogit[saved];
    }
  }

  private float penalise(float logit, int slot) {
    double value = logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty;
    if (generated[slot] > 0) {
      value -= frequencyPenalty * generated[slot] + presencePenalty;
    }
    return (float) value;
  }

  private void change(float[] logits, int offset, int token, float value) {
    if (saved == savedToken.length) {
      savedToken = Arrays.copyOf(savedToken, 2 * saved);
      savedLogit = Arrays.copyOf(savedLogit, 2 * saved);
    }
    savedToken[saved] = token;
    savedLogit[saved] = logits[offset + token];
    saved++;
    logits[offset + token] = value;
  }

  /// Returns the slot of a token, making one where it is new.
  private int find(int token) {
    int slot = slotOf(token);
    while (seen[slot] >= 0 && seen[slot] != token) {
      slot = (slot + 1) & (seen.length - 1);
    }
    if (seen[slot] == token) {
      return slot;
    }
    if (2 * (seenCount + 1) > seen.length) {
      rehash();
      return find(token);
    }
    seen[slot] = token;
    seenCount++;
    return slot;
  }

  private void rehash() {
    int[] oldSeen = seen;
    int[] oldGenerated = generated;
    seen = new int[2 * oldSeen.length];
    generated = new int[2 * oldSeen.length];
    seenCount = 0;
    Arrays.fill(seen, -1);
    for (int slot = 0; slot < oldSeen.length; slot++) {
      if (oldSeen[slot] >= 0) {
        generated[find(oldSeen[slot])] = oldGenerated[slot];
      }
    }
  }

  private int slotOf(int token) {
    return ((token * 0x9E3779B9) >>> 7) & (seen.length - 1);
  }

  private static void requireToken(String what, int token, int vocabularySize) {
    if (token < 0 || token >= vocabularySize) {
      throw new IllegalArgumentException(
          "%s names token %d; allowed: 0 to %d".formatted(what, token, vocabularySize - 1));
    }
  }
}
