package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.Contains;
import io.espalier.constrained.json.Formula.Items;
import io.espalier.constrained.json.Formula.Length;
import io.espalier.constrained.json.Formula.Negation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the next item of an array must satisfy, and what follows from its outcome.
final class ItemRules {
  private final JsonEngine engine;
  private final Formulas f;
  private final int index;
  private final List<String> values;

  private ItemRules(JsonEngine engine, int index, List<String> values) {
    this.engine = engine;
    this.f = engine.formulas;
    this.index = index;
    this.values = values;
  }

  /// Returns the plan for item `index`; its `must` is falsity where no item may follow.
  static Plan plan(
      JsonEngine engine,
      Formula must,
      List<Formula> report,
      int index,
      List<String> values,
      boolean capture) {
    return new ItemRules(engine, index, values).plan(must, report, capture);
  }

  private Plan plan(Formula arrayMust, List<Formula> arrayReport, boolean capture) {
    Formula must = f.replace(arrayMust, this::withItem);
    List<Formula> ways = new ArrayList<>();
    boolean complete =
        Disjuncts.each(
            must,
            literals -> {
              addWays(new ArrayList<>(literals), ways);
              return true;
            });
    Formula childMust = complete ? f.or(ways) : f.truth;
    if (!engine.costs.exists(childMust)) {
      return new Plan.Builder(f.truth).build(f.falsity, List.of(), false);
    }
    Plan.Builder plan = new Plan.Builder(childMust);
    boolean unique = watch(must, plan);
    List<Formula> report = new ArrayList<>(arrayReport.size());
    for (Formula formula : arrayReport) {
      Formula changed = f.replace(formula, this::withItem);
      report.add(changed);
      unique |= watch(changed, plan);
    }
    if (plan.reportCount() > Goal.MAX_REPORTS) {
      throw new io.espalier.constrained.ConstraintException(
          io.espalier.constrained.ConstraintError.TOO_COMPLEX,
          "",
          "an item is subject to more than " + Goal.MAX_REPORTS + " open alternatives",
          "at most " + Goal.MAX_REPORTS,
          "make the alternatives of the schema fewer");
    }
    return plan.build(must, report, capture || unique);
  }

  private Formula withItem(Formula atom) {
    return atom instanceof Length length && index + 1 >= length.length ? f.truth : atom;
  }

  /// Tells whether the formula asks for unique items.
  private boolean watch(Formula formula, Plan.Builder plan) {
    Set<Formula> found = new LinkedHashSet<>();
    f.replace(
        formula,
        atom -> {
          found.add(atom);
          return atom;
        });
    boolean unique = false;
    for (Formula atom : found) {
      switch (atom) {
        case Items items -> plan.watch(items, items.at(index));
        case Contains contains -> plan.watch(contains, contains.item);
        case Formula.Unique _ -> unique = true;
        default -> {}
      }
    }
    return unique;
  }

  private void addWays(List<Formula> literals, List<Formula> ways) {
    List<Formula> parts = new ArrayList<>();
    List<Formula> broken = new ArrayList<>();
    List<Contains> wanted = new ArrayList<>();
    for (Formula literal : literals) {
      switch (literal) {
        case Items items -> parts.add(items.at(index));
        case Contains contains -> wanted.add(contains);
        case Formula.Unique _ -> {
          for (String value : values) {
            parts.add(f.not(equalTo(value)));
          }
        }
        case Negation negation -> {
          switch (negation.atom) {
            case Items _ -> broken.add(negation);
            case Contains contains when contains.count == 1 -> parts.add(f.not(contains.item));
            case Formula.Unique _ -> {
              if (isLast(literals)) {
                parts.add(f.or(values.stream().map(this::equalTo).toList()));
              }
            }
            case Length length when index + 1 >= length.length -> {
              return;
            }
            default -> {}
          }
        }
        default -> {}
      }
    }
    Formula value = f.and(parts);
    if (!engine.costs.exists(value)) {
      return;
    }
    choose(literals, value, wanted, 0, ways);
    for (Formula literal : broken) {
      Items items = (Items) ((Negation) literal).atom;
      List<Formula> rest = new ArrayList<>(literals);
      rest.remove(literal);
      choose(rest, f.and(value, f.not(items.at(index))), wanted, 0, ways);
    }
  }

  private Formula equalTo(String value) {
    return Constants.of(engine, JsonText.parse(value));
  }

  /// Tells whether no further item may follow this one.
  private boolean isLast(List<Formula> literals) {
    for (Formula literal : literals) {
      if (literal instanceof Negation negation
          && negation.atom instanceof Length length
          && index + 2 >= length.length) {
        return true;
      }
    }
    return false;
  }

  /// Adds `value` where the rest of the array can do without this item's help; else makes the item
  /// serve conditions on contained items, as few as needed.
  private void choose(
      List<Formula> literals, Formula value, List<Contains> wanted, int from, List<Formula> ways) {
    if (!engine.costs.exists(value)) {
      return;
    }
    if (ArrayRules.cost(engine, literals, index + 1, values.size() + 1) < Costs.NONE) {
      ways.add(value);
      return;
    }
    for (int i = from; i < wanted.size(); i++) {
      Contains contains = wanted.get(i);
      List<Formula> rest = new ArrayList<>(literals);
      rest.remove(contains);
      if (contains.count > 1) {
        rest.add(f.contains(contains.item, contains.count - 1));
      }
      choose(rest, f.and(value, contains.item), wanted, i + 1, ways);
    }
  }

  /// Returns `formula` once the item's outcome is known.
  static Formula outcome(
      JsonEngine engine, Plan plan, Formula formula, long bits, boolean repeated) {
    Formulas f = engine.formulas;
    return f.replace(
        formula,
        atom ->
            switch (atom) {
              case Items _ -> plan.holds(atom, bits) ? atom : f.falsity;
              case Contains contains ->
                  !plan.holds(atom, bits)
                      ? atom
                      : contains.count <= 1
                          ? f.truth
                          : f.contains(contains.item, contains.count - 1);
              case Formula.Unique _ -> repeated ? f.falsity : atom;
              default -> atom;
            });
  }

  /// Tells whether an equal value is among `values`.
  static boolean contains(List<String> values, String value) {
    if (values.contains(value)) {
      return true;
    }
    for (String each : values) {
      if (Constants.equal(JsonText.parse(each), JsonText.parse(value))) {
        return true;
      }
    }
    return false;
  }

  /// Returns the index from which on all items are alike.
  static int relevant(Formula must, List<Formula> report) {
    int most = relevant(must);
    for (Formula formula : report) {
      most = Math.max(most, relevant(formula));
    }
    return most;
  }

  private static int relevant(Formula formula) {
    return switch (formula) {
      case Formula.AllOf all -> mostRelevant(all.parts);
      case Formula.AnyOf any -> mostRelevant(any.parts);
      case Negation negation -> relevant(negation.atom);
      case Items items -> items.prefix.length;
      case Length length -> length.length;
      default -> 0;
    };
  }

  private static int mostRelevant(Formula[] parts) {
    int most = 0;
    for (Formula part : parts) {
      most = Math.max(most, relevant(part));
    }
    return most;
  }
}
