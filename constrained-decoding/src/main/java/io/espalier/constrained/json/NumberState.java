package io.espalier.constrained.json;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.Interned;
import io.espalier.constrained.automaton.LexicalState;
import io.espalier.constrained.automaton.State;
import org.jspecify.annotations.Nullable;

/// Inside a number. Where the digits so far are a number already, what surrounds it may go on at
/// once.
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class NumberState extends LexicalState implements Interned {
  private static final byte[] NOTHING = new byte[0];
  private static final long[] CANDIDATES = ByteSet.of("0123456789.eE+- \t\n\r,]}");

  private final JsonEngine engine;
  private final State inner;
  private final boolean capture;
  private final ReadText text;
  private final Parent parent;
  private @Nullable State after;
  private boolean afterKnown;

  private NumberState(
      JsonEngine engine, State inner, boolean capture, ReadText text, Parent parent) {
    this.engine = engine;
    this.inner = inner;
    this.capture = capture;
    this.text = text;
    this.parent = parent;
  }

  /// Returns the state after the first character `b`.
  static @Nullable State start(JsonEngine engine, Goal goal, Parent parent, int b) {
    State content = engine.numberContent(goal);
    State first = content == null ? null : content.next(b);
    if (first == null) {
      return null;
    }
    ReadText text = goal.capture() ? ReadText.EMPTY.then(b) : ReadText.EMPTY;
    return engine.states.intern(new NumberState(engine, first, goal.capture(), text, parent));
  }

  @Override
  protected @Nullable State derive(int b) {
    State next = inner.next(b);
    if (next != null) {
      return engine.states.intern(
          new NumberState(engine, next, capture, capture ? text.then(b) : text, parent));
    }
    State following = after();
    return following == null ? null : following.next(b);
  }

  /// Returns the state behind the number if it ends here; null where it cannot.
  private @Nullable State after() {
    if (!afterKnown) {
      after = inner.accepting() ? leave(inner, NOTHING, 0, 0) : null;
      afterKnown = true;
    }
    return after;
  }

  @Override
  public long[] candidates() {
    return CANDIDATES;
  }

  @Override
  public State inner() {
    return inner;
  }

  @Override
  public boolean readsText() {
    return capture;
  }

  @Override
  public @Nullable State leave(State end, byte[] bytes, int from, int to) {
    String value = capture ? text.with(bytes, from, to) : null;
    return parent.done(Outcomes.bits(end), value);
  }

  @Override
  public boolean accepting() {
    State following = after();
    return following != null && following.accepting();
  }

  @Override
  public int distance() {
    return Way.shortest(
        parent.ways(),
        way -> {
          State wanted = Outcomes.narrow(engine.exprs, inner, way);
          return wanted == null ? Costs.NONE : wanted.distance();
        });
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof NumberState number
        && inner == number.inner
        && parent == number.parent
        && capture == number.capture
        && text.equals(number.text);
  }

  @Override
  public int shapeHash() {
    return (System.identityHashCode(inner) * 31 + System.identityHashCode(parent)) * 31
        + text.hashCode()
        + 7;
  }
}
