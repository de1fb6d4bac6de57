package io.espalier.constrained.json;

import io.espalier.constrained.automaton.Interned;
import io.espalier.constrained.automaton.LexicalState;
import io.espalier.constrained.automaton.State;
import org.jspecify.annotations.Nullable;

/// Inside a string value.
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class StringState extends LexicalState implements Interned {

  private final JsonEngine engine;
  private final JsonString inner;
  private final boolean capture;
  private final ReadText text;
  private final Parent parent;
  private int distance = -1;

  private StringState(
      JsonEngine engine, JsonString inner, boolean capture, ReadText text, Parent parent) {
    this.engine = engine;
    this.inner = inner;
    this.capture = capture;
    this.text = text;
    this.parent = parent;
  }

  /// Returns the state after the opening quote.
  static @Nullable State start(JsonEngine engine, Goal goal, Parent parent) {
    State content = engine.stringContent(goal);
    if (content == null) {
      return null;
    }
    JsonString inner = JsonString.start(engine.states, engine.options.canonical(), content);
    return engine.states.intern(
        new StringState(engine, inner, goal.capture(), ReadText.EMPTY, parent));
  }

  @Override
  protected @Nullable State derive(int b) {
    JsonString next = (JsonString) inner.next(b);
    if (next == null) {
      return null;
    }
    if (next.isDone()) {
      return leave(next, new byte[] {(byte) b}, 0, 1);
    }
    if (next == inner && !capture) {
      return this;
    }
    return engine.states.intern(
        new StringState(engine, next, capture, capture ? text.then(b) : text, parent));
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
    String value = capture ? "\"" + text.with(bytes, from, to) : null;
    return parent.done(Outcomes.bits(((JsonString) end).content), value);
  }

  @Override
  public boolean accepting() {
    return false;
  }

  @Override
  public long[] candidates() {
    return inner.candidates();
  }

  @Override
  public int distance() {
    int known = distance;
    if (known < 0) {
      known =
          Way.shortest(
              parent.ways(),
              way -> {
                State wanted = inner.narrow(engine.exprs, way);
                return wanted == null ? Costs.NONE : wanted.distance();
              });
      distance = known;
    }
    return known;
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof StringState string
        && inner == string.inner
        && parent == string.parent
        && capture == string.capture
        && text.equals(string.text);
  }

  @Override
  public int shapeHash() {
    return (System.identityHashCode(inner) * 31 + System.identityHashCode(parent)) * 31
        + text.hashCode();
  }
}
