package io.espalier.constrained.mask;

import io.espalier.constrained.automaton.ByteClasses;
import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.LexicalState;
import io.espalier.constrained.automaton.PlainText;
import io.espalier.constrained.automaton.State;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks the token trie in step with an automaton and collects the tokens that stay alive. One per
/// thread.
///
/// Three things keep a walk short. A state names the bytes worth asking about
/// ([State#candidates()]). Where all that lies below a node keeps the text going on ([Reach]), the
/// sub-trie is taken as a whole. And where that holds from the start on, the tokens come as the
/// shared words of a [Slice], and only the nodes that leave it are looked at.
@SuppressWarnings("ReferenceEquality") // States are interned, so identity is equality.
final class TrieWalker {
  /// Sub-tries of fewer nodes are walked without asking what keeps going on there, or which bytes
  /// are worth asking about.
  private static final int WORTH_ASKING = 12;

  /// Sub-tries of fewer nodes are walked without asking what other constraints know of them.
  private static final int WORTH_SHARING = 24;

  /// Sub-tries of fewer nodes are walked where what keeps going on is not known yet: finding it out
  /// costs as much as some hundred steps.
  private static final int WORTH_FINDING = 400;

  private static final Reach ENDLESS_STRING =
      new Reach(ByteClasses.STRING_TEXT, Integer.MAX_VALUE, true);
  private static final Reach ENDLESS_TEXT = new Reach(ByteClasses.TEXT, Integer.MAX_VALUE, true);
  private static final Reach OPEN_STRING =
      new Reach(ByteClasses.STRING_TEXT, Integer.MAX_VALUE, false);
  private static final Reach OPEN_TEXT = new Reach(ByteClasses.TEXT, Integer.MAX_VALUE, false);
  private static final int[] NOTHING = new int[0];

  final TokenTrie trie;
  final TokenCollector collector;
  private final Slices slices;
  private final int wordCount;
  private final State[] states;
  private final long[][] live;
  private final boolean[] inside;
  private final int[] cursor;
  private final int[] limit;
  private final ReachFinder finder = new ReachFinder();
  private int[] exits = new int[64];
  private State[] exitEnds = new State[64];
  private int exitCount;

  /// Bytes of a piece of text that ends within a token.
  private final byte[] path;

  TrieWalker(TokenTrie trie, int vocabularySize, Slices slices) {
    this.trie = trie;
    this.slices = slices;
    this.wordCount = (vocabularySize + 63) >>> 6;
    this.collector = new TokenCollector(vocabularySize);
    this.states = new State[trie.maxDepth + 2];
    this.live = new long[trie.maxDepth + 2][];
    this.inside = new boolean[trie.maxDepth + 2];
    this.cursor = new int[trie.maxDepth + 2];
    this.limit = new int[trie.maxDepth + 2];
    this.path = new byte[trie.maxDepth + 2];
  }

  /// Returns all tokens that stay alive from `state`.
  CachedMask whole(State state, MaskStore store) {
    if (state.text() == null && loopsOnSpace(state)) {
      return spaceLed(state, store);
    }
    Reach reach = state.text() == null ? Reach.NONE : reach(state, true, store);
    if (reach.classes() == 0) {
      below(0, state, false, store);
      return collector.finish();
    }
    return dense(state, reach, false, store);
  }

  /// Returns the tokens from a state that white space leads back to.
  private CachedMask spaceLed(State state, MaskStore store) {
    SpaceLed spaceLed = store.spaceLed();
    long[] candidates = state.candidates();
    for (int b = 0; b < 256; b++) {
      int from = spaceLed.start(b);
      int to = spaceLed.start(b + 1);
      State next = from < to && ByteSet.contains(candidates, b) ? state.next(b) : null;
      if (next != null) {
        for (int i = from; i < to; i++) {
          int n = spaceLed.node(i);
          arrive(n, next, false);
          below(n, next, false, store);
        }
      }
    }
    return collector.finish(spaceLed.words(), NOTHING);
  }

  /// Returns what the inner automaton of a piece of text does to all tokens.
  LexicalSummary summary(State inner, MaskStore store) {
    exitCount = 0;
    if (inner.accepting()) {
      addExit(0, inner);
    }
    State text = inner.text();
    Reach reach = text == null || text == inner ? Reach.NONE : reach(inner, true, store);
    CachedMask mask;
    if (reach.classes() == 0) {
      below(0, inner, true, store);
      mask = collector.finish();
    } else {
      mask = dense(inner, reach, true, store);
    }
    return new LexicalSummary(mask, takeExits(), null);
  }

