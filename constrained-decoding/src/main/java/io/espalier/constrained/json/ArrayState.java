package io.espalier.constrained.json;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.json.Formula.Constant;
import io.espalier.constrained.json.Formula.Contains;
import io.espalier.constrained.json.Formula.Length;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Inside an array between its items; and, as a [Parent], the array whose item is being read.
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class ArrayState extends JsonState implements Parent {
  private static final long[] CANDIDATES = ByteSet.of(" \t\n\r,]\"-0123456789tfn[{");

  private final boolean opening;
  private final Formula must;
  private final List<Formula> report;
  private final int index;
  private final boolean capture;
  private final List<String> values;
  private final Parent parent;
  private final int spaces;
  private @Nullable Plan plan;
  private @Nullable List<Way> ways;

  private ArrayState(
      JsonEngine engine,
      boolean opening,
      Formula must,
      List<Formula> report,
      int index,
      boolean capture,
      List<String> values,
      Parent parent,
      int spaces) {
    super(engine);
    this.opening = opening;
    this.must = must;
    this.report = report;
    this.index = index;
    this.capture = capture;
    this.values = values;
    this.parent = parent;
    this.spaces = spaces;
  }

  /// Returns the state after `[`.
  static State open(JsonEngine engine, Goal goal, Parent parent) {
    return engine.states.intern(
        new ArrayState(
            engine, true, goal.must(), goal.report(), 0, goal.capture(), List.of(), parent, 0));
  }

  @Override
  protected @Nullable State derive(int b) {
    if (engine.moreSpace(b, spaces)) {
      int more = engine.spaces(spaces);
      return more == spaces ? this : spaced(more);
    }
    if (b == ']') {
      return close();
    }
    if (opening) {
      State item = item();
      return item == null ? null : item.next(b);
    }
    return b == ',' ? item() : null;
  }

  private ArrayState spaced(int count) {
    return engine.states.intern(
        new ArrayState(engine, opening, must, report, index, capture, values, parent, count));
  }

  private @Nullable State item() {
    int most = engine.options.maxItems();
    if (most >= 0 && index >= most && atClose(must)) {
      return null;
    }
    ArrayState self = spaces == 0 ? this : spaced(0);
    Plan next = self.plan();
    return next.must() == engine.formulas.falsity
        ? null
        : ValueState.start(engine, next.goal(), self);
  }

  private @Nullable State close() {
    if (!atClose(must)) {
      return null;
    }
    long bits = 0;
    for (int i = 0; i < report.size(); i++) {
      if (atClose(report.get(i))) {
        bits |= 1L << i;
      }
    }
    return parent.done(bits, capture ? "[" + String.join(",", values) + "]" : null);
  }

  private boolean atClose(Formula formula) {
    return switch (formula) {
      case Constant constant -> constant.value;
      case Formula.AllOf all -> {
        for (Formula part : all.parts) {
          if (!atClose(part)) {
            yield false;
          }
        }
        yield true;
      }
      case Formula.AnyOf any -> {
        for (Formula part : any.parts) {
          if (atClose(part)) {
            yield true;
          }
        }
        yield false;
      }
      case Formula.Negation negation -> !atClose(negation.atom);
      case Length length -> index >= length.length;
      case Contains _ -> false;
      default -> true;
    };
  }

  private Plan plan() {
    Plan known = plan;
    if (known == null) {
      known = ItemRules.plan(engine, must, report, index, values, capture);
      plan = known;
    }
    return known;
  }

  @Override
  public @Nullable State done(long bits, @Nullable String value) {
    Plan read = plan();
    boolean repeated = value != null && ItemRules.contains(values, value);
    Formula newMust = ItemRules.outcome(engine, read, read.must(), bits, repeated);
    if (newMust instanceof Constant constant && !constant.value) {
      return null;
    }
    List<Formula> newReport = new ArrayList<>(report.size());
    for (Formula formula : read.report()) {
      newReport.add(ItemRules.outcome(engine, read, formula, bits, repeated));
    }
    List<String> all = values;
    if (value != null) {
      all = new ArrayList<>(values);
      all.add(value);
      all = List.copyOf(all);
    }
    int bounded =
        engine.options.maxItems() >= 0 ? Integer.MAX_VALUE : ItemRules.relevant(newMust, newReport);
    return engine.states.intern(
        new ArrayState(
            engine,
            false,
            newMust,
            newReport,
            Math.min(index + 1, bounded),
            capture,
            all,
            parent,
            0));
  }

  @Override
  public List<Way> ways() {
    List<Way> known = ways;
    if (known == null) {
      Plan next = plan();
      known = next.ways(engine, parent, new ItemWays(engine, next, index + 1, values.size() + 1));
      ways = known;
    }
    return known;
  }

  @Override
  public int depth() {
    return parent.depth() + 1;
  }

  @Override
  public long[] candidates() {
    return CANDIDATES;
  }

  @Override
  public int distance() {
    return Way.shortest(
        parent.ways(),
        way ->
            engine.costs.rest(
                way.narrow(engine.formulas, must, report),
                true,
                literals -> ArrayRules.cost(engine, literals, index, values.size())));
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof ArrayState array
        && opening == array.opening
        && must == array.must
        && parent == array.parent
        && index == array.index
        && spaces == array.spaces
        && capture == array.capture
        && values.equals(array.values)
        && report.equals(array.report);
  }

  @Override
  public int shapeHash() {
    int hash = (must.id * 31 + index) * 31 + spaces + (opening ? 17 : 19);
    return (hash * 31 + System.identityHashCode(parent)) * 31 + values.hashCode();
  }
}
