package io.espalier.constrained.json;

import io.espalier.constrained.automaton.State;
import io.espalier.constrained.json.Formula.Constant;
import io.espalier.constrained.json.Formula.Count;
import io.espalier.constrained.json.Formula.Has;
import io.espalier.constrained.json.Formula.Members;
import io.espalier.constrained.json.Formula.Names;
import io.espalier.constrained.json.Formula.Negation;
import io.espalier.constrained.regex.Expr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which keys may come next in an object, and what their values must satisfy.
final class MemberRules {
  /// With more patterns than this, combinations of them are not told apart when keys are offered.
  private static final int MAX_COMBINED = 6;

  private static final int MAX_SEARCHES = 100;

  private final ObjectState object;
  private final JsonEngine engine;
  private final Formulas f;
  private final KeySpace space;
  private int searches;

  private MemberRules(ObjectState object) {
    this.object = object;
    this.engine = object.engine;
    this.f = engine.formulas;
    this.space = object.progress.space();
  }

  /// Returns the state inside the next key, or null where no member may follow.
  static @Nullable State keyStart(ObjectState object) {
    return new MemberRules(object).keyStart();
  }

  /// Returns the plan for a member under `key`, or null where such a member cannot be.
  static @Nullable Plan plan(ObjectState object, MemberKey key) {
    return new MemberRules(object).plan(key);
  }

  private @Nullable State keyStart() {
    BitSet open = new BitSet();
    for (int i = 0; i < space.names.size(); i++) {
      if (object.taken().get(i)) {
        continue;
      }
      if (possible(MemberKey.named(space, i))) {
        open.set(i);
      }
    }
    Expr extra = extraKeys();
    KeyContent content =
        KeyContent.start(engine.states, space, open, extra.isEmpty() ? null : extra);
    if (content == null) {
      return null;
    }
    JsonString inner = JsonString.start(engine.states, engine.options.canonical(), content);
    return KeyState.start(object, inner);
  }

  /// Tells whether a member under `key` may come, without making its plan where that is plain.
  private boolean possible(MemberKey key) {
    List<Formula> simple = easy(object.must);
    if (simple == null) {
      return object.plan(key) != null;
    }
    List<Formula> parts = new ArrayList<>(2);
    for (Formula literal : simple) {
      switch (literal) {
        case Members members -> parts.add(key.value(members, space, f));
        case Has has -> {
          if (passedBy(has.key, key)) {
            return false;
          }
        }
        default -> {}
      }
    }
    return engine.costs.exists(f.and(parts));
  }

  /// Returns the literals of a conjunction whose completability no single member can spoil:
  /// conditions on values and required keys only. Null for anything else.
  private static @Nullable List<Formula> easy(Formula formula) {
    List<Formula> literals = Disjuncts.conjunction(formula);
    return literals == null || !easyLiterals(literals) ? null : literals;
  }

  private static boolean easyLiterals(List<Formula> literals) {
    for (Formula literal : literals) {
      if (!(literal instanceof Members) && !(literal instanceof Has)) {
        return false;
      }
    }
    return true;
  }

  /// Tells whether choosing `key` means, in fixed order, that `name` cannot come any more.
  private boolean passedBy(String name, MemberKey key) {
    if (!engine.options.fixedOrder() || name.equals(key.text())) {
      return false;
    }
    int i = space.names.indexOf(name);
    return i >= 0 && (!key.isNamed() || i < key.index());
  }

  private Expr extraKeys() {
    ObjectProgress progress = object.progress;
    int most = engine.options.maxItems();
    if (most >= 0 && progress.count() >= most && object.atClose(object.must)) {
      return engine.exprs.empty();
    }
    Expr out = extraKeysByPattern();
    if (!progress.extras().isEmpty() && !out.isEmpty()) {
      List<byte[]> seen = new ArrayList<>();
      for (String key : progress.extras()) {
        seen.add(key.getBytes(StandardCharsets.UTF_8));
      }
      out = engine.exprs.and(out, engine.exprs.not(engine.exprs.literals(seen)));
    }
    return out;
  }

