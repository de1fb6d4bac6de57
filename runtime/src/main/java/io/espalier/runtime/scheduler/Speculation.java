package io.espalier.runtime.scheduler;

import io.espalier.constrained.Matcher;
import io.espalier.constrained.TokenMask;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The guessed tokens of one generation, which a pass computes behind the known ones: how many are
/// worth guessing, and what the constraint allows behind each.
///
/// The number of tokens guessed doubles while all come true and falls to what came true otherwise;
/// where none does, the generation guesses nothing for a while, for longer each time.
final class Speculation {
  private static final int FIRST_SIZE = 4;
  private static final int LONGEST_PAUSE = 64;

  private final DraftSource source;
  private final int most;
  private final int vocabularySize;

  /// The guess, and how many tokens it has.
  private final int[] token;

  private int count;

  /// For the place behind each guessed token: its mask, the only token of that, and whether any
  /// token may come.
  private final @Nullable TokenMask[] mask;

  private final int[] only;
  private final boolean[] open;

  private int size = FIRST_SIZE;
  private int pause;
  private int failures;

  Speculation(DraftSource source, int most, int vocabularySize) {
    this.source = source;
    this.most = most;
    this.vocabularySize = vocabularySize;
    token = new int[most];
    mask = new TokenMask[most];
    only = new int[most];
    open = new boolean[most];
  }

  /// Tokens guessed.
  int count() {
    return count;
  }

  /// A guessed token, from 0.
  int token(int index) {
    return token[index];
  }

  /// Whether the first `known` guessed tokens are those behind `from`.
  boolean agrees(int[] tokens, int from, int known) {
    for (int index = 0; index < known; index++) {
      if (tokens[from + index] != token[index]) {
        return false;
      }
    }
    return true;
  }

  /// Returns how many guessed tokens, of `drafted`, are those between `from` and `to`.
  int agreement(int[] tokens, int from, int to, int drafted) {
    int limit = Math.min(drafted, to - from);
    int index = 0;
    while (index < limit && tokens[from + index] == token[index]) {
      index++;
    }
    return index;
  }

  /// Forgets the guess.
  void clear() {
    count = 0;
  }

  /// Guesses what follows, at most `limit` tokens, none that the constraint forbids or that would
  /// end the generation.
  ///
  /// @param endTokens sorted
  void guess(int[] tokens, int length, int limit, @Nullable Matcher matcher, int[] endTokens) {
    count = 0;
    if (pause > 0) {
      pause--;
      return;
    }
    int guessed = source.guess(tokens, length, token, Math.min(limit, size));
    for (int index = 0; index < guessed; index++) {
      if (Arrays.binarySearch(endTokens, token[index]) >= 0) {
        guessed = index;
      }
    }
    count = matcher == null ? guessed : allowed(matcher, guessed);
  }

  /// Returns how many of the guessed tokens the constraint allows and goes on after.
  private int allowed(Matcher matcher, int guessed) {
    int accepted = 0;
    while (accepted < guessed && matcher.accept(token[accepted])) {
      accepted++;
    }
    int useful = accepted;
    while (useful > 0 && matcher.isTerminated()) {
      matcher.rollback(1);
      accepted--;
      useful--;
    }
    matcher.rollback(accepted);
    return useful;
  }

  /// Returns the mask behind guessed token `index`, to be filled.
  TokenMask mask(int index) {
    TokenMask found = mask[index];
    if (found == null) {
      found = new TokenMask(vocabularySize);
      mask[index] = found;
    }
    return found;
  }

  /// Says what the mask behind a guessed token leaves.
  void describe(int index, int onlyToken, boolean isOpen) {
    only[index] = onlyToken;
    open[index] = isOpen;
  }

  /// The only token that may come behind guessed token `index`.
  int only(int index) {
    return only[index];
  }

  /// Whether any token may come behind guessed token `index`, one outside of the constraint as its
  /// end.
  boolean isOpen(int index) {
    return open[index];
  }

  /// Gives the mask behind a guessed token away for another one.
  TokenMask exchange(int index, TokenMask other) {
    TokenMask own = mask(index);
    mask[index] = other;
    return own;
  }

  /// Learns from a pass that computed `drafted` guessed tokens of which `accepted` came true.
  void learn(int drafted, int accepted) {
    count = 0;
    if (accepted == drafted) {
      size = Math.min(most, 2 * size);
    } else {
      size = Math.clamp(accepted + 1L, 2, most);
    }
    if (accepted > 0) {
      failures = 0;
    } else {
      failures++;
      pause = Math.min(LONGEST_PAUSE, 1 << Math.min(failures, 6));
    }
  }
}
