package io.espalier.dsl.syntax;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.diagnostic.SyntaxCode;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.FailedPredicateException;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/// ANTLR's recovery with our own words: every way in which the parser can fail ends in one
/// [Diagnostic] that names no token type and no rule.
///
/// At most one mistake is reported for a line, and none at or after a bracket that [TokenBalance]
/// put in: what follows a mistake on its own line is rarely another one.
final class SyntaxErrors extends DefaultErrorStrategy {
  private final SourceText source;
  private final Diagnostics diagnostics;
  private int lastLine;

  SyntaxErrors(SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  @Override
  protected void reportNoViableAlternative(Parser parser, NoViableAltException failure) {
    boolean atOnce =
        failure.getStartToken().getTokenIndex() == failure.getOffendingToken().getTokenIndex();
    report(
        parser,
        failure.getOffendingToken(),
        atOnce ? failure.getExpectedTokens() : new IntervalSet());
  }

  @Override
  protected void reportInputMismatch(Parser parser, InputMismatchException failure) {
    report(parser, failure.getOffendingToken(), failure.getExpectedTokens());
  }

  @Override
  protected void reportFailedPredicate(Parser parser, FailedPredicateException failure) {
    throw new IllegalStateException("the grammar has no predicates", failure);
  }

  @Override
  protected void reportUnwantedToken(Parser parser) {
    reportOnce(parser);
  }

  @Override
  protected void reportMissingToken(Parser parser) {
    reportOnce(parser);
  }

  private void reportOnce(Parser parser) {
    if (!inErrorRecoveryMode(parser)) {
      beginErrorCondition(parser);
      report(parser, parser.getCurrentToken(), getExpectedTokens(parser));
    }
  }

  private void report(Parser parser, Token found, IntervalSet expected) {
    Token previous = previous(parser, found);
    if (isPutIn(found) || isPutIn(previous) || found.getLine() == lastLine) {
      return;
    }
    lastLine = found.getLine();
    var wording = new ErrorWording(parser, previous, found, expected);
    SyntaxCode code = wording.code();
    diagnostics.add(
        Diagnostic.error(code, source, place(code, previous, found), wording.message())
            .expecting(wording.expected())
            .hinting(wording.hint()));
  }

  /// A missing thing is shown right after what it should follow, anything else where it stands.
  private Span place(SyntaxCode code, Token previous, Token found) {
    boolean missing = code == SyntaxCode.MISSING || code == SyntaxCode.MISSING_TYPE;
    boolean elsewhere = found.getType() == Token.EOF || found.getLine() > previous.getLine();
    if (missing && elsewhere && previous.getType() != Token.EOF) {
      return Places.of(previous);
    }
    Span span = Places.of(found);
    return new Span(Math.min(span.start(), source.length()), Math.min(span.end(), source.length()));
  }

  private static Token previous(Parser parser, Token found) {
    for (int i = found.getTokenIndex() - 1; i >= 0; i--) {
      Token token = parser.getTokenStream().get(i);
      if (token.getChannel() == Token.DEFAULT_CHANNEL) {
        return token;
      }
    }
    return found;
  }

  private static boolean isPutIn(Token token) {
    return token.getType() != Token.EOF && token.getStopIndex() < token.getStartIndex();
  }
}
