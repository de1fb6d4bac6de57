package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.Constant;
import io.espalier.constrained.regex.Expr;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Decides whether some value satisfies a formula, by the length of a short one.
///
/// The length is that of a JSON text that exists, not always of the shortest; NONE = no value.
/// Recursive schemas are read as least fixpoints: a value that must contain itself does not exist.
final class Costs {
  /// The cost of what does not exist.
  static final int NONE = Integer.MAX_VALUE / 4;

  /// Formulas looked at for one question; after that the answer is "it may exist".
  private static final int FUEL = 1000;

  private static final int UNSURE = 16;

  private final Formulas formulas;
  private final JsonEngine engine;
  private final Map<Formula, Integer> known = new HashMap<>();
  private final Map<Formula, Integer> open = new HashMap<>();
  private final Map<List<List<Expr>>, KeyClasses> keys = new HashMap<>();
  private final Map<Long, Boolean> together = new ConcurrentHashMap<>();
  private final Map<Expr, Integer> strings = new HashMap<>();

  /// Formulas without a value as long as those still open have none; the depth they hang on.
  private final Map<Formula, Integer> tentative = new HashMap<>();

  private int lowestCycle = Integer.MAX_VALUE;
  private int fuel;

  Costs(JsonEngine engine) {
    this.engine = engine;
    this.formulas = engine.formulas;
  }

  boolean exists(Formula formula) {
    return cost(formula) < NONE;
  }

  /// Tells whether some value satisfies both formulas; remembered by the pair, without a formula
  /// for it, since alternatives are compared in pairs again and again.
  boolean exists(Formula a, Formula b) {
    if (a == b || b == formulas.truth) {
      return exists(a);
    }
    long pair = ((long) Math.min(a.id, b.id) << 32) | Math.max(a.id, b.id);
    Boolean done = together.get(pair);
    if (done == null) {
      done = exists(formulas.and(a, b));
      // What is only assumed while a question is open is not kept.
      if (open.isEmpty()) {
        together.put(pair, done);
      }
    }
    return done;
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
    Integer guess = tentative.get(formula);
    if (guess != null) {
      lowestCycle = Math.min(lowestCycle, guess);
      return NONE;
    }
    if (open.isEmpty()) {
      fuel = FUEL;
    } else if (fuel-- <= 0) {
      return UNSURE;
    }
    int outerCycle = lowestCycle;
    int depth = open.size();
    lowestCycle = Integer.MAX_VALUE;
    open.put(formula, depth);
    int best = NONE;
    try {
      for (int type = 1; type <= Types.OBJECT; type <<= 1) {
        best = Math.min(best, cost(formulas.specialise(formula, type), type));
      }
    } finally {
      open.remove(formula);
    }
    if (best < NONE || lowestCycle >= depth) {
      // A text that was found exists for good; "none" is final only where no value that is still
      // open
      // was asked for.
      known.put(formula, best);
      lowestCycle = best < NONE || lowestCycle == depth ? Integer.MAX_VALUE : lowestCycle;
      tentative.clear();
    } else {
      tentative.put(formula, lowestCycle);
    }
    lowestCycle = Math.min(lowestCycle, outerCycle);
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
      default -> rest(formula, false, this::freshCost) + 1;
    };
  }

  private int freshCost(List<Formula> literals) {
    return fuel-- <= 0 ? UNSURE : ObjectRules.cost(engine, literals, ObjectRules.FRESH);
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

  /// Returns a few short keys of each class that `patterns` tell apart, all of them in `names`.
  synchronized KeyClasses keys(List<Expr> names, List<Expr> patterns) {
    return keys.computeIfAbsent(
        List.of(List.copyOf(names), List.copyOf(patterns)),
        _ -> new KeyClasses(engine.exprs, names, patterns, 4));
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