  /// Returns what an inner state at `node` does to the tokens below it.
  LexicalSummary part(int node, State inner, MaskStore store) {
    exitCount = 0;
    if (inner.accepting()) {
      addExit(node, inner);
    }
    below(node, inner, true, store);
    return new LexicalSummary(collector.finish(), takeExits(), null);
  }

  private Exits takeExits() {
    Exits out = Exits.of(trie, exits, exitEnds, exitCount);
    Arrays.fill(exitEnds, 0, exitCount, null);
    return out;
  }

  /// Walks on from the exits of a piece of text that `state` is inside of, at trie node `from`.
  void follow(LexicalState state, int from, Exits ends, MaskStore store) {
    follow(state, from, ends, 0, store);
  }

  private void follow(LexicalState state, int from, Exits ends, int base, MaskStore store) {
    for (int g = 0; g < ends.groups(); g++) {
      int last = state.readsText() ? ends.starts[g + 1] : ends.starts[g] + 1;
      for (int i = ends.starts[g]; i < last; i++) {
        State after = leave(state, from, ends.nodes[i]);
        if (after != null && ByteSet.intersect(ends.labels[g], after.candidates())) {
          int until = state.readsText() ? i + 1 : ends.starts[g + 1];
          for (int k = i; k < until; k++) {
            walk(ends.nodes[k], after, base, false, store);
          }
        }
      }
    }
  }

  /// Returns where the surroundings of `state` go on when its piece ends at node `exit` below
  /// `from`.
  private @Nullable State leave(LexicalState state, int from, int exit) {
    int length = trie.path(from, exit, path);
    State end = state.inner();
    for (int i = 0; i < length && end != null; i++) {
      end = end.next(path[i] & 255);
    }
    return end == null ? null : state.leave(end, path, 0, length);
  }

  private CachedMask dense(State start, Reach reach, boolean noteExits, MaskStore store) {
    Slice slice = slices.slice(trie, wordCount, reach);
    if (reach.loops()) {
      for (int n : slice.leaving) {
        State next = leave(start, n);
        if (next != null) {
          arrive(n, next, noteExits);
          below(n, next, noteExits, store);
        }
      }
    } else {
      around(start, reach, noteExits, store);
    }
    return collector.finish(slice.words, NOTHING);
  }

  /// Returns the state at node `n`, whose parent is reached by characters that lead back to
  /// `start`.
  private @Nullable State leave(State start, int n) {
    int b = trie.label[n] & 255;
    boolean amidCharacter =
        trie.kind[n] == ByteClasses.COUNT
            && trie.parent[n] > 0
            && trie.kind[trie.parent[n]] >= ByteClasses.ASCII;
    if (!amidCharacter) {
      return ByteSet.contains(start.candidates(), b) ? start.next(b) : null;
    }
    byte[] path = new byte[trie.depth[n]];
    for (int i = path.length - 1, at = n; i >= 0; i--, at = trie.parent[at]) {
      path[i] = trie.label[at];
    }
    State state = start;
    for (int i = 0; i < path.length && state != null; i++) {
      state = state.next(path[i] & 255);
    }
    return state;
  }

  /// Walks all of the trie but the sub-tries that lie within `reach` from the root on.
  private void around(State start, Reach reach, boolean noteExits, MaskStore store) {
    TokenTrie t = trie;
    long outside = ~reach.classes();
    inside[0] = true;
    int level = open(0, 1, start);
    while (level > 0) {
      int edge = cursor[level]++;
      if (edge == limit[level]) {
        level--;
        continue;
      }
      int b = t.childLabel[edge] & 255;
      if (!ByteSet.contains(live[level - 1], b)) {
        continue;
      }
      int n = t.childNode[edge];
      boolean within =
          inside[level - 1] && ((1L << t.kind[n]) & outside) == 0 && level <= reach.depth();
      if (within && (t.below[n] & outside) == 0 && level + t.height[n] <= reach.depth()) {
        continue;
      }
      State next = states[level - 1].next(b);
      if (next == null) {
        continue;
      }
      if (!within) {
        arrive(n, next, noteExits);
      }
      if (t.end[n] > n + 1 && (within || !takeBelow(n, next, level, noteExits, store))) {
        inside[level] = within;
        level = open(n, level + 1, next);
      }
    }
  }

  /// Walks the sub-trie below `node`, at which the automaton is in `state`.
  void below(int node, State state, boolean noteExits, MaskStore store) {
    walk(node, state, 0, noteExits, store);
  }

