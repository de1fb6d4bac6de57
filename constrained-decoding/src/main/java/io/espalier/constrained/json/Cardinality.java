package io.espalier.constrained.json;

import io.espalier.constrained.regex.Expr;

/// Counts the values of a formula as far as needed, for `uniqueItems`.
final class Cardinality {
  private Cardinality() {}

  /// Tells whether at least `wanted` different values satisfy `formula`. Arrays and objects count
  /// as endlessly many.
  static boolean atLeast(JsonEngine engine, Formula formula, int wanted) {
    int found = 0;
    for (int type = 1; type <= Types.OBJECT && found < wanted; type <<= 1) {
      Formula typed = engine.formulas.specialise(formula, type);
      if (engine.costs.cost(typed, type) >= Costs.NONE) {
        continue;
      }
      found +=
          switch (type) {
            case Types.NULL, Types.TRUE, Types.FALSE -> 1;
            case Types.STRING -> words(engine.stringLanguage(typed), wanted);
            case Types.NUMBER -> words(engine.numberLanguage(typed), wanted);
            default -> wanted;
          };
    }
    return found >= wanted;
  }

  private static int words(Expr language, int wanted) {
    return language.longestBytes() < 0 || language.longestBytes() > 64
        ? wanted
        : Samples.of(language, wanted).size();
  }
}
