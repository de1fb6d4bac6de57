package io.espalier.dsl.syntax;

import io.espalier.dsl.diagnostic.Span;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/// Spans of ANTLR's tokens and rules.
final class Places {
  private Places() {}

  /// The span of a token; empty for the end of the file and for tokens put in by [TokenBalance].
  static Span of(Token token) {
    int start = token.getStartIndex();
    return token.getType() == Token.EOF
        ? Span.at(start)
        : new Span(start, Math.max(start, token.getStopIndex() + 1));
  }

  /// From the first to the last token of a rule.
  static Span of(ParserRuleContext context) {
    return of(context.getStart()).to(of(context.getStop()));
  }
}
