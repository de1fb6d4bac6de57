package io.espalier.constrained.mask;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.LexicalState;
import io.espalier.constrained.automaton.PlainText;
import io.espalier.constrained.automaton.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Computes the mask of a state by walking the token trie in step with the automaton. One per
/// thread.
///
/// A state inside a piece of text ([LexicalState]) is not walked as a whole: its inner automaton's
/// summary is taken from the store, and only the tokens that leave the piece are walked further.
@SuppressWarnings("ReferenceEquality") // States are interned, so identity is equality.
final class MaskBuilder {
  private final TokenTrie trie;
  private final TrieWalker walker;

  /// Walks what other constraints share while [#walker] is under way.
  private final TrieWalker partWalker;

  private final TokenCollector collector;
  private final State[] stack;
  private final long[][] live;
  private final byte[] path;
  private int[] exceptions = new int[8];
  private int exceptionCount;

  MaskBuilder(TokenTrie trie, int vocabularySize, Slices slices) {
    this.trie = trie;
    this.walker = new TrieWalker(trie, vocabularySize, slices);
    this.partWalker = new TrieWalker(trie, vocabularySize, slices);
    this.collector = walker.collector;
    this.stack = new State[trie.maxDepth + 2];
    this.live = new long[trie.maxDepth + 2][];
    this.path = new byte[trie.maxDepth + 2];
  }

  /// Returns the tokens whose bytes lead from `state` to a live state.
  CachedMask build(State state, MaskStore store) {
    if (state instanceof LexicalState lexical) {
      State inner = lexical.inner();
      State alike = inner instanceof PlainText text ? text.representative() : inner;
      return buildLexical(lexical, store.summary(alike), store);
    }
    return walker.whole(state, store);
  }

  private CachedMask buildLexical(LexicalState state, LexicalSummary summary, MaskStore store) {
    int[] removed = new int[0];
    if (summary.suffixes == null || state.readsText()) {
      removed = exceptions(state, false, store);
      if (exceptionCount == 0) {
        walker.follow(state, 0, summary.exits, store);
      } else {
        walkExits(state, summary.exits.nodes, store);
      }
    } else {
      removed = exceptions(state, true, store);
      walkTogether(state, summary, summary.suffixes, store);
    }
    for (int token : summary.inside.tokens()) {
      if (!contains(removed, token)) {
        collector.add(token);
      }
    }
    return collector.finish(summary.inside.words(), removed);
  }

  private static boolean contains(int[] tokens, int wanted) {
    for (int token : tokens) {
      if (token == wanted) {
        return true;
      }
    }
    return false;
  }

  /// Follows each exit on its own: nothing is known to join them.
  private void walkExits(LexicalState state, int[] nodes, MaskStore store) {
    for (int exit : nodes) {
      int length = trie.path(0, exit, path);
      State end = inner(state, length);
      State after = end == null ? null : state.leave(end, path, 0, length);
      if (after != null) {
        walker.below(exit, after, false, store);
      }
    }
  }

  /// Finds the places where a plain string ends in a way of its own. Follows those that may end
  /// there, and returns the tokens through those that must not.
  private int[] exceptions(LexicalState state, boolean follow, MaskStore store) {
    exceptionCount = 0;
    if (!(state.inner() instanceof PlainText text)) {
      return new int[0];
    }
    List<Integer> removed = new ArrayList<>();
    for (byte[] ending : text.exceptions()) {
      int node = trie.find(ending);
      if (node < 0) {
        continue;
      }
      addException(node);
      System.arraycopy(ending, 0, path, 0, ending.length);
      State end = inner(state, ending.length);
      if (end == null) {
        for (int n = node; n < trie.end[node]; n++) {
          for (int i = trie.first[n]; i < trie.first[n + 1]; i++) {
            removed.add(trie.order[i]);
          }
        }
      } else if (follow) {
        State after = state.leave(end, path, 0, ending.length);
        if (after != null) {
          walker.below(node, after, false, store);
        }
      }
    }
    return removed.stream().mapToInt(id -> id).toArray();
  }

  private void addException(int node) {
    if (exceptionCount == exceptions.length) {
      exceptions = Arrays.copyOf(exceptions, 2 * exceptionCount);
    }
    exceptions[exceptionCount++] = node;
  }

  private boolean isException(int node) {
    for (int i = 0; i < exceptionCount; i++) {
      if (exceptions[i] <= node && node < trie.end[exceptions[i]]) {
        return true;
      }
    }
    return false;
  }

  /// Follows all exits at once, the exceptions left out.
  private void walkTogether(
      LexicalState state, LexicalSummary summary, SuffixTrie t, MaskStore store) {
    State after = null;
    for (int exit : summary.exits.nodes) {
      if (!isException(exit)) {
        int length = trie.path(0, exit, path);
        State end = inner(state, length);
        after = end == null ? null : state.leave(end, path, 0, length);
        break;
      }
    }
    if (after == null) {
      return;
    }
    int[] together = store.suffixes(after);
    if (together == null) {
      together = tokensAfter(after, t);
      store.keepSuffixes(after, together);
    }
    for (int token : together) {
      if (exceptionCount == 0 || !isException(trie.nodeOf[token])) {
        collector.add(token);
      }
    }
  }

  /// Returns the tokens that go on alive from `after` behind the closing quote of a plain string.
  private int[] tokensAfter(State after, SuffixTrie t) {
    State[] states = stack;
    states[0] = after;
    live[0] = after.candidates();
    int[] out = new int[64];
    int count = 0;
    int n = 1;
    int end = t.end[0];
    while (n < end) {
      int level = t.depth[n];
      int b = t.label[n] & 255;
      State next = ByteSet.contains(live[level - 1], b) ? states[level - 1].next(b) : null;
      if (next == null) {
        n = t.end[n];
        continue;
      }
      int[] here = t.tokens[n];
      if (count + here.length > out.length) {
        out = Arrays.copyOf(out, Math.max(2 * count, count + here.length));
      }
      System.arraycopy(here, 0, out, count, here.length);
      count += here.length;
      states[level] = next;
      live[level] = next.candidates();
      n++;
    }
    return Arrays.copyOf(out, count);
  }

  /// Returns the inner state after the first `length` bytes of the path, or null.
  private @Nullable State inner(LexicalState state, int length) {
    State inner = state.inner();
    for (int i = 0; i < length && inner != null; i++) {
      inner = inner.next(path[i] & 255);
    }
    return inner;
  }

  /// Returns how many characters a token has at most.
  int window() {
    return trie.maxDepth;
  }

  /// Returns the summary of a plain string, all of whose exits are alike.
  LexicalSummary summarisePlain(State inner, MaskStore store) {
    LexicalSummary plain = summarise(inner, store);
    return new LexicalSummary(plain.inside, plain.exits, SuffixTrie.of(trie, plain.exits.nodes));
  }

  /// Returns the summary of an inner state.
  LexicalSummary summarise(State inner, MaskStore store) {
    return walker.summary(inner, store);
  }

  /// Returns what an inner state at `node` does to the tokens below it.
  LexicalSummary part(int node, State inner, MaskStore store) {
    return partWalker.part(node, inner, store);
  }
}
