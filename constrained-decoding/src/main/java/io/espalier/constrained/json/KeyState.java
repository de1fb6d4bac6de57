package io.espalier.constrained.json;

import io.espalier.constrained.automaton.Interned;
import io.espalier.constrained.automaton.LexicalState;
import io.espalier.constrained.automaton.State;
import org.jspecify.annotations.Nullable;

/// Inside a key.
final class KeyState extends LexicalState implements Interned {

  private final ObjectState object;
  private final JsonString inner;
  private final ReadText text;
  private int distance = -1;

  private KeyState(ObjectState object, JsonString inner, ReadText text) {
    this.object = object;
    this.inner = inner;
    this.text = text;
  }

  /// Returns the state after the opening quote.
  static State start(ObjectState object, JsonString inner) {
    return object.engine.states.intern(new KeyState(object, inner, ReadText.EMPTY));
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
    if (next == inner && !readsText()) {
      return this;
    }
    ReadText read = readsText() ? text.then(b) : text;
    return object.engine.states.intern(new KeyState(object, next, read));
  }

  @Override
  public State inner() {
    return inner;
  }

  @Override
  public boolean readsText() {
    return object.progress.readsExtras();
  }

  @Override
  public @Nullable State leave(State end, byte[] bytes, int from, int to) {
    KeyContent content = (KeyContent) ((JsonString) end).content;
    int name = content.name();
    MemberKey key;
    if (name >= 0) {
      key = MemberKey.named(object.progress.space(), name);
    } else {
      String read =
          readsText() ? JsonText.parse('"' + text.with(bytes, from, to)).stringValue() : null;
      key = new MemberKey(-1, content.patternBits(), read);
    }
    Plan plan = object.plan(key);
    return plan == null ? null : MemberState.colon(object, key, plan);
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
      known = inner.isBody() ? distanceFromBody() : distanceFromEscape();
      distance = known;
    }
    return known;
  }

  private int distanceFromEscape() {
    int best = Costs.NONE;
    for (int b = '"'; b <= 'u'; b++) {
      State after = next(b);
      if (after != null) {
        best = Math.min(best, Costs.add(1, after.distance()));
      }
    }
    return best;
  }

  private int distanceFromBody() {
    KeyContent content = (KeyContent) inner.content;
    int best = Costs.NONE;
    if (content.node >= 0) {
      KeySpace space = content.space;
      for (int i = space.below(content.node).nextSetBit(0);
          i >= 0;
          i = space.below(content.node).nextSetBit(i + 1)) {
        if (content.open.get(i)) {
          int rest = space.costBelow(content.node, i) + 1;
          best = Math.min(best, Costs.add(rest, object.memberCost(i)));
        }
      }
    }
    State extra = content.extra;
    if (extra != null) {
      JsonString.Closing closing = JsonString.closing(extra);
      KeyContent end = content.after(closing.bytes);
      if (end != null) {
        int rest = object.extraCost(end.patternBits());
        best = Math.min(best, Costs.add(closing.cost, rest));
      }
    }
    return best;
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof KeyState key
        && object == key.object
        && inner == key.inner
        && text.equals(key.text);
  }

  @Override
  public int shapeHash() {
    return (System.identityHashCode(object) * 31 + System.identityHashCode(inner)) * 31
        + text.hashCode()
        + 3;
  }
}
