package io.espalier.constrained.mask;

import io.espalier.constrained.Vocabulary;
import io.espalier.constrained.automaton.State;

/// Computes the mask of a state by walking the token trie in step with the automaton. One per
/// thread.
public final class MaskBuilder {
  private final TokenTrie trie;
  private final TokenCollector collector;
  private final State[] stack;

  /// Makes a builder over `vocabulary`.
  public MaskBuilder(Vocabulary vocabulary) {
    this.trie = vocabulary.trie();
    this.collector = new TokenCollector(vocabulary.size());
    this.stack = new State[trie.maxDepth + 2];
  }

  /// Returns the tokens whose bytes lead from `state` to a live state.
  public CachedMask build(State state) {
    walk(0, state);
    return collector.finish();
  }

  /// Walks the sub-trie below `node`, at which the automaton is in `state`.
  private void walk(int node, State state) {
    TokenTrie t = trie;
    int base = t.depth[node];
    State[] states = stack;
    states[0] = state;
    int n = node + 1;
    int end = t.end[node];
    while (n < end) {
      int level = t.depth[n] - base;
      State next = states[level - 1].next(t.label[n] & 255);
      if (next == null) {
        n = t.end[n];
        continue;
      }
      states[level] = next;
      int token = t.token[n];
      if (token >= 0) {
        take(token);
      }
      n++;
    }
  }

  private void take(int token) {
    for (int id = token; id >= 0; id = trie.alias[id]) {
      collector.add(id);
    }
  }
}
