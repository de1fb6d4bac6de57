package io.espalier.constrained.json;

import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.automaton.InternTable;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.json.Formula.Constant;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What all states of one schema share: its formulas, the options, the tables of interned states.
final class JsonEngine {
  private static final int MAX_STATES = 400_000;

  final ExprFactory exprs;
  final Formulas formulas;
  final JsonOptions options;
  final Numbers numbers;
  final Costs costs;
  final InternTable states = new InternTable(MAX_STATES);
  private final Map<Formula, Expr> stringLanguages = new HashMap<>();
  private final Map<Formula, Expr> numberLanguages = new HashMap<>();
  private final Map<List<Formula>, KeySpace> keySpaces = new HashMap<>();

  JsonEngine(ExprFactory exprs, JsonOptions options) {
    this.exprs = exprs;
    this.options = options;
    this.formulas = new Formulas(exprs);
    this.numbers = new Numbers(exprs);
    this.costs = new Costs(this);
  }

  /// Returns the language of a formula over string atoms, within the bound on strings.
  Expr stringLanguage(Formula formula) {
    synchronized (stringLanguages) {
      Expr made = stringLanguages.get(formula);
      if (made == null) {
        made = bounded(formulas.stringLanguage(formula));
        stringLanguages.put(formula, made);
      }
      return made;
    }
  }

  /// Returns the words of `language` within the bound on strings, where it has such words.
  Expr bounded(Expr language) {
    int most = options.maxStringLength();
    if (most < 0 || language.longestBytes() >= 0) {
      return language;
    }
    Expr shorter = exprs.and(language, exprs.anyText(0, most));
    return shorter.isEmpty() ? language : shorter;
  }

  /// Returns the language of a formula over number atoms, in canonical form where that is asked for
  /// and possible.
  Expr numberLanguage(Formula formula) {
    synchronized (numberLanguages) {
      Expr made = numberLanguages.get(formula);
      if (made == null) {
        made = makeNumberLanguage(formula);
        numberLanguages.put(formula, made);
      }
      return made;
    }
  }

  private Expr makeNumberLanguage(Formula formula) {
    if (options.canonical()) {
      Expr plain = formulas.numberLanguage(formula, numbers.canonical());
      if (!plain.isEmpty()) {
        return plain;
      }
    }
    return formulas.numberLanguage(formula, numbers.all());
  }

  KeySpace keySpace(List<Formula> formulaList) {
    synchronized (keySpaces) {
      return keySpaces.computeIfAbsent(formulaList, list -> new KeySpace(this, list));
    }
  }

  /// Returns the language a string must be in under a goal specialised to strings, with the
  /// languages reported; null where there is no such string.
  @Nullable State stringContent(Goal goal) {
    Expr must = stringLanguage(goal.must());
    if (must.isEmpty()) {
      return null;
    }
    List<Expr> reported = new ArrayList<>();
    for (Formula formula : goal.report()) {
      reported.add(formulas.stringLanguage(formula));
    }
    return Outcomes.start(states, must, reported);
  }

  /// The same for numbers.
  @Nullable State numberContent(Goal goal) {
    Expr must = numberLanguage(goal.must());
    if (must.isEmpty()) {
      return null;
    }
    List<Expr> reported = new ArrayList<>();
    for (Formula formula : goal.report()) {
      reported.add(formulas.numberLanguage(formula, numbers.all()));
    }
    return Outcomes.start(states, must, reported);
  }

  /// Evaluates reports that are constants; the others count as not holding.
  static long constantBits(List<Formula> report) {
    long bits = 0;
    for (int i = 0; i < report.size(); i++) {
      if (report.get(i) instanceof Constant constant && constant.value) {
        bits |= 1L << i;
      }
    }
    return bits;
  }

  /// Tells whether another whitespace character may follow `count` of them.
  boolean moreSpace(int b, int count) {
    boolean space = b == ' ' || b == '\n' || b == '\r' || b == '\t';
    return space && (options.whitespace() < 0 || count < options.whitespace());
  }

  /// Returns the count of whitespace after one more.
  int spaces(int count) {
    return options.whitespace() < 0 ? 0 : count + 1;
  }
}
