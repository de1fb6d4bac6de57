package io.espalier.constrained.json;

import java.util.List;

/// What is asked of a value: the formula it must satisfy, the formulas whose outcome its parent
/// waits for (in the order of the outcome's bits), and whether the parent wants to know the value
/// itself.
record Goal(Formula must, List<Formula> report, boolean capture) {
  static final int MAX_REPORTS = 63;

  Goal {
    report = List.copyOf(report);
  }

  /// Returns what remains of the goal for values of one type.
  Goal specialise(Formulas formulas, int type) {
    Formula special = formulas.specialise(must, type);
    return report.isEmpty()
        ? new Goal(special, report, capture)
        : new Goal(
            special,
            report.stream().map(formula -> formulas.specialise(formula, type)).toList(),
            capture);
  }
}
