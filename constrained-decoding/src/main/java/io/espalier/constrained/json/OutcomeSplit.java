package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.AllOf;
import io.espalier.constrained.json.Formula.AnyOf;
import io.espalier.constrained.json.Formula.Constant;
import io.espalier.constrained.json.Formula.Members;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a member's value must satisfy, for objects whose formula has too many conjunctions.
///
/// Instead of the conjunctions of the formula, the outcomes of the value are listed: which of the
/// conditions on it hold together. A key that tells alternatives apart (`"type"`, one constant for
/// each) has as many outcomes as alternatives, where the formula may have two to their number.
final class OutcomeSplit {
  private static final int MAX_OUTCOMES = 96;

  private final ObjectState object;
  private final JsonEngine engine;
  private final Formulas f;
  private final MemberKey key;
  private final ObjectProgress after;
  private final List<Formula> ways = new ArrayList<>();
  private int outcomes;

  OutcomeSplit(ObjectState object, MemberKey key, ObjectProgress after) {
    this.object = object;
    this.engine = object.engine;
    this.f = engine.formulas;
    this.key = key;
    this.after = after;
  }

  /// Returns what the value must satisfy, `must` being the object's formula with the key there.
  Formula childMust(Formula must) {
    Formula relaxed = relax(must);
    if (!engine.costs.exists(relaxed)) {
      return f.falsity;
    }
    Map<Formula, Formula> conditions = new LinkedHashMap<>();
    f.replace(
        must,
        atom -> {
          if (atom instanceof Members members) {
            conditions.put(atom, key.value(members, object.progress.space(), f));
          }
          return atom;
        });
    boolean complete = split(must, relaxed, List.copyOf(conditions.entrySet()), 0);
    return complete ? f.or(ways) : relaxed;
  }

  /// Returns what any value must satisfy, seeing each condition on its own.
  private Formula relax(Formula formula) {
    return switch (formula) {
      case AllOf all -> f.and(Arrays.stream(all.parts).map(this::relax).toList());
      case AnyOf any -> f.or(Arrays.stream(any.parts).map(this::relax).toList());
      case Members members -> key.value(members, object.progress.space(), f);
      case Constant constant -> constant;
      default -> f.truth;
    };
  }

  /// Decides the conditions from `i` on, `value` being what the value satisfies so far and `must`
  /// what remains of the object. Returns false where there are too many outcomes.
  private boolean split(
      Formula must, Formula value, List<Map.Entry<Formula, Formula>> conditions, int i) {
    if (must == f.falsity) {
      return true;
    }
    if (i == conditions.size()) {
      if (++outcomes > MAX_OUTCOMES) {
        return false;
      }
      if (engine.costs.rest(must, false, literals -> ObjectRules.cost(engine, literals, after))
          < Costs.NONE) {
        ways.add(value);
      }
      return true;
    }
    Formula atom = conditions.get(i).getKey();
    Formula condition = conditions.get(i).getValue();
    Formula holding = f.and(value, condition);
    Formula failing = f.and(value, f.not(condition));
    if (engine.costs.exists(holding) && !split(must, holding, conditions, i + 1)) {
      return false;
    }
    return !engine.costs.exists(failing)
        || split(
            f.replace(must, each -> each == atom ? f.falsity : each), failing, conditions, i + 1);
  }
}
