package io.espalier.constrained;

import io.espalier.constrained.automaton.State;
import io.espalier.constrained.mask.TokenTrie;
import java.util.Arrays;

/// Finds text a constraint leaves no choice about, and the tokens it surely becomes.
final class Forcing {
  private static final int MAX_BYTES = 4096;

  private static final byte[] NO_BYTES = {};
  private static final int[] NO_TOKENS = {};

  private Forcing() {}

  static int[] tokens(State start, Vocabulary vocabulary, CanonicalTokenizer tokenizer) {
    byte[] run = NO_BYTES;
    int length = 0;
    State state = start;
    while (length < MAX_BYTES && !state.accepting()) {
      int only = onlyByte(state);
      if (only < 0 || only == TokenTrie.MARK) {
        break;
      }
      if (length == run.length) {
        run = Arrays.copyOf(run, Math.max(64, 2 * length));
      }
      run[length++] = (byte) only;
      State next = state.next(only);
      if (next == null) {
        throw new IllegalStateException("byte " + only + " is forced but leads nowhere");
      }
      state = next;
    }
    if (length == 0) {
      return NO_TOKENS;
    }
    byte[] text = Arrays.copyOf(run, length);
    int[] tokens = tokenizer.tokenize(text);
    return state.terminal() ? tokens : stable(tokens, text, state, vocabulary);
  }

  private static int onlyByte(State state) {
    int only = -1;
    for (int b = 0; b < 256; b++) {
      if (state.next(b) != null) {
        if (only >= 0) {
          return -1;
        }
        only = b;
      }
    }
    return only;
  }

  /// Drops tokens at the end as long as some token of the vocabulary could start within them and
  /// reach beyond the forced text along `after`: what the tokenizer would do there is not decided
  /// yet.
  private static int[] stable(int[] tokens, byte[] text, State after, Vocabulary vocabulary) {
    int offset = text.length;
    int keep = tokens.length;
    int firstUnsure = text.length;
    for (int i = 0; i < text.length; i++) {
      if (vocabulary.trie().extendsBeyond(text, i, after)) {
        firstUnsure = i;
        break;
      }
    }
    while (keep > 0 && (offset > firstUnsure || keep == tokens.length)) {
      keep--;
      offset -= vocabulary.length(tokens[keep]);
    }
    return keep <= 0 ? new int[0] : Arrays.copyOf(tokens, keep);
  }
}