  /// The same with the levels from `base` on, those below it being in use.
  private void walk(int node, State state, int base, boolean noteExits, MaskStore store) {
    TokenTrie t = trie;
    if (t.end[node] == node + 1 || takeBelow(node, state, base, noteExits, store)) {
      return;
    }
    int level = open(node, base + 1, state);
    while (level > base) {
      int edge = cursor[level]++;
      if (edge == limit[level]) {
        level--;
        continue;
      }
      int b = t.childLabel[edge] & 255;
      State next = ByteSet.contains(live[level - 1], b) ? states[level - 1].next(b) : null;
      if (next == null) {
        continue;
      }
      int n = t.childNode[edge];
      arrive(n, next, noteExits);
      if (t.end[n] > n + 1 && !takeBelow(n, next, level, noteExits, store)) {
        level = open(n, level + 1, next);
      }
    }
  }

  /// Begins with the children of `node`, at which the automaton is in `state`, on `level`.
  private int open(int node, int level, State state) {
    states[level - 1] = state;
    cursor[level] = trie.children[node];
    limit[level] = trie.children[node + 1];
    live[level - 1] = trie.end[node] - node < WORTH_ASKING ? ByteSet.all() : state.candidates();
    return level;
  }

  private void arrive(int n, State state, boolean noteExits) {
    TokenTrie t = trie;
    for (int i = t.first[n]; i < t.first[n + 1]; i++) {
      collector.add(t.order[i]);
    }
    if (noteExits && t.end[n] > n + 1 && state.accepting()) {
      addExit(n, state);
    }
  }

  /// Takes all tokens below `n` at once: where they surely keep the text going on, or where what a
  /// piece of text does to them is known.
  private boolean takeBelow(int n, State state, int level, boolean noteExits, MaskStore store) {
    if (trie.end[n] - n < WORTH_ASKING) {
      return false;
    }
    return takeAll(n, state, noteExits, store)
        || (!noteExits
            && trie.end[n] - n >= WORTH_SHARING
            && state instanceof LexicalState lexical
            && takePart(n, lexical, level, store));
  }

  private boolean takePart(int n, LexicalState state, int level, MaskStore store) {
    State inner = state.inner();
    if (inner instanceof PlainText text && !text.exceptions().isEmpty()) {
      return noneWithin(n, text.exceptions())
          && take(n, state, store.plainPart(n, inner), level, store);
    }
    return take(n, state, store.part(n, inner), level, store);
  }

  private boolean take(
      int n, LexicalState state, @Nullable LexicalSummary part, int level, MaskStore store) {
    if (part == null) {
      return false;
    }
    collector.addAll(part.inside);
    follow(state, n, part.exits, level, store);
    return true;
  }

  /// Tells whether no token below `n` holds one of `endings` whole.
  private boolean noneWithin(int n, List<byte[]> endings) {
    for (byte[] ending : endings) {
      if (ending.length <= trie.height[n] && trie.find(n, ending) >= 0) {
        return false;
      }
    }
    return true;
  }

  private boolean takeAll(int n, State state, boolean noteExits, MaskStore store) {
    TokenTrie t = trie;
    long classes = t.below[n];
    if ((classes & ~ByteClasses.TEXT) != 0) {
      return false;
    }
    boolean spaces = (classes & ~ByteClasses.SPACE) == 0 && !noteExits && loopsOnSpace(state);
    if (!spaces) {
      if (noteExits && state.text() == state) {
        return false;
      }
      Reach reach = reach(state, t.end[n] - n >= WORTH_FINDING, store);
      if ((classes & ~reach.classes()) != 0 || t.height[n] > reach.depth()) {
        return false;
      }
    }
    collector.addAll(t.order, t.first[n + 1], t.first[t.end[n]]);
    return true;
  }

  private static boolean loopsOnSpace(State state) {
    return state.next(' ') == state
        && state.next('\n') == state
        && state.next('\t') == state
        && state.next('\r') == state;
  }

  private Reach reach(State state, boolean find, MaskStore store) {
    State inner = state instanceof LexicalState lexical ? lexical.inner() : state;
    State text = inner.text();
    if (text == null) {
      return Reach.NONE;
    }
    if (text.endless()) {
      return inner == text ? ENDLESS_TEXT : ENDLESS_STRING;
    }
    if (text.open(trie.maxDepth)) {
      return inner == text ? OPEN_TEXT : OPEN_STRING;
    }
    return store.reach(text, inner != text, find ? finder : null);
  }

  private void addExit(int node, State end) {
    if (exitCount == exits.length) {
      exits = Arrays.copyOf(exits, 2 * exitCount);
      exitEnds = Arrays.copyOf(exitEnds, 2 * exitCount);
    }
    exitEnds[exitCount] = end;
    exits[exitCount++] = node;
  }
}
