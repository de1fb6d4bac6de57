package io.espalier.constrained.grammar;

import io.espalier.constrained.automaton.State;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compiles grammars to automata.
public final class GrammarCompiler {
  private GrammarCompiler() {}

  /// Returns the state before the first byte of the texts of a GBNF or EBNF grammar, or null where
  /// there is no such text.
  public static @Nullable State compileEbnf(ExprFactory exprs, String text, String start) {
    Map<String, Production> rules = EbnfReader.read(exprs, text);
    Expr regular = Rules.regular(exprs, rules, start);
    if (regular != null) {
      return regular.isEmpty() ? null : regular;
    }
    return ParserState.start(Rules.of(exprs, rules, start));
  }
}
