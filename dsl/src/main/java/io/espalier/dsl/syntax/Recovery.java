package io.espalier.dsl.syntax;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.syntax.SyntaxErrors.Broken;
import io.espalier.dsl.syntax.SyntaxErrors.Failure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.dfa.DFA;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/// Parses balanced tokens, and where that fails takes the broken statement, case, field or
/// declaration out and parses again, until the rest is whole. Each failure is reported once, in the
/// words of [ErrorWording], and cannot spread: brackets are balanced, so a broken thing has an end.
///
/// Costs one parse for a right text. A wrong one costs one more for each mistake, up to a number
/// that shrinks with the length of the text.
final class Recovery {
  /// Prediction states kept between reads; hostile texts can make them grow.
  private static final int MOST_CACHED_STATES = 20_000;

  /// Tokens parsed for one text, over all attempts, before the rest of it is given up.
  private static final int WORK = 2_000_000;

  private final SourceText source;
  private final Diagnostics diagnostics;
  private final Set<Integer> reportedLines = new HashSet<>();
  private final List<Span> removed = new ArrayList<>();
  private CommonTokenStream stream;

  Recovery(List<Token> tokens, SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
    this.stream = streamOf(tokens);
    diagnostics.sorted().forEach(d -> reportedLines.add(source.line(d.span().start())));
  }

  private CommonTokenStream streamOf(List<Token> tokens) {
    var result = new CommonTokenStream(new ListTokenSource(tokens, source.name()));
    result.fill();
    return result;
  }

  /// The tokens of the last parse.
  CommonTokenStream stream() {
    return stream;
  }

  /// The stretches of text that were taken out.
  List<Span> removed() {
    return removed;
  }

  /// Parses. SLL prediction first: it is fast and, if it succeeds, right. Only what fails is parsed
  /// again with full context, to be sure that it is wrong and to say why.
  SglParser.FileContext parse() {
    SglParser parser = parser(PredictionMode.SLL);
    parser.setErrorHandler(new BailErrorStrategy());
    try {
      return parser.file();
    } catch (ParseCancellationException _) {
      return repair();
    } finally {
      forgetIfLarge(parser);
    }
  }

  private SglParser.FileContext repair() {
    int attempts = Math.clamp(WORK / (stream.size() + 1), 3, 200);
    for (int i = 0; i < attempts; i++) {
      SglParser parser = parser(PredictionMode.LL);
      parser.setErrorHandler(new SyntaxErrors(source));
      try {
        return parser.file();
      } catch (Failure failure) {
        report(failure);
        remove(failure.start(), end(failure));
      }
    }
    remove(0, stream.size() - 1);
    return parser(PredictionMode.LL).file();
  }

  private SglParser parser(PredictionMode mode) {
    stream.seek(0);
    var parser = new SglParser(stream);
    parser.removeErrorListeners();
    parser.getInterpreter().setPredictionMode(mode);
    return parser;
  }

  private static void forgetIfLarge(SglParser parser) {
    int states = 0;
    for (DFA dfa : parser.getInterpreter().decisionToDFA) {
      states += dfa.states.size();
    }
    if (states > MOST_CACHED_STATES) {
      parser.getInterpreter().clearDFA();
    }
  }

  /// One report a line, and none about brackets that were put in: what follows a mistake on its own
  /// line is rarely another one.
  private void report(Failure failure) {
    Diagnostic diagnostic = failure.diagnostic();
    Token found = stream.get(failure.found());
    boolean putIn = found.getType() != Token.EOF && found.getStopIndex() < found.getStartIndex();
    int line = source.line(diagnostic.span().start());
    if (reportedLines.add(line) && !putIn) {
      diagnostics.add(diagnostic);
    }
  }

  /// Where the thing after the broken one begins: at the bracket that closes around it, or at a
  /// token that begins such a thing on a line of its own.
  private int end(Failure failure) {
    int depth = 0;
    int line = -1;
    for (int i = failure.start(); i < stream.size(); i++) {
      Token token = stream.get(i);
      if (token.getChannel() != Token.DEFAULT_CHANNEL) {
        continue;
      }
      boolean atStart = i == failure.start();
      boolean newLine = token.getLine() != line;
      line = token.getLine();
      boolean passed = !atStart && i >= failure.found();
      if (token.getType() == Token.EOF
          || (passed && depth == 0 && begins(failure.broken(), i, newLine))) {
        return i;
      }
      depth += Brackets.depthChange(token.getType());
      if (depth < 0) {
        return atStart ? i + 1 : i;
      }
    }
    return stream.size() - 1;
  }

  private boolean begins(Broken broken, int index, boolean newLine) {
    int type = stream.get(index).getType();
    return switch (broken) {
      case DECLARATION -> newLine && Brackets.beginsDeclaration(type);
      case STATEMENT -> newLine && Brackets.beginsStatement(type);
      case CASE -> type == SglLexer.CASE;
      case FIELD -> stream.get(nextVisible(index)).getType() == SglLexer.COLON;
    };
  }

  private int nextVisible(int index) {
    int i = Math.min(index + 1, stream.size() - 1);
    while (stream.get(i).getChannel() != Token.DEFAULT_CHANNEL) {
      i++;
    }
    return i;
  }

  private void remove(int start, int end) {
    if (end <= start) {
      throw new IllegalStateException("nothing to remove between tokens " + start + " and " + end);
    }
    int from = stream.get(start).getStartIndex();
    removed.add(new Span(from, Math.max(from, stream.get(end - 1).getStopIndex() + 1)));
    var rest = new ArrayList<Token>();
    for (int i = 0; i < stream.size(); i++) {
      Token token = stream.get(i);
      if (i < start || i >= end || token.getChannel() != Token.DEFAULT_CHANNEL) {
        rest.add(token);
      }
    }
    stream = streamOf(rest);
  }
}