  private Expr extraKeysByPattern() {
    int n = space.patterns.size();
    if (n == 0) {
      return possible(new MemberKey(-1, 0, null)) ? space.extras : engine.exprs.empty();
    }
    if (n > MAX_COMBINED) {
      return manyPatterns();
    }
    List<Expr> ways = new ArrayList<>();
    for (long bits = 0; bits < 1L << n; bits++) {
      if (!possible(new MemberKey(-1, bits, null))) {
        continue;
      }
      List<Expr> parts = new ArrayList<>();
      parts.add(space.others);
      for (int i = 0; i < n; i++) {
        Expr pattern = space.patterns.get(i);
        parts.add((bits & (1L << i)) != 0 ? pattern : engine.exprs.not(pattern));
      }
      ways.add(engine.exprs.and(parts));
    }
    return ways.size() == 1 << n ? space.extras : engine.bounded(engine.exprs.alternate(ways));
  }

  /// Looks at each pattern alone: right unless only a combination of patterns is impossible.
  private Expr manyPatterns() {
    List<Expr> parts = new ArrayList<>();
    List<Expr> covered = new ArrayList<>();
    parts.add(space.others);
    for (int i = 0; i < space.patterns.size(); i++) {
      if (possible(new MemberKey(-1, 1L << i, null))) {
        covered.add(space.patterns.get(i));
      } else {
        parts.add(engine.exprs.not(space.patterns.get(i)));
      }
    }
    if (!possible(new MemberKey(-1, 0, null))) {
      parts.add(engine.exprs.alternate(covered));
    }
    return engine.bounded(engine.exprs.and(parts));
  }

  private @Nullable Plan plan(MemberKey key) {
    ObjectProgress after = object.progress.with(key);
    Formula must = f.replace(object.must, atom -> withKey(atom, key));
    if (must instanceof Constant constant && !constant.value) {
      return null;
    }
    Formula childMust = childMust(must, key, after);
    if (!engine.costs.exists(childMust)) {
      return null;
    }
    Plan.Builder plan = new Plan.Builder(childMust);
    List<Formula> report = new ArrayList<>(object.report.size());
    watch(must, key, plan);
    for (Formula formula : object.report) {
      Formula changed = f.replace(formula, atom -> withKey(atom, key));
      report.add(changed);
      watch(changed, key, plan);
    }
    if (plan.reportCount() > Goal.MAX_REPORTS) {
      throw new io.espalier.constrained.ConstraintException(
          io.espalier.constrained.ConstraintError.TOO_COMPLEX,
          "",
          "a member's value is subject to more than " + Goal.MAX_REPORTS + " open alternatives",
          "at most " + Goal.MAX_REPORTS,
          "make the alternatives of the schema fewer");
    }
    return plan.build(must, report, object.progress.members() != null);
  }

  private Formula withKey(Formula atom, MemberKey key) {
    return switch (atom) {
      case Has has ->
          has.key.equals(key.text()) ? f.truth : passedBy(has.key, key) ? f.falsity : atom;
      case Names names -> key.matches(names.language, space) ? atom : f.falsity;
      case Count count -> object.progress.count() + 1 >= count.count ? f.truth : atom;
      default -> atom;
    };
  }

  private void watch(Formula formula, MemberKey key, Plan.Builder plan) {
    Set<Members> found = new LinkedHashSet<>();
    f.replace(
        formula,
        atom -> {
          if (atom instanceof Members members) {
            found.add(members);
          }
          return atom;
        });
    for (Members members : found) {
      plan.watch(members, key.value(members, space, f));
    }
  }

