package io.espalier.constrained.automaton;

import org.jspecify.annotations.Nullable;

/// A state of a deterministic automaton over bytes, built lazily and shared by every sequence.
///
/// Only *live* states exist: from each state some sequence of bytes leads to an accepting one, so a
/// byte is allowed exactly when [#next(int)] is not null. Implementations are immutable apart from
/// the memo of transitions, are interned by their automaton (equal states are the same object), and
/// may be used by many threads: a race on the memo costs a second computation, never a wrong
/// answer.
public abstract class State {
  private static final State DEAD = new Dead();
  private static final int PAGE = 16;

  /// Transitions by byte, in sixteen lazily made pages of sixteen; null = not computed yet.
  private @Nullable State @Nullable [] @Nullable [] pages;

  /// Only subclasses make states.
  protected State() {}

  /// Returns the state after `b`, or null where no accepted text continues so. Cost: two loads once
  /// computed. `b` is 0..255.
  public final @Nullable State next(int b) {
    @Nullable State @Nullable [] @Nullable [] table = pages;
    if (table != null) {
      @Nullable State @Nullable [] page = table[b >>> 4];
      if (page != null) {
        State known = page[b & 15];
        if (known != null) {
          return known instanceof Dead ? null : known;
        }
      }
    }
    return compute(b);
  }

  private @Nullable State compute(int b) {
    State after = derive(b);
    remember(b, after);
    return after;
  }

  /// Stores the transition for `b`; implementations may call it for every byte of a class at once.
  protected final void remember(int b, @Nullable State after) {
    @Nullable State @Nullable [] @Nullable [] table = pages;
    if (table == null) {
      table = newTable();
      pages = table;
    }
    @Nullable State @Nullable [] page = table[b >>> 4];
    if (page == null) {
      page = new @Nullable State[PAGE];
      table[b >>> 4] = page;
    }
    page[b & 15] = after == null ? DEAD : after;
  }

  private static @Nullable State[] @Nullable [] newTable() {
    return new State[PAGE][];
  }

  /// Forgets the memo of transitions, so that states reachable only from here can be collected.
  public final void forget() {
    pages = null;
  }

  /// Returns the state after `b`, or null; called once per byte and state, apart from races.
  protected abstract @Nullable State derive(int b);

  /// Returns a set that holds every byte with a next state, and perhaps others: a cheap answer that
  /// spares asking byte by byte.
  public long[] candidates() {
    return ByteSet.all();
  }

  /// Returns the automaton that reads plain characters here, one after the other, each standing for
  /// itself; null where there is no such thing. Masks look into it for characters that keep the
  /// text going on.
  public @Nullable State text() {
    return null;
  }

  /// Returns a value that is equal only for states that read and accept the same texts, also of
  /// other constraints; null where there is none.
  public @Nullable Object signature() {
    return null;
  }

  /// Tells whether any text of up to `bytes` bytes may follow, where that is easily seen. Asked of
  /// what [#text()] returns.
  public boolean open(int bytes) {
    return false;
  }

  /// Tells whether every text leads back to this very state, where that is easily seen. Asked of
  /// what [#text()] returns.
  public boolean endless() {
    return false;
  }

  /// Tells whether the text read so far is accepted as a whole.
  public abstract boolean accepting();

  /// Returns the length in bytes of a shortest path to an accepting state; 0 when accepting.
  public abstract int distance();

  /// Tells whether no byte may follow.
  public final boolean terminal() {
    if (!accepting()) {
      return false;
    }
    for (int b = 0; b < 256; b++) {
      if (next(b) != null) {
        return false;
      }
    }
    return true;
  }

  private static final class Dead extends State {
    @Override
    protected @Nullable State derive(int b) {
      return null;
    }

    @Override
    public boolean accepting() {
      return false;
    }

    @Override
    public int distance() {
      return Integer.MAX_VALUE;
    }
  }
}
