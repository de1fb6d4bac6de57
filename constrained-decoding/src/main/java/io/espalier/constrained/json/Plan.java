package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.AllOf;
import io.espalier.constrained.json.Formula.Constant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a container asks of its next child, and how the child's outcome changes the container's
/// formulas.
///
/// @param must the container's formula once the child is there, whatever its outcome
/// @param report the same for the formulas the container reports on
/// @param goal what the child must satisfy and report
/// @param watched atoms of the container that depend on the child; `-1 - i` in `bit` means "known
///   to hold"
/// @param bit the child's report that decides each watched atom
record Plan(
    Formula must, List<Formula> report, Goal goal, List<Formula> watched, List<Integer> bit) {
  static final int HOLDS = -1;

  /// Collects the child's reports while a plan is made.
  static final class Builder {
    private final Formula childMust;
    private final List<Formula> reports = new ArrayList<>();
    private final List<Formula> watched = new ArrayList<>();
    private final List<Integer> bit = new ArrayList<>();

    Builder(Formula childMust) {
      this.childMust = childMust;
    }

    /// Notes that `atom` of the container depends on whether the child satisfies `child`.
    void watch(Formula atom, Formula child) {
      if (watched.contains(atom)) {
        return;
      }
      watched.add(atom);
      if (implied(child)) {
        bit.add(HOLDS);
        return;
      }
      int known = reports.indexOf(child);
      if (known < 0) {
        known = reports.size();
        reports.add(child);
      }
      bit.add(known);
    }

    private boolean implied(Formula child) {
      if (child instanceof Constant constant) {
        return constant.value;
      }
      return child == childMust
          || (childMust instanceof AllOf all
              && (Arrays.asList(all.parts).contains(child)
                  || (child instanceof AllOf inner
                      && Arrays.asList(all.parts).containsAll(Arrays.asList(inner.parts)))));
    }

    int reportCount() {
      return reports.size();
    }

    Plan build(Formula must, List<Formula> report, boolean capture) {
      return new Plan(must, report, new Goal(childMust, reports, capture), watched, bit);
    }
  }

  /// Continues one conjunction of a container beyond its child.
  interface Continuation {
    /// Adds to `out` how the container can satisfy `literals` and end, `after` bytes being left to
    /// the end of the text then.
    void add(List<Formula> literals, int after, List<Way> out);
  }

  /// Returns the ways from the child's end to the end of the text, `outer` being the container's
  /// own parent.
  List<Way> ways(JsonEngine engine, Parent outer, Continuation continuation) {
    List<Way> out = new ArrayList<>();
    for (Way way : outer.ways()) {
      Formula wanted = way.narrow(engine.formulas, must, report);
      Disjuncts.each(
          wanted,
          literals -> {
            continuation.add(literals, way.cost(), out);
            return true;
          });
    }
    if (out.isEmpty()) {
      // The search ended at its cap: closing at once is the best guess.
      out.add(new Way(0, 0, Costs.add(2, outer.ways().getFirst().cost())));
    }
    return Way.best(out);
  }

  /// Returns the report that decides `atom` as a bit; 0 where it is known to hold.
  long bitOf(Formula atom) {
    int i = watched.indexOf(atom);
    return i < 0 || bit.get(i) == HOLDS ? 0 : 1L << bit.get(i);
  }

  /// Tells whether the child satisfied what `atom` depends on, given its outcome.
  boolean holds(Formula atom, long bits) {
    int i = watched.indexOf(atom);
    return i < 0 || bit.get(i) == HOLDS || (bits & (1L << bit.get(i))) != 0;
  }
}
