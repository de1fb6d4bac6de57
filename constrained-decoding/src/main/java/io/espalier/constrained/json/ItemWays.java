package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.Contains;
import io.espalier.constrained.json.Formula.Items;
import io.espalier.constrained.json.Formula.Negation;
import java.util.ArrayList;
import java.util.List;

/// How an array can go on behind an item, by the item's outcome.
final class ItemWays implements Plan.Continuation {
  private final JsonEngine engine;
  private final Plan plan;
  private final int index;
  private final int seenValues;

  /// `index` is that of the item to come, `seenValues` the number of values before it.
  ItemWays(JsonEngine engine, Plan plan, int index, int seenValues) {
    this.engine = engine;
    this.plan = plan;
    this.index = index;
    this.seenValues = seenValues;
  }

  @Override
  public void add(List<Formula> literals, int cost, List<Way> out) {
    decide(literals, 0, new ArrayList<>(), 0, 0, cost, out);
  }

  /// Decides, literal by literal from `at` on, what the item does for it; `rest` is what later
  /// items are left with.
  private void decide(
      List<Formula> literals,
      int at,
      List<Formula> rest,
      long ones,
      long zeros,
      int cost,
      List<Way> out) {
    if ((ones & zeros) != 0) {
      return;
    }
    if (at == literals.size()) {
      int bytes = ArrayRules.cost(engine, rest, index, seenValues);
      if (bytes < Costs.NONE) {
        out.add(new Way(ones, zeros, Costs.add(bytes, cost)));
      }
      return;
    }
    Formula literal = literals.get(at);
    Formula atom = literal instanceof Negation negation ? negation.atom : literal;
    boolean positive = atom == literal;
    long bit = plan.bitOf(atom);
    int size = rest.size();
    if (atom instanceof Contains contains) {
      if (contains.count > 1 || positive) {
        // The item counts.
        if (contains.count > 1) {
          Formula fewer = engine.formulas.contains(contains.item, contains.count - 1);
          rest.add(positive ? fewer : engine.formulas.not(fewer));
        }
        decide(literals, at + 1, rest, ones | bit, zeros, cost, out);
        rest.subList(size, rest.size()).clear();
      }
      if (bit != 0) {
        rest.add(literal);
        decide(literals, at + 1, rest, ones, positive ? zeros : zeros | bit, cost, out);
        rest.removeLast();
      }
      return;
    }
    if (!positive && atom instanceof Items && bit != 0) {
      decide(literals, at + 1, rest, ones, zeros | bit, cost, out);
    }
    rest.add(literal);
    decide(
        literals,
        at + 1,
        rest,
        positive && atom instanceof Items ? ones | bit : ones,
        zeros,
        cost,
        out);
    rest.removeLast();
  }
}