  /// Returns what the value must satisfy so that the object can still be completed.
  private Formula childMust(Formula must, MemberKey key, ObjectProgress after) {
    List<Formula> simple = easy(must);
    if (simple != null) {
      List<Formula> parts = new ArrayList<>();
      for (Formula literal : simple) {
        if (literal instanceof Members members) {
          parts.add(key.value(members, space, f));
        }
      }
      return f.and(parts);
    }
    List<Formula> ways = new ArrayList<>();
    boolean complete =
        Disjuncts.each(
            must,
            literals -> {
              addWays(new ArrayList<>(literals), key, after, ways);
              return true;
            });
    return complete ? f.or(ways) : new OutcomeSplit(object, key, after).childMust(must);
  }

  private void addWays(
      List<Formula> literals, MemberKey key, ObjectProgress after, List<Formula> ways) {
    List<Formula> parts = new ArrayList<>();
    List<Formula> negated = new ArrayList<>();
    for (Formula literal : literals) {
      if (literal instanceof Members members) {
        parts.add(key.value(members, space, f));
      } else if (literal instanceof Negation negation && negation.atom instanceof Members) {
        negated.add(literal);
      }
    }
    Formula value = f.and(parts);
    if (!engine.costs.exists(value)) {
      return;
    }
    List<Formula> rest = new ArrayList<>(literals);
    List<Formula> breakable = new ArrayList<>();
    List<Formula> breaking = new ArrayList<>();
    for (Formula literal : negated) {
      Formula kept = key.value((Members) ((Negation) literal).atom, space, f);
      Formula broken = f.not(kept);
      if (!engine.costs.exists(value, kept)) {
        rest.remove(literal);
      } else if (engine.costs.exists(value, broken)) {
        breakable.add(literal);
        breaking.add(broken);
      }
    }
    if (easyLiterals(rest) ? engine.costs.exists(f.and(rest)) : completable(rest, after)) {
      ways.add(value);
      return;
    }
    breakSome(rest, value, breakable, breaking, after, ways);
  }

  /// Adds the ways on which the member breaks as few of the `breakable` conditions as the rest of
  /// the object can do with: one of them, two of them, and so on.
  private void breakSome(
      List<Formula> literals,
      Formula value,
      List<Formula> breakable,
      List<Formula> breaking,
      ObjectProgress after,
      List<Formula> ways) {
    List<BitSet> enough = new ArrayList<>();
    List<BitSet> layer = List.of(new BitSet());
    for (int size = 1; size <= breakable.size() && !layer.isEmpty(); size++) {
      List<BitSet> next = new ArrayList<>();
      for (BitSet smaller : layer) {
        for (int i = smaller.length(); i < breakable.size(); i++) {
          BitSet chosen = (BitSet) smaller.clone();
          chosen.set(i);
          if (enough.stream().anyMatch(set -> includes(chosen, set))) {
            continue;
          }
          List<Formula> rest = new ArrayList<>(literals);
          List<Formula> parts = new ArrayList<>(List.of(value));
          chosen.stream()
              .forEach(each -> {
                rest.remove(breakable.get(each));
                parts.add(breaking.get(each));
              });
          Formula broken = f.and(parts);
          if (!engine.costs.exists(broken)) {
            continue;
          }
          if (completable(rest, after)) {
            ways.add(broken);
            enough.add(chosen);
          } else {
            next.add(chosen);
          }
        }
      }
      if (next.size() > MAX_SEARCHES) {
        ways.add(value);
        return;
      }
      layer = next;
    }
  }

  private static boolean includes(BitSet whole, BitSet part) {
    BitSet missing = (BitSet) part.clone();
    missing.andNot(whole);
    return missing.isEmpty();
  }

  /// Searches for a completion, a limited number of times for one place; then assumes there is one.
  private boolean completable(List<Formula> literals, ObjectProgress after) {
    return ++searches > MAX_SEARCHES || ObjectRules.cost(engine, literals, after) < Costs.NONE;
  }
}
