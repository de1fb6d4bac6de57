package io.espalier.constrained.json;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.State;
import org.jspecify.annotations.Nullable;

/// Before the first character of a value.
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class ValueState extends JsonState {
  private static final long[] CANDIDATES = ByteSet.of(" \t\n\r\"-0123456789tfn[{");

  private final Goal goal;
  private final Parent parent;
  private final int spaces;

  private ValueState(JsonEngine engine, Goal goal, Parent parent, int spaces) {
    super(engine);
    this.goal = goal;
    this.parent = parent;
    this.spaces = spaces;
  }

  /// Returns the state before a value of `goal`; null where there is no such value.
  static @Nullable State start(JsonEngine engine, Goal goal, Parent parent) {
    Goal wanted = goal;
    int deepest = engine.options.maxNesting();
    if (deepest >= 0 && parent.depth() >= deepest) {
      Formula flat =
          engine.formulas.and(
              goal.must(), engine.formulas.typeIn(Types.ALL & ~(Types.ARRAY | Types.OBJECT)));
      if (engine.costs.exists(flat)) {
        wanted = new Goal(flat, goal.report(), goal.capture());
      }
    }
    return engine.costs.exists(wanted.must())
        ? engine.states.intern(new ValueState(engine, wanted, parent, 0))
        : null;
  }

  @Override
  protected @Nullable State derive(int b) {
    if (engine.moreSpace(b, spaces)) {
      int more = engine.spaces(spaces);
      return more == spaces
          ? this
          : engine.states.intern(new ValueState(engine, goal, parent, more));
    }
    int type = Types.startingWith(b);
    if (type == 0) {
      return null;
    }
    Goal typed = goal.specialise(engine.formulas, type);
    if (engine.costs.cost(typed.must(), type) >= Costs.NONE) {
      return null;
    }
    return switch (type) {
      case Types.NULL -> LiteralState.start(engine, "null", typed, parent);
      case Types.TRUE -> LiteralState.start(engine, "true", typed, parent);
      case Types.FALSE -> LiteralState.start(engine, "false", typed, parent);
      case Types.STRING -> StringState.start(engine, typed, parent);
      case Types.NUMBER -> NumberState.start(engine, typed, parent, b);
      case Types.ARRAY -> ArrayState.open(engine, typed, parent);
      default -> ObjectState.open(engine, typed, parent);
    };
  }

  @Override
  public long[] candidates() {
    return CANDIDATES;
  }

  @Override
  public int distance() {
    return Way.shortest(
        parent.ways(),
        way -> engine.costs.cost(way.narrow(engine.formulas, goal.must(), goal.report())));
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof ValueState value
        && parent == value.parent
        && spaces == value.spaces
        && goal.equals(value.goal);
  }

  @Override
  public int shapeHash() {
    return (goal.must().id * 31 + spaces) * 31 + System.identityHashCode(parent) + 1;
  }
}
