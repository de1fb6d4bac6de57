package io.espalier.constrained.json;

import io.espalier.constrained.automaton.InternTable;
import io.espalier.constrained.automaton.Interned;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A text read by several languages at once: one it must be in, others whose verdict is reported.
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class Outcomes extends State implements Interned {
  private final InternTable table;
  private final State must;
  private final @Nullable State[] reported;

  private Outcomes(InternTable table, State must, @Nullable State[] reported) {
    this.table = table;
    this.must = must;
    this.reported = reported;
  }

  /// Returns the state before the first byte: the language itself where nothing is reported.
  static State start(InternTable table, Expr must, List<Expr> reported) {
    if (reported.isEmpty()) {
      return must;
    }
    @Nullable State[] states = new @Nullable State[reported.size()];
    for (int i = 0; i < states.length; i++) {
      states[i] = reported.get(i).isEmpty() ? null : reported.get(i);
    }
    return table.intern(new Outcomes(table, must, states));
  }

  State must() {
    return must;
  }

  @Nullable State[] reported() {
    return reported;
  }

  /// Returns the verdicts at `end` as bits.
  static long bits(State end) {
    long bits = 0;
    if (end instanceof Outcomes outcomes) {
      for (int i = 0; i < outcomes.reported.length; i++) {
        State state = outcomes.reported[i];
        if (state != null && state.accepting()) {
          bits |= 1L << i;
        }
      }
    }
    return bits;
  }

  /// Returns the texts that lead from `content` to an end that goes `way`; null where there are
  /// none.
  static @Nullable State narrow(ExprFactory exprs, State content, Way way) {
    if (way.free()) {
      return content;
    }
    if (!(content instanceof Outcomes outcomes)) {
      return way.admits(0) ? content : null;
    }
    List<Expr> parts = new ArrayList<>();
    parts.add((Expr) outcomes.must);
    for (int i = 0; i < outcomes.reported.length; i++) {
      Expr language = outcomes.reported[i] == null ? exprs.empty() : (Expr) outcomes.reported[i];
      if ((way.ones() & (1L << i)) != 0) {
        parts.add(language);
      } else if ((way.zeros() & (1L << i)) != 0) {
        parts.add(exprs.not(language));
      }
    }
    Expr narrowed = exprs.and(parts);
    return narrowed.isEmpty() ? null : narrowed;
  }

  @Override
  protected @Nullable State derive(int b) {
    State next = must.next(b);
    if (next == null) {
      return null;
    }
    @Nullable State[] states = new @Nullable State[reported.length];
    for (int i = 0; i < states.length; i++) {
      State state = reported[i];
      states[i] = state == null ? null : state.next(b);
    }
    return table.intern(new Outcomes(table, next, states));
  }

  @Override
  public long[] candidates() {
    return must.candidates();
  }

  @Override
  public boolean open(int bytes) {
    return must.open(bytes);
  }

  @Override
  public @Nullable Object signature() {
    List<Object> all = new ArrayList<>(reported.length + 1);
    for (int i = -1; i < reported.length; i++) {
      State state = i < 0 ? must : reported[i];
      Object one = state == null ? "" : state.signature();
      if (one == null) {
        return null;
      }
      all.add(one);
    }
    return all;
  }

  @Override
  public boolean endless() {
    for (State state : reported) {
      if (state != null && !state.endless()) {
        return false;
      }
    }
    return must.endless();
  }

  @Override
  public boolean accepting() {
    return must.accepting();
  }

  @Override
  public int distance() {
    return must.distance();
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof Outcomes outcomes
        && must == outcomes.must
        && Arrays.equals(reported, outcomes.reported);
  }

  @Override
  public int shapeHash() {
    int hash = System.identityHashCode(must);
    for (State state : reported) {
      hash = hash * 31 + System.identityHashCode(state);
    }
    return hash;
  }
}
