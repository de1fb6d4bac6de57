package io.espalier.constrained.json;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.InternTable;
import io.espalier.constrained.automaton.Interned;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.regex.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The characters of an object's key: a place in the trie of names, what extra keys are still
/// possible, and how far each pattern has come.
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class KeyContent extends State implements Interned {
  private final InternTable table;
  final KeySpace space;

  /// Names that may be chosen here.
  final BitSet open;

  final int node;
  final @Nullable State extra;
  private final @Nullable State[] patterns;
  private final boolean plain;
  private int distance = -1;
  private long @Nullable [] candidates;
  private @Nullable List<byte[]> namesAhead;

  private KeyContent(
      InternTable table,
      KeySpace space,
      BitSet open,
      int node,
      @Nullable State extra,
      @Nullable State[] patterns,
      boolean plain) {
    this.plain = plain;
    this.table = table;
    this.space = space;
    this.open = open;
    this.node = node;
    this.extra = extra;
    this.patterns = patterns;
  }

  /// Returns the state before the first character of a key out of the names `open` and the language
  /// `extra` (null = none); or null where there is no key at all.
  static @Nullable KeyContent start(
      InternTable table, KeySpace space, BitSet open, @Nullable State extra) {
    if (open.isEmpty() && extra == null) {
      return null;
    }
    @Nullable State[] patterns = new @Nullable State[extra == null ? 0 : space.patterns.size()];
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = space.patterns.get(i).isEmpty() ? null : space.patterns.get(i);
    }
    return table.intern(
        new KeyContent(
            table, space, open, 0, extra, patterns, extra == space.extras && !space.hasEscapes()));
  }

  @Override
  protected @Nullable State derive(int b) {
    int child = space.child(node, b);
    State more = extra == null ? null : extra.next(b);
    if (more == null && (child < 0 || !space.below(child).intersects(open))) {
      return null;
    }
    @Nullable State[] states = patterns;
    if (patterns.length > 0) {
      states = new @Nullable State[patterns.length];
      for (int i = 0; i < states.length; i++) {
        State state = patterns[i];
        states[i] = state == null ? null : state.next(b);
      }
    }
    if (child == node && more == extra && Arrays.equals(states, patterns)) {
      return this;
    }
    return table.intern(new KeyContent(table, space, open, child, more, states, plain));
  }

  @Override
  public long[] candidates() {
    long[] known = candidates;
    if (known == null) {
      known = extra == null ? new long[4] : extra.candidates();
      if (node >= 0) {
        long[] named = new long[4];
        int[] pairs = space.childPairs(node);
        for (int i = 0; i < pairs.length; i += 2) {
          ByteSet.add(named, pairs[i]);
        }
        known = ByteSet.union(known, named);
      }
      candidates = known;
    }
    return known;
  }

  @Override
  public boolean open(int bytes) {
    return extra != null && extra.open(bytes);
  }

  @Override
  public boolean endless() {
    for (State pattern : patterns) {
      if (pattern != null && !pattern.endless()) {
        return false;
      }
    }
    return node < 0 && extra != null && extra.endless();
  }

  /// Returns the language that limits only the length of keys here, declared names apart; null
  /// where they are restricted otherwise.
  @Nullable Expr plain() {
    if (!(extra instanceof Expr language)) {
      return null;
    }
    for (State pattern : patterns) {
      if (pattern != null) {
        return null;
      }
    }
    // Within a character of several bytes neither holds.
    boolean any =
        language.limitsOnlyLength() || (plain && node >= 0 && language.finiteComplement() != null);
    return any ? language.withoutFiniteComplement() : null;
  }

  /// Returns the same place with every name to choose, where that changes nothing but how names may
  /// end: where any other text is a key too.
  KeyContent allOpen() {
    if (node < 0
        || space.hasEscapes()
        || !(extra instanceof Expr language)
        || language.finiteComplement() == null) {
      return this;
    }
    BitSet every = new BitSet();
    every.set(0, space.names.size());
    return every.equals(open)
        ? this
        : table.intern(new KeyContent(table, space, every, node, extra, patterns, plain));
  }

  /// Returns, for names that lie ahead, the bytes to their end and the closing quote.
  List<byte[]> namesAhead() {
    List<byte[]> known = namesAhead;
    if (known == null) {
      known = findNamesAhead();
      namesAhead = known;
    }
    return known;
  }

  private List<byte[]> findNamesAhead() {
    List<byte[]> out = new ArrayList<>();
    if (node >= 0) {
      BitSet ahead = space.below(node);
      for (int i = ahead.nextSetBit(0); i >= 0; i = ahead.nextSetBit(i + 1)) {
        out.add(space.bytesBelow(node, i));
      }
    }
    return out;
  }

  /// Returns the index of the name read, or -1 where the key is an extra one.
  int name() {
    return space.nameAt(node);
  }

  /// Returns the place after `bytes`; null where no key goes on so.
  @Nullable KeyContent after(byte[] bytes) {
    State state = this;
    for (int i = 0; i < bytes.length && state != null; i++) {
      state = state.next(bytes[i] & 255);
    }
    return (KeyContent) state;
  }

  /// Returns which patterns the key matches, as bits in the order of the space's patterns.
  long patternBits() {
    long bits = 0;
    for (int i = 0; i < patterns.length; i++) {
      State state = patterns[i];
      if (state != null && state.accepting()) {
        bits |= 1L << i;
      }
    }
    return bits;
  }

  @Override
  public boolean accepting() {
    int name = name();
    return (name >= 0 && open.get(name)) || (extra != null && extra.accepting());
  }

  @Override
  public int distance() {
    int known = distance;
    if (known < 0) {
      known = extra == null ? Integer.MAX_VALUE : extra.distance();
      if (node >= 0) {
        known = Math.min(known, nearestName(node));
      }
      distance = known;
    }
    return known;
  }

  private int nearestName(int from) {
    int name = space.nameAt(from);
    if (name >= 0 && open.get(name)) {
      return 0;
    }
    int best = Integer.MAX_VALUE;
    int[] pairs = space.childPairs(from);
    for (int i = 1; i < pairs.length; i += 2) {
      if (space.below(pairs[i]).intersects(open)) {
        best = Math.min(best, 1 + nearestName(pairs[i]));
      }
    }
    return best;
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof KeyContent key
        && space == key.space
        && node == key.node
        && extra == key.extra
        && (node < 0 || open.equals(key.open))
        && Arrays.equals(patterns, key.patterns);
  }

  @Override
  public int shapeHash() {
    int hash = System.identityHashCode(space) * 31 + node;
    hash = hash * 31 + System.identityHashCode(extra);
    hash = hash * 31 + (node < 0 ? 0 : open.hashCode());
    for (State state : patterns) {
      hash = hash * 31 + System.identityHashCode(state);
    }
    return hash;
  }
}
