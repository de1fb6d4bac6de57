package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.AllOf;
import io.espalier.constrained.json.Formula.AnyOf;
import io.espalier.constrained.json.Formula.Constant;
import io.espalier.constrained.json.Formula.Negation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The disjunctive normal form of a formula, one conjunction of atoms and negated atoms at a time.
///
/// Literals that are known decide alternatives before any is branched on, and of those left the one
/// with the fewest alternatives comes first (as in Davis, Logemann, Loveland, "A machine program
/// for theorem-proving", CACM 1962): a chain of `if`/`then` over one key opens few branches.
final class Disjuncts {
  /// More conjunctions than this are not looked at.
  static final int CAP = 128;

  private final Visitor visitor;
  private final List<Formula> literals = new ArrayList<>();

  /// Atoms that are literals, and atoms whose negation is, by id.
  private final BitSet holding = new BitSet();

  private final BitSet failing = new BitSet();
  private int left = CAP;

  private Disjuncts(Visitor visitor) {
    this.visitor = visitor;
  }

  /// Receives conjunctions; returns false to stop.
  interface Visitor {
    /// Takes one conjunction; the list is only lent.
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
    Disjuncts search = new Disjuncts(visitor);
    search.expand(List.of(formula), List.of());
    return search.left > 0;
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

  /// Adds `added` to the literals and `open` alternatives and visits what is possible then. Returns
  /// false to stop altogether.
  private boolean expand(List<Formula> added, List<AnyOf> open) {
    int mark = literals.size();
    try {
      List<AnyOf> branches = new ArrayList<>(open);
      if (!assume(added, branches)) {
        return true;
      }
      List<Formula> fewest = propagate(branches);
      if (fewest == null) {
        return true;
      }
      if (branches.isEmpty()) {
        return left-- > 0 && visitor.visit(Collections.unmodifiableList(literals));
      }
      branches.removeLast();
      for (Formula part : fewest) {
        if (left-- <= 0 || !expand(List.of(part), branches)) {
          return false;
        }
      }
      return true;
    } finally {
      forget(mark);
    }
  }

  /// Takes literals out of `parts`, and alternatives into `branches`; false where they contradict.
  private boolean assume(List<Formula> parts, List<AnyOf> branches) {
    ArrayDeque<Formula> rest = new ArrayDeque<>(parts);
    while (!rest.isEmpty()) {
      Formula next = rest.poll();
      switch (next) {
        case Constant constant -> {
          if (!constant.value) {
            return false;
          }
        }
        case AllOf all -> rest.addAll(Arrays.asList(all.parts));
        case AnyOf any -> branches.add(any);
        default -> {
          if (contradicted(next)) {
            return false;
          }
          if (!satisfied(next)) {
            learn(next);
          }
        }
      }
    }
    return true;
  }

  /// Drops the alternatives that are decided, assumes those with one way left, and puts the one
  /// with the fewest ways last. Returns its ways; null where there is a contradiction.
  private @Nullable List<Formula> propagate(List<AnyOf> branches) {
    List<Formula> fewest = List.of();
    boolean again = true;
    while (again) {
      again = false;
      fewest = List.of();
      int best = -1;
      for (int i = 0; i < branches.size(); i++) {
        List<Formula> ways = ways(branches.get(i));
        if (ways == null) {
          branches.remove(i--);
          continue;
        }
        if (ways.isEmpty()) {
          return null;
        }
        if (ways.size() == 1) {
          branches.remove(i);
          if (!assume(ways, branches)) {
            return null;
          }
          again = true;
          break;
        }
        if (best < 0 || ways.size() < fewest.size()) {
          best = i;
          fewest = ways;
        }
      }
      if (!again && best >= 0) {
        Collections.swap(branches, best, branches.size() - 1);
      }
    }
    return fewest;
  }

  /// Returns the parts that are still possible; null where one of them holds already.
  private @Nullable List<Formula> ways(AnyOf branch) {
    List<Formula> out = new ArrayList<>(branch.parts.length);
    for (Formula part : branch.parts) {
      if (satisfied(part)) {
        return null;
      }
      if (!contradicted(part)) {
        out.add(part);
      }
    }
    return out;
  }

  private boolean satisfied(Formula part) {
    return switch (part) {
      case Constant constant -> constant.value;
      case AnyOf _ -> false;
      case AllOf all -> {
        for (Formula each : all.parts) {
          if (!satisfied(each)) {
            yield false;
          }
        }
        yield true;
      }
      case Negation negation -> failing.get(negation.atom.id);
      default -> holding.get(part.id);
    };
  }

  private boolean contradicted(Formula part) {
    return switch (part) {
      case Constant constant -> !constant.value;
      case AnyOf _ -> false;
      case AllOf all -> {
        for (Formula each : all.parts) {
          if (contradicted(each)) {
            yield true;
          }
        }
        yield false;
      }
      case Negation negation -> holding.get(negation.atom.id);
      default -> failing.get(part.id);
    };
  }

  private void learn(Formula literal) {
    literals.add(literal);
    if (literal instanceof Negation negation) {
      failing.set(negation.atom.id);
    } else {
      holding.set(literal.id);
    }
  }

  private void forget(int mark) {
    List<Formula> tail = literals.subList(mark, literals.size());
    for (Formula literal : tail) {
      if (literal instanceof Negation negation) {
        failing.clear(negation.atom.id);
      } else {
        holding.clear(literal.id);
      }
    }
    tail.clear();
  }
}
