package io.espalier.constrained.json;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.State;
import org.jspecify.annotations.Nullable;

/// Inside `null`, `true` or `false`.
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class LiteralState extends JsonState {
  private final String text;
  private final int position;
  private final long bits;
  private final boolean capture;
  private final Parent parent;

  private LiteralState(
      JsonEngine engine, String text, int position, long bits, boolean capture, Parent parent) {
    super(engine);
    this.text = text;
    this.position = position;
    this.bits = bits;
    this.capture = capture;
    this.parent = parent;
  }

  /// Returns the state after the first letter.
  static State start(JsonEngine engine, String text, Goal goal, Parent parent) {
    long bits = JsonEngine.constantBits(goal.report());
    return engine.states.intern(new LiteralState(engine, text, 1, bits, goal.capture(), parent));
  }

  @Override
  protected @Nullable State derive(int b) {
    if (b != text.charAt(position)) {
      return null;
    }
    if (position + 1 == text.length()) {
      return parent.done(bits, capture ? text : null);
    }
    return engine.states.intern(
        new LiteralState(engine, text, position + 1, bits, capture, parent));
  }

  @Override
  public long[] candidates() {
    long[] only = new long[4];
    ByteSet.add(only, text.charAt(position));
    return only;
  }

  @Override
  public int distance() {
    return Way.shortest(
        parent.ways(), way -> way.admits(bits) ? text.length() - position : Costs.NONE);
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof LiteralState literal
        && parent == literal.parent
        && position == literal.position
        && bits == literal.bits
        && capture == literal.capture
        && text.equals(literal.text);
  }

  @Override
  public int shapeHash() {
    return (text.hashCode() * 31 + position) * 31 + System.identityHashCode(parent) + (int) bits;
  }
}
