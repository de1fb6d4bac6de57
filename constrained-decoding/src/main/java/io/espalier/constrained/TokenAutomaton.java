package io.espalier.constrained;

import io.espalier.constrained.automaton.State;
import io.espalier.constrained.mask.TokenTrie;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The automaton of a constraint, stepped by tokens instead of bytes. Thread-safe.
final class TokenAutomaton {
  private final BoundConstraint bound;
  private final Vocabulary vocabulary;

  TokenAutomaton(BoundConstraint bound) {
    this.bound = bound;
    this.vocabulary = bound.vocabulary();
  }

  /// Returns the state after `token`, or null where it may not come; the end of a text is no step.
  @Nullable State after(State from, int token) {
    if (vocabulary.isSpecial(token)) {
      State byId = along(from, TokenTrie.specialById(token));
      return byId != null ? byId : along(from, TokenTrie.specialByName(vocabulary.bytes(token)));
    }
    int count = vocabulary.length(token);
    State state = count == 0 ? null : from;
    for (int i = 0; i < count && state != null; i++) {
      state = state.next(vocabulary.byteAt(token, i));
    }
    return state;
  }

  private static @Nullable State along(State from, byte[] bytes) {
    State state = from;
    for (int i = 0; i < bytes.length && state != null; i++) {
      state = state.next(bytes[i] & 255);
    }
    return state;
  }

  /// Overwrites `mask` with the tokens that may follow `state`, the ends of the text included.
  void fill(State state, TokenMask mask) {
    bound.masks().mask(state).fill(mask.words());
    if (state.accepting() || state.next(TokenTrie.MARK) != null) {
      for (int id : vocabulary.endOfSequence()) {
        // All ids where the text may end, else those a grammar names.
        if (state.accepting() || after(state, id) != null) {
          mask.add(id);
        }
      }
    }
  }

  /// Fills what [Matcher#fillDraftMasks] describes, from `root`.
  BitSet fillTree(@Nullable State root, int[] parents, int[] tokens, List<TokenMask> masks) {
    int count = tokens.length;
    if (parents.length != count || masks.size() != count) {
      throw new IllegalArgumentException(
          count
              + " tokens need as many parents and masks, not "
              + parents.length
              + " and "
              + masks.size());
    }
    @Nullable State[] states = new @Nullable State[count];
    BitSet allowed = new BitSet(count);
    for (int i = 0; i < count; i++) {
      if (parents[i] < -1 || parents[i] >= i) {
        throw new IllegalArgumentException(
            "the parent of node " + i + " must be -1 or a node before it, not " + parents[i]);
      }
      State from = parents[i] < 0 ? root : states[parents[i]];
      boolean known = tokens[i] >= 0 && tokens[i] < vocabulary.size();
      masks.get(i).clear();
      if (from == null || !known) {
        continue;
      }
      boolean end = vocabulary.isEndOfSequence(tokens[i]);
      State after = end && from.accepting() ? null : after(from, tokens[i]);
      allowed.set(i, after != null || (end && from.accepting()));
      // Nothing follows the end of a sequence.
      if (after != null && !(end && after.accepting())) {
        states[i] = after;
        fill(after, masks.get(i));
      }
    }
    return allowed;
  }
}
