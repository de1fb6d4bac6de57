package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.Members;
import io.espalier.constrained.json.Formula.Negation;
import java.util.ArrayList;
import java.util.List;

/// How an object can go on behind a member, by the outcome of the member's value.
final class MemberWays implements Plan.Continuation {
  /// With more conditions that some member must break, they are broken here all or one by one.
  private static final int MAX_COMBINED = 3;

  private final JsonEngine engine;
  private final Plan plan;
  private final ObjectProgress after;

  /// `after` is the object's progress once the member is read.
  MemberWays(JsonEngine engine, Plan plan, ObjectProgress after) {
    this.engine = engine;
    this.plan = plan;
    this.after = after;
  }

  @Override
  public void add(List<Formula> literals, int cost, List<Way> out) {
    long ones = 0;
    List<Formula> breakable = new ArrayList<>();
    for (Formula literal : literals) {
      if (literal instanceof Members) {
        ones |= plan.bitOf(literal);
      } else if (literal instanceof Negation negation
          && negation.atom instanceof Members
          && plan.bitOf(negation.atom) != 0) {
        breakable.add(literal);
      }
    }
    int count = breakable.size();
    long every = (1L << count) - 1;
    if (count <= MAX_COMBINED) {
      for (long chosen = 0; chosen <= every; chosen++) {
        add(literals, breakable, chosen, ones, cost, out);
      }
      return;
    }
    add(literals, breakable, 0, ones, cost, out);
    for (int i = 0; i < count; i++) {
      add(literals, breakable, 1L << i, ones, cost, out);
    }
    add(literals, breakable, every, ones, cost, out);
  }

  /// Adds the way on which this member breaks the `chosen` conditions, and later ones the rest.
  private void add(
      List<Formula> literals,
      List<Formula> breakable,
      long chosen,
      long ones,
      int cost,
      List<Way> out) {
    long zeros = 0;
    List<Formula> rest = new ArrayList<>(literals);
    for (int i = 0; i < breakable.size(); i++) {
      if ((chosen & (1L << i)) != 0) {
        zeros |= plan.bitOf(((Negation) breakable.get(i)).atom);
        rest.remove(breakable.get(i));
      }
    }
    if ((ones & zeros) == 0) {
      int bytes = ObjectRules.cost(engine, rest, after);
      if (bytes < Costs.NONE) {
        out.add(new Way(ones, zeros, Costs.add(bytes, cost)));
      }
    }
  }
}
