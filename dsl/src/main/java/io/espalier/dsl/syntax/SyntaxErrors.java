package io.espalier.dsl.syntax;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.diagnostic.SyntaxCode;
import java.util.Optional;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/// Stops the parser at its first failure, with our own words for it and the smallest thing that is
/// broken: [Recovery] takes that out, and the rest is parsed again.
///
/// ANTLR's own recovery is not used: it skips to whatever token may follow, in this language often
/// the middle of a string or of the next declaration, and then reports what it broke itself.
final class SyntaxErrors extends DefaultErrorStrategy {
  private final SourceText source;

  SyntaxErrors(SourceText source) {
    this.source = source;
  }

  /// The failure of a parse: what to tell, and the token indices of the broken thing's first token
  /// and of the token at which the parser gave up.
  static final class Failure extends ParseCancellationException {
    private static final long serialVersionUID = 1L;

    private final transient Diagnostic diagnostic;
    private final transient Broken broken;
    private final int start;
    private final int found;

    Failure(Diagnostic diagnostic, Broken broken, int start, int found) {
      this.diagnostic = diagnostic;
      this.broken = broken;
      this.start = start;
      this.found = found;
    }

    Diagnostic diagnostic() {
      return diagnostic;
    }

    Broken broken() {
      return broken;
    }

    int start() {
      return start;
    }

    int found() {
      return found;
    }
  }

  /// What kind of thing is broken: it decides where the next one begins.
  enum Broken {
    DECLARATION,
    STATEMENT,
    CASE,
    FIELD
  }

  @Override
  public void reportError(Parser parser, RecognitionException failure) {
    boolean late =
        failure instanceof NoViableAltException choice
            && choice.getStartToken().getTokenIndex()
                != failure.getOffendingToken().getTokenIndex();
    fail(
        parser,
        failure.getOffendingToken(),
        late ? new IntervalSet() : failure.getExpectedTokens());
  }

  @Override
  protected void reportUnwantedToken(Parser parser) {
    fail(parser, parser.getCurrentToken(), getExpectedTokens(parser));
  }

  @Override
  protected Token singleTokenDeletion(Parser parser) {
    throw new InputMismatchException(parser);
  }

  @Override
  public Token recoverInline(Parser parser) {
    throw mismatch(parser);
  }

  private InputMismatchException mismatch(Parser parser) {
    return nextTokensContext == null
        ? new InputMismatchException(parser)
        : new InputMismatchException(parser, nextTokensState, nextTokensContext);
  }

  private void fail(Parser parser, Token found, IntervalSet expected) {
    Token previous = previous(parser, found);
    var wording = new ErrorWording(parser, previous, found, expected);
    SyntaxCode code = wording.code();
    Diagnostic diagnostic =
        Diagnostic.error(code, source, place(code, previous, found), wording.message())
            .expecting(wording.expected())
            .hinting(wording.hint());
    throw failure(parser.getContext(), diagnostic, found.getTokenIndex());
  }

  /// A missing thing is shown where what it should follow ends, anything else where it stands.
  private Span place(SyntaxCode code, Token previous, Token found) {
    boolean missing = code == SyntaxCode.MISSING || code == SyntaxCode.MISSING_TYPE;
    boolean elsewhere = found.getType() == Token.EOF || found.getLine() > previous.getLine();
    if (missing && elsewhere && previous.getType() != Token.EOF) {
      return Places.of(previous);
    }
    Span span = Places.of(found);
    int end = Math.min(span.end(), source.length());
    return new Span(Math.min(span.start(), end), end);
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

  private static Failure failure(ParserRuleContext context, Diagnostic diagnostic, int found) {
    for (ParserRuleContext c = context; c != null; c = c.getParent()) {
      int start = c.getStart().getTokenIndex();
      Optional<Broken> broken =
          switch (c) {
            case SglParser.BlockContext _ -> Optional.of(Broken.STATEMENT);
            case SglParser.StatementContext _ -> Optional.of(Broken.STATEMENT);
            case SglParser.MatchCaseContext _ -> Optional.of(Broken.CASE);
            case SglParser.FieldContext _ -> Optional.of(Broken.FIELD);
            case SglParser.DeclarationContext _ -> Optional.of(Broken.DECLARATION);
            default -> Optional.empty();
          };
      // A block that fails after its brace has met something that begins no statement.
      boolean inBlock = c instanceof SglParser.BlockContext && start < found;
      boolean beforeBlock = c instanceof SglParser.BlockContext && start >= found;
      if (broken.isPresent() && !beforeBlock) {
        return new Failure(diagnostic, broken.get(), inBlock ? found : start, found);
      }
    }
    return new Failure(diagnostic, Broken.DECLARATION, found, found);
  }
}
