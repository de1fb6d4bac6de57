package io.espalier.constrained.grammar;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Compiles grammars to automata.
public final class GrammarCompiler {
  private GrammarCompiler() {}

  /// Returns the state before the first byte of the texts of `grammar`, or null where there is no
  /// such text. An [Expr] where no parser is needed.
  ///
  /// @param sources compiles an embedded constraint to its start, null where it is empty
  public static @Nullable State compile(
      ExprFactory exprs, Grammar grammar, Function<ConstraintSource, @Nullable State> sources) {
    Production start = grammar.rules().get(grammar.start());
    if (start == null) {
      throw new ConstraintException(
          ConstraintError.INVALID,
          "",
          "there is no rule '" + grammar.start() + "'",
          "a rule of that name",
          "");
    }
    RegularRules regular = new RegularRules(exprs, new Terminals(exprs, sources), grammar);
    Expr language = regular.language(new Production.Rule(grammar.start(), ""));
    if (language != null) {
      return language.isEmpty() ? null : language;
    }
    return Parse.start(Rules.of(exprs.work(), grammar, regular));
  }
}
