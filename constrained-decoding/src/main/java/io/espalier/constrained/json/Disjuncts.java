package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.AllOf;
import io.espalier.constrained.json.Formula.AnyOf;
import io.espalier.constrained.json.Formula.Constant;
import io.espalier.constrained.json.Formula.Negation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The disjunctive normal form of a formula, one conjunction of atoms and negated atoms at a time.
final class Disjuncts {
  /// More conjunctions than this are not looked at.
  static final int CAP = 128;

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
  static @Nullable List<Formula> conjunction(Formula formula) {
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

  /// Literals first, so that a branch that contradicts them is never entered and one that they
  /// satisfy is not branched on.
  private static boolean expand(
      List<Formula> todo, List<Formula> literals, Visitor visitor, int[] left) {
    ArrayDeque<Formula> rest = new ArrayDeque<>(todo);
    List<AnyOf> branches = new ArrayList<>();
    int mark = literals.size();
    try {
      while (!rest.isEmpty()) {
        Formula next = rest.poll();
        switch (next) {
          case Constant constant -> {
            if (!constant.value) {
              return true;
            }
          }
          case AllOf all -> rest.addAll(Arrays.asList(all.parts));
          case AnyOf any -> branches.add(any);
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
      while (!branches.isEmpty() && satisfied(branches.getLast(), literals)) {
        branches.removeLast();
      }
      if (branches.isEmpty()) {
        return left[0]-- > 0 && visitor.visit(literals);
      }
      AnyOf branch = branches.removeLast();
      for (Formula part : branch.parts) {
        if (contradicts(literals, part)) {
          continue;
        }
        if (left[0]-- <= 0) {
          return false;
        }
        List<Formula> more = new ArrayList<>(branches);
        more.add(part);
        if (!expand(more, literals, visitor, left)) {
          return false;
        }
      }
      return true;
    } finally {
      literals.subList(mark, literals.size()).clear();
    }
  }

  private static boolean satisfied(AnyOf branch, List<Formula> literals) {
    for (Formula part : branch.parts) {
      if (literals.contains(part)) {
        return true;
      }
    }
    return false;
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
