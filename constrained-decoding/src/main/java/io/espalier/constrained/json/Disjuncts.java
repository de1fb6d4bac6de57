package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.AllOf;
import io.espalier.constrained.json.Formula.AnyOf;
import io.espalier.constrained.json.Formula.Constant;
import io.espalier.constrained.json.Formula.Negation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The disjunctive normal form of a formula, one conjunction of atoms and negated atoms at a time.
final class Disjuncts {
  /// More conjunctions than this are not looked at.
  static final int CAP = 512;

  private Disjuncts() {}

  /// Receives conjunctions; returns false to stop.
  interface Visitor {
    boolean visit(List<Formula> literals);
  }

  /// Visits conjunctions until the visitor stops. Returns false where the cap was reached before
  /// the end.
  static boolean each(Formula formula, Visitor visitor) {
    List<Formula> simple = conjunction(formula);
    if (simple != null) {
      if (formula instanceof Constant constant && !constant.value) {
        return true;
      }
      visitor.visit(simple);
      return true;
    }
    int[] left = {CAP};
    expand(List.of(formula), new ArrayList<>(), visitor, left);
    return left[0] > 0;
  }

  /// Returns the literals of a formula that is one conjunction, or null.
  static @org.jspecify.annotations.Nullable List<Formula> conjunction(Formula formula) {
    return switch (formula) {
      case Constant _ -> List.of();
      case AnyOf _ -> null;
      case AllOf all -> {
        for (Formula part : all.parts) {
          if (part instanceof AnyOf) {
            yield null;
          }
        }
        yield Arrays.asList(all.parts);
      }
      default -> List.of(formula);
    };
  }

  private static boolean expand(
      List<Formula> todo, List<Formula> literals, Visitor visitor, int[] left) {
    List<Formula> rest = new ArrayList<>(todo);
    int mark = literals.size();
    try {
      while (!rest.isEmpty()) {
        Formula next = rest.removeLast();
        switch (next) {
          case Constant constant -> {
            if (!constant.value) {
              return true;
            }
          }
          case AllOf all -> rest.addAll(Arrays.asList(all.parts));
          case AnyOf any -> {
            for (Formula part : any.parts) {
              List<Formula> branch = new ArrayList<>(rest);
              branch.add(part);
              if (!expand(branch, literals, visitor, left)) {
                return false;
              }
            }
            return true;
          }
          default -> {
            if (contradicts(literals, next)) {
              return true;
            }
            if (!literals.contains(next)) {
              literals.add(next);
            }
          }
        }
      }
      return left[0]-- > 0 && visitor.visit(literals);
    } finally {
      literals.subList(mark, literals.size()).clear();
    }
  }

  private static boolean contradicts(List<Formula> literals, Formula next) {
    for (Formula literal : literals) {
      if (literal instanceof Negation negation && negation.atom == next) {
        return true;
      }
      if (next instanceof Negation negation && negation.atom == literal) {
        return true;
      }
    }
    return false;
  }
}
