package io.espalier.constrained;

import io.espalier.constrained.automaton.State;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The place of one sequence in a constraint. Confined to one thread at a time.
///
/// A position is one interned state, so going back is dropping entries of a list and a fork copies
/// that list (eight bytes a token).
public final class Matcher {
  private final TokenAutomaton tokens;
  private final Vocabulary vocabulary;
  private State[] history;
  private int length;
  private boolean ended;

  Matcher(BoundConstraint bound, State start) {
    this.tokens = new TokenAutomaton(bound);
    this.vocabulary = bound.vocabulary();
    this.history = new State[32];
    this.history[0] = start;
  }

  private Matcher(Matcher other) {
    this.tokens = other.tokens;
    this.vocabulary = other.vocabulary;
    this.history = Arrays.copyOf(other.history, Math.max(32, other.length + 16));
    this.length = other.length;
    this.ended = other.ended;
  }

  private State state() {
    return history[length];
  }

  /// Appends `token`. Returns false, and changes nothing, where the constraint does not allow it.
  public boolean accept(int token) {
    if (ended || token < 0 || token >= vocabulary.size()) {
      return false;
    }
    boolean end = vocabulary.isEndOfSequence(token);
    if (end && state().accepting()) {
      push(state());
      ended = true;
      return true;
    }
    State after = tokens.after(state(), token);
    if (after == null) {
      return false;
    }
    push(after);
    // A grammar may ask for an end-of-sequence token by name: as its last token it is the end.
    ended = end && after.accepting();
    return true;
  }

  private void push(State state) {
    if (length + 1 == history.length) {
      history = Arrays.copyOf(history, 2 * history.length);
    }
    history[++length] = state;
  }

  /// Overwrites `mask` with the tokens that may come next; end-of-sequence ids are in it exactly
  /// when [#canEnd()]. After the end of the sequence the mask is empty.
  public void fillMask(TokenMask mask) {
    if (ended) {
      mask.clear();
      return;
    }
    tokens.fill(state(), mask);
  }

  /// Fills a mask for each node of a tree of drafted tokens, as speculative decoding checks them:
  /// `masks.get(i)` gets what may follow the tokens on the way to node `i`, which comes after node
  /// `parents[i]`, a smaller number, or at this place where that is -1. Returns the nodes whose way
  /// the constraint allows; the masks of all others, and after an end of the sequence, are empty.
  /// This matcher stays where it is. Costs a step and a mask a node, however the tree branches.
  ///
  /// @throws IllegalArgumentException where the three are not equally long or a parent does not
  ///   come before its node
  public BitSet fillDraftMasks(int[] parents, int[] tokenIds, List<TokenMask> masks) {
    return tokens.fillTree(ended ? null : state(), parents, tokenIds, masks);
  }

  /// The same, keeping only tokens after which the text can still be finished with `remainingTokens
  /// - 1` more tokens (the end-of-sequence token not counted). Finishing is planned byte by byte,
  ///   so it needs a vocabulary with a token for each byte; where `remainingTokens` is below
  ///   [#tokensToEnd()] already, the tokens that come nearest to the end remain. Costs a step per
  ///   allowed token.
  public void fillMask(TokenMask mask, int remainingTokens) {
    fillMask(mask);
    if (ended) {
      return;
    }
    int[] nearest = {Integer.MAX_VALUE};
    if (!keepWithin(mask, remainingTokens - 1, nearest)) {
      fillMask(mask);
      keepWithin(mask, nearest[0], nearest);
    }
  }

  /// Takes out tokens that lead further than `allowed` from the end; tells whether any is left.
  private boolean keepWithin(TokenMask mask, int allowed, int[] nearest) {
    State state = state();
    boolean any = false;
    for (int token = mask.next(0); token >= 0; token = mask.next(token + 1)) {
      State after =
          vocabulary.isEndOfSequence(token) && state.accepting()
              ? null
              : tokens.after(state, token);
      // The end itself takes no token: with none left it alone remains.
      int distance = after == null ? -1 : after.distance();
      if (distance > allowed) {
        mask.words()[token >>> 6] &= ~(1L << (token & 63));
      }
      any |= distance <= allowed;
      nearest[0] = Math.min(nearest[0], distance);
    }
    return any;
  }

  /// Returns a number of tokens that is enough to finish from here, byte by byte.
  public int tokensToEnd() {
    return ended ? 0 : state().distance();
  }

  /// Tells whether the text so far satisfies the constraint as a whole.
  public boolean canEnd() {
    return state().accepting();
  }

  /// Tells whether nothing may follow: the sequence ended, or the text is complete and closed.
  public boolean isTerminated() {
    return ended || state().terminal();
  }

  /// Returns how many tokens were accepted.
  public int length() {
    return length;
  }

  /// Takes back the last `count` tokens.
  public void rollback(int count) {
    if (count < 0 || count > length) {
      throw new IllegalArgumentException("cannot take back " + count + " of " + length + " tokens");
    }
    if (count > 0) {
      Arrays.fill(history, length - count + 1, length + 1, null);
      length -= count;
      ended = false;
    }
  }

  /// Returns an independent matcher at the same place. Costs a copy of the history.
  public Matcher fork() {
    return new Matcher(this);
  }

  /// Returns the tokens that must come next: the canonical tokens of the text the constraint leaves
  /// no choice about, without those at its end that could join with what follows. Empty where there
  /// is a choice at once.
  public int[] forcedTokens(CanonicalTokenizer tokenizer) {
    return ended ? new int[0] : Forcing.tokens(state(), vocabulary, tokenizer);
  }
}
