package io.espalier.dsl.syntax;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.diagnostic.SyntaxCode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/// Finds the `///` lines above a declaration, field or parameter, and afterwards knows which of
/// them document nothing. A documentation comment stands on lines of its own.
final class Documentation {
  private final CommonTokenStream tokens;
  private final SourceText source;
  private final BitSet used = new BitSet();

  Documentation(CommonTokenStream tokens, SourceText source) {
    this.tokens = tokens;
    this.source = source;
  }

  /// The text of the `///` lines right before a token: slashes, one blank after them and trailing
  /// blanks dropped, joined by line feeds; empty if there are none.
  String above(Token token) {
    var lines = new ArrayList<String>();
    int index = token.getTokenIndex();
    Token previous = previousVisible(index);
    List<Token> hidden = tokens.getHiddenTokensToLeft(index, SglLexer.DOCUMENTATION);
    for (Token comment : hidden == null ? List.<Token>of() : hidden) {
      if (previous == null || previous.getLine() < comment.getLine()) {
        String line = comment.getText().substring(3).stripTrailing();
        lines.add(line.startsWith(" ") ? line.substring(1) : line);
        used.set(comment.getTokenIndex());
      }
    }
    return String.join("\n", lines);
  }

  private @org.jspecify.annotations.Nullable Token previousVisible(int index) {
    for (int i = index - 1; i >= 0; i--) {
      if (tokens.get(i).getChannel() == Token.DEFAULT_CHANNEL) {
        return tokens.get(i);
      }
    }
    return null;
  }

  /// Says nothing about the comments of a declaration that could not be read.
  void skip(ParserRuleContext context) {
    int start = context.getStart().getTokenIndex();
    int stop = context.getStop() == null ? start : context.getStop().getTokenIndex();
    Token previous = previousVisible(start);
    used.set(previous == null ? 0 : previous.getTokenIndex(), Math.max(start, stop) + 1);
  }

  /// All comments that no declaration took up, in order of place.
  List<Comment> rest() {
    var comments = new ArrayList<Comment>();
    for (Token token : tokens.getTokens()) {
      boolean documentation = token.getChannel() == SglLexer.DOCUMENTATION;
      if (token.getChannel() == SglLexer.COMMENTS
          || (documentation && !used.get(token.getTokenIndex()))) {
        String text = token.getText().stripTrailing();
        int start = token.getStartIndex();
        comments.add(new Comment(new Span(start, start + text.length()), text));
      }
    }
    comments.sort(Comparator.comparingInt(comment -> comment.span().start()));
    return comments;
  }

  /// Warns of every documentation comment that no declaration took up.
  void warn(Diagnostics diagnostics) {
    for (Token token : tokens.getTokens()) {
      if (token.getChannel() == SglLexer.DOCUMENTATION && !used.get(token.getTokenIndex())) {
        diagnostics.add(
            Diagnostic.warning(
                    SyntaxCode.MISPLACED_DOCUMENTATION,
                    source,
                    Places.of(token),
                    "this documentation comment documents nothing")
                .hinting(
                    "'///' stands above a declaration, field, enum value or parameter; write '//'"
                        + " for a comment"));
      }
    }
  }
}
