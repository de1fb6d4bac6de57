package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.Contains;
import io.espalier.constrained.json.Formula.Items;
import io.espalier.constrained.json.Formula.Length;
import io.espalier.constrained.json.Formula.Negation;
import java.util.ArrayList;
import java.util.List;

/// Whether, and how shortly, an array that is partly read can still satisfy a conjunction of atoms.
final class ArrayRules {
  private final JsonEngine engine;
  private final int index;
  private final int seenValues;
  private final List<Items> all = new ArrayList<>();
  private final List<Items> broken = new ArrayList<>();
  private final List<Contains> wanted = new ArrayList<>();
  private final List<Contains> limited = new ArrayList<>();
  private boolean unique;
  private int least;
  private int most = Integer.MAX_VALUE;

  private ArrayRules(JsonEngine engine, List<Formula> literals, int index, int seenValues) {
    this.engine = engine;
    this.index = index;
    this.seenValues = seenValues;
    for (Formula literal : literals) {
      switch (literal) {
        case Items items -> all.add(items);
        case Length length -> least = Math.max(least, length.length);
        case Contains contains -> wanted.add(contains);
        case Formula.Unique _ -> unique = true;
        case Negation negation -> addNegated(negation.atom);
        default -> throw new IllegalStateException("not a condition on arrays: " + literal);
      }
    }
  }

  private void addNegated(Formula atom) {
    switch (atom) {
      case Items items -> broken.add(items);
      case Length length -> most = Math.min(most, length.length - 1);
      case Contains contains -> limited.add(contains);
      case Formula.Unique _ -> least = Math.max(least, 2);
      default -> throw new IllegalStateException("not a condition on arrays: " + atom);
    }
  }

  /// Returns the bytes from before item `index` to the closing bracket, in a short completion, or
  /// [Costs#NONE].
  static int cost(JsonEngine engine, List<Formula> literals, int index, int seenValues) {
    return new ArrayRules(engine, literals, index, seenValues).cost();
  }

  private int cost() {
    Formulas f = engine.formulas;
    int slots = 0;
    int total = 1;
    List<Contains> open = new ArrayList<>(wanted);
    int[] missing = open.stream().mapToInt(c -> c.count).toArray();
    List<Items> unbroken = new ArrayList<>(broken);
    int prefix = index;
    for (Items items : all) {
      prefix = Math.max(prefix, items.prefix.length);
    }
    for (Items items : broken) {
      prefix = Math.max(prefix, items.prefix.length);
    }
    for (int i = index; i < least || !unbroken.isEmpty() || sum(missing) > 0; i++) {
      if (i >= most) {
        return Costs.NONE;
      }
      Formula item = at(i);
      boolean progress = false;
      // Conditions are met greedily: the first item that can serve one does.
      for (int c = 0; c < missing.length; c++) {
        Formula both = f.and(item, open.get(c).item);
        if (missing[c] > 0 && engine.costs.exists(both)) {
          item = both;
          missing[c]--;
          progress = true;
        }
      }
      for (Items rule : broken) {
        Formula both = f.and(item, f.not(rule.at(i)));
        if (unbroken.contains(rule) && engine.costs.exists(both)) {
          item = both;
          unbroken.remove(rule);
          progress = true;
        }
      }
      int cost = engine.costs.cost(item);
      if (cost >= Costs.NONE) {
        return Costs.NONE;
      }
      int each = cost + 1 + (unique ? 2 : 0);
      if (i >= prefix && !progress) {
        if (!unbroken.isEmpty() || sum(missing) > 0 || least > most) {
          return Costs.NONE;
        }
        // Only the length is missing, and every further item is like this one.
        total = Costs.add(total, (int) Math.min(Costs.NONE, (long) (least - i) * each));
        slots += least - i;
        break;
      }
      total = Costs.add(total, each);
      slots++;
    }
    if (unique
        && slots > 0
        && !Cardinality.atLeast(engine, at(prefix), slots + seenValues)
        && index + slots > prefix + 1) {
      return Costs.NONE;
    }
    return total;
  }

  private static int sum(int[] counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }

  private Formula at(int i) {
    Formulas f = engine.formulas;
    List<Formula> parts = new ArrayList<>();
    for (Items items : all) {
      parts.add(items.at(i));
    }
    for (Contains contains : limited) {
      if (contains.count == 1) {
        parts.add(f.not(contains.item));
      }
    }
    return f.and(parts);
  }
}
