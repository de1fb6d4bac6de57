package io.espalier.constrained.json;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.json.Formula.Members;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// After a key, before its colon; and, as a [Parent], the member whose value is being read.
final class MemberState extends JsonState implements Parent {
  private static final long[] CANDIDATES = ByteSet.of(" \t\n\r:");

  private final ObjectState object;
  private final MemberKey key;
  private final Plan plan;
  private final int spaces;
  private @Nullable List<Way> ways;

  private MemberState(ObjectState object, MemberKey key, Plan plan, int spaces) {
    super(object.engine);
    this.object = object;
    this.key = key;
    this.plan = plan;
    this.spaces = spaces;
  }

  static State colon(ObjectState object, MemberKey key, Plan plan) {
    return object.engine.states.intern(new MemberState(object, key, plan, 0));
  }

  @Override
  protected @Nullable State derive(int b) {
    if (engine.moreSpace(b, spaces)) {
      int more = engine.spaces(spaces);
      return more == spaces ? this : engine.states.intern(new MemberState(object, key, plan, more));
    }
    if (b != ':') {
      return null;
    }
    return ValueState.start(engine, plan.goal(), unspaced());
  }

  /// Returns the member itself: whatever stood before the colon, the value is the same.
  private MemberState unspaced() {
    return spaces == 0 ? this : engine.states.intern(new MemberState(object, key, plan, 0));
  }

  @Override
  public @Nullable State done(long bits, @Nullable String value) {
    ObjectProgress after = object.progress.with(key);
    if (value != null && key.text() != null) {
      after = after.withMember(key.text(), value);
    }
    Formula must = outcome(plan.must(), bits);
    List<Formula> report = new ArrayList<>(plan.report().size());
    for (Formula formula : plan.report()) {
      report.add(outcome(formula, bits));
    }
    return object.afterMember(after, must, report);
  }

  private Formula outcome(Formula formula, long bits) {
    return plan.goal().report().isEmpty()
        ? formula
        : engine.formulas.replace(
            formula,
            atom ->
                atom instanceof Members && !plan.holds(atom, bits)
                    ? engine.formulas.falsity
                    : atom);
  }

  @Override
  public List<Way> ways() {
    List<Way> known = ways;
    if (known == null) {
      ObjectProgress after = object.progress.with(key);
      known = plan.ways(engine, object.parent, new MemberWays(engine, plan, after));
      ways = known;
    }
    return known;
  }

  @Override
  public int depth() {
    return object.parent.depth() + 1;
  }

  @Override
  public long[] candidates() {
    return CANDIDATES;
  }

  @Override
  public int distance() {
    State value = ValueState.start(engine, plan.goal(), unspaced());
    return value == null ? Costs.NONE : Costs.add(1, value.distance());
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof MemberState member
        && object == member.object
        && spaces == member.spaces
        && key.equals(member.key);
  }

  @Override
  public int shapeHash() {
    return (System.identityHashCode(object) * 31 + key.hashCode()) * 31 + spaces + 11;
  }
}
