package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.Constant;
import io.espalier.constrained.regex.Expr;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Decides whether some value satisfies a formula, by the length of a short one.
///
/// The length is that of a JSON text that exists, not always of the shortest; NONE = no value.
/// Recursive schemas are read as least fixpoints: a value that must contain itself does not exist.
final class Costs {
  /// The cost of what does not exist.
  static final int NONE = Integer.MAX_VALUE / 4;

  private final Formulas formulas;
  private final JsonEngine engine;
  private final Map<Formula, Integer> known = new HashMap<>();
  private final Map<Formula, Integer> open = new HashMap<>();
  private final Map<Expr, Integer> strings = new HashMap<>();
  private int lowestCycle = Integer.MAX_VALUE;

  Costs(JsonEngine engine) {
    this.engine = engine;
    this.formulas = engine.formulas;
  }

  boolean exists(Formula formula) {
    return cost(formula) < NONE;
  }

  /// Returns the length of a short text of a value with `formula`, or NONE.
  synchronized int cost(Formula formula) {
    if (formula instanceof Constant constant) {
      return constant.value ? 1 : NONE;
    }
    Integer done = known.get(formula);
    if (done != null) {
      return done;
    }
    Integer cycle = open.get(formula);
    if (cycle != null) {
      lowestCycle = Math.min(lowestCycle, cycle);
      return NONE;
    }
    int depth = open.size();
    open.put(formula, depth);
    int best = NONE;
    for (int type = 1; type <= Types.OBJECT; type <<= 1) {
      best = Math.min(best, cost(formulas.specialise(formula, type), type));
    }
    open.remove(formula);
    if (lowestCycle >= depth) {
      // Nothing below a value that is still open was asked for: the result is final.
      lowestCycle = Integer.MAX_VALUE;
      known.put(formula, best);
    }
    return best;
  }

  /// The same for a formula already specialised to one type.
  synchronized int cost(Formula formula, int type) {
    if (formula instanceof Constant constant && !constant.value) {
      return NONE;
    }
    return switch (type) {
      case Types.NULL, Types.TRUE -> 4;
      case Types.FALSE -> 5;
      case Types.NUMBER -> engine.numberLanguage(formula).distance();
      case Types.STRING -> stringCost(engine.stringLanguage(formula));
      case Types.ARRAY -> rest(formula, true, lits -> ArrayRules.cost(engine, lits, 0, 0)) + 1;
      default ->
          rest(formula, false, lits -> ObjectRules.cost(engine, lits, ObjectRules.FRESH)) + 1;
    };
  }

  /// How a conjunction of atoms is priced.
  interface Pricing {
    int cost(List<Formula> literals);
  }

  /// Returns the least price over the conjunctions of `formula`; past the cap, a guess that it
  /// exists.
  int rest(Formula formula, boolean array, Pricing pricing) {
    int[] best = {NONE};
    boolean complete =
        Disjuncts.each(
            formula,
            literals -> {
              best[0] = Math.min(best[0], pricing.cost(literals));
              return true;
            });
    if (!complete && best[0] >= NONE) {
      return array ? 2 : 3;
    }
    return Math.min(best[0], NONE);
  }

  private int stringCost(Expr language) {
    Integer done = strings.get(language);
    if (done == null) {
      done = language.isEmpty() ? NONE : 1 + JsonString.closingCost(language);
      strings.put(language, done);
    }
    return done;
  }

  /// Returns the length of `key` as a JSON string.
  static int keyCost(String key) {
    int cost = 2;
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      cost += JsonString.byteCost(b & 255);
    }
    return cost;
  }

  static int add(int a, int b) {
    return Math.min(NONE, a + b);
  }
}
