package io.espalier.dsl.syntax;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.diagnostic.SyntaxCode;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/// Second pass over the tokens: pairs every opening bracket, template expression and string with
/// its end, reports those without a partner at the place where they were opened, and puts in or
/// takes out what is needed to balance the rest. The parser therefore always sees balanced text,
/// and nesting is bounded before anything recurses.
///
/// Idea: one stack of openings. A closing bracket closes the nearest opening of its kind; `)` and
/// `]` never reach beyond a `{`, and none reaches beyond the template expression it stands in.
/// Where the text turns out to be unbalanced, a second run also believes the layout: a declaration
/// at the beginning of a line closes everything, and a `}` that begins its line closes what was
/// opened at its own indentation.
final class TokenBalance {
  private final SourceText source;
  private final ReadLimits limits;
  private final boolean trustLayout;
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final List<Span> unreadable = new ArrayList<>();
  private final List<Token> balanced = new ArrayList<>();
  private final List<Opening> open = new ArrayList<>();
  private int maps;
  private boolean tooDeep;

  /// An opening token, where it stands in `balanced`, and the `map<` that were open before it.
  private record Opening(Token token, int position, int maps) {}

  private TokenBalance(SourceText source, ReadLimits limits, boolean trustLayout) {
    this.source = source;
    this.limits = limits;
    this.trustLayout = trustLayout;
  }

  /// What balancing yields: tokens, what was wrong, the stretches about which nothing else should
  /// be said, and whether nesting went over the limit (the tokens are of no use then).
  record Balanced(
      List<Token> tokens, List<Diagnostic> diagnostics, List<Span> unreadable, boolean tooDeep) {}

  /// Balances tokens of `source`. O(tokens).
  static Balanced balance(List<Token> tokens, SourceText source, ReadLimits limits) {
    Balanced plain = new TokenBalance(source, limits, false).run(tokens);
    return plain.diagnostics.isEmpty() || plain.tooDeep
        ? plain
        : new TokenBalance(source, limits, true).run(tokens);
  }

  private Balanced run(List<Token> tokens) {
    for (int i = 0; i < tokens.size() && !tooDeep; i++) {
      Token token = tokens.get(i);
      if (token.getChannel() != Token.DEFAULT_CHANNEL) {
        balanced.add(token);
      } else {
        if (trustLayout) {
          closeByLayout(tokens, i);
        }
        add(token);
      }
    }
    return new Balanced(balanced, diagnostics, unreadable, tooDeep);
  }

  private void closeByLayout(List<Token> tokens, int index) {
    Token token = tokens.get(index);
    if (beginsDeclaration(tokens, index)) {
      closeAbove(0, token);
    } else if (Brackets.isStatementWord(token.getType())
        && beginsLine(token)
        && lastVisible() != SglLexer.DOT
        && nextVisible(tokens, index) != SglLexer.COLON) {
      int keep = open.size();
      while (keep > 0 && isWeak(open.get(keep - 1).token)) {
        keep--;
      }
      closeAbove(keep, token);
    }
  }

  private static boolean isWeak(Token token) {
    return token.getType() == SglLexer.LPAREN || token.getType() == SglLexer.LBRACK;
  }

  private void add(Token token) {
    switch (token.getType()) {
      case SglLexer.LPAREN,
          SglLexer.LBRACK,
          SglLexer.LBRACE,
          SglLexer.QUOTE,
          SglLexer.INTERPOLATION_OPEN,
          SglLexer.HOLE_OPEN ->
          open(token);
      case SglLexer.RPAREN,
          SglLexer.RBRACK,
          SglLexer.RBRACE,
          SglLexer.QUOTE_END,
          SglLexer.INTERPOLATION_CLOSE,
          SglLexer.HOLE_CLOSE ->
          close(token);
      case SglLexer.STRING_BROKEN -> closeBrokenString(token);
      case Token.EOF -> {
        closeAbove(0, token);
        balanced.add(token);
      }
      case SglLexer.LESS -> {
        maps += lastVisible() == SglLexer.MAP ? 1 : 0;
        checkDepth(token);
        balanced.add(token);
      }
      case SglLexer.GREATER -> {
        maps = Math.max(maps - 1, open.isEmpty() ? 0 : open.getLast().maps);
        balanced.add(token);
      }
      default -> balanced.add(token);
    }
  }

  private void open(Token token) {
    open.add(new Opening(token, balanced.size(), maps));
    balanced.add(token);
    checkDepth(token);
  }

  private void checkDepth(Token token) {
    if (open.size() + maps > limits.nesting()) {
      tooDeep = true;
      diagnostics.add(
          Diagnostic.error(
                  SyntaxCode.TOO_DEEP,
                  source,
                  Places.of(token),
                  "brackets, braces and templates are nested deeper than "
                      + limits.nesting()
                      + " levels")
              .hinting("move the inner part into a declaration of its own"));
    }
  }

  private void close(Token token) {
    int partner = partner(token);
    if (partner < 0) {
      diagnostics.add(
          Diagnostic.error(
              SyntaxCode.UNOPENED_BRACKET,
              source,
              Places.of(token),
              "'" + token.getText() + "' closes nothing"));
      return;
    }
    closeAbove(partner + 1, token);
    maps = open.removeLast().maps;
    balanced.add(token);
  }

  /// The index in `open` of what `token` closes, or -1.
  private int partner(Token token) {
    int opening = openingOf(token.getType());
    if (trustLayout && token.getType() == SglLexer.RBRACE && beginsLine(token)) {
      int byLayout = partnerByIndentation(token);
      if (byLayout >= 0) {
        return byLayout;
      }
    }
    for (int i = open.size() - 1; i >= 0; i--) {
      int type = open.get(i).token.getType();
      if (type == opening) {
        return i;
      }
      boolean template = type == SglLexer.INTERPOLATION_OPEN || type == SglLexer.HOLE_OPEN;
      boolean weaker = opening == SglLexer.LPAREN || opening == SglLexer.LBRACK;
      boolean bracket = weaker || opening == SglLexer.LBRACE;
      if ((template && bracket) || (weaker && type == SglLexer.LBRACE)) {
        return -1;
      }
    }
    return -1;
  }

  private int partnerByIndentation(Token token) {
    int indentation = indentation(token);
    for (int i = open.size() - 1; i >= 0; i--) {
      Token candidate = open.get(i).token;
      if (candidate.getType() != SglLexer.LBRACE && candidate.getType() != SglLexer.LPAREN) {
        return -1;
      }
      if (candidate.getType() == SglLexer.LBRACE && indentation(candidate) <= indentation) {
        return indentation(candidate) == indentation ? i : -1;
      }
    }
    return -1;
  }

  private static int openingOf(int closing) {
    return switch (closing) {
      case SglLexer.RPAREN -> SglLexer.LPAREN;
      case SglLexer.RBRACK -> SglLexer.LBRACK;
      case SglLexer.RBRACE -> SglLexer.LBRACE;
      case SglLexer.QUOTE_END -> SglLexer.QUOTE;
      case SglLexer.INTERPOLATION_CLOSE -> SglLexer.INTERPOLATION_OPEN;
      case SglLexer.HOLE_CLOSE -> SglLexer.HOLE_OPEN;
      default -> throw new IllegalStateException("not a closing token: " + closing);
    };
  }

  /// Reports and closes every opening from index `keep` on, just before `next`.
  private void closeAbove(int keep, Token next) {
    boolean swallowed =
        open.subList(keep, open.size()).stream().anyMatch(o -> o.token.getType() == SglLexer.QUOTE);
    while (open.size() > keep) {
      Opening opening = open.removeLast();
      maps = opening.maps;
      if (opening.token.getType() == SglLexer.QUOTE) {
        dropAfter(opening, next);
        reportUnclosed(opening.token, next);
      } else if (!swallowed) {
        reportUnclosed(opening.token, next);
      }
      balanced.add(closing(opening.token, next));
    }
  }

  /// A line string whose line ended: it and the line strings around it become empty strings.
  private void closeBrokenString(Token end) {
    int outermost = outermostLineString();
    Opening string = open.get(outermost);
    Token culprit =
        open.subList(outermost, open.size()).stream()
            .map(Opening::token)
            .filter(TokenBalance::isTemplate)
            .findFirst()
            .orElse(string.token);
    maps = string.maps;
    open.subList(outermost, open.size()).clear();
    dropAfter(string, end);
    reportUnclosed(culprit, end);
    balanced.add(closing(string.token, end));
  }

  /// The line strings that a line end breaks: the innermost, and those in whose expressions it
  /// stands.
  private int outermostLineString() {
    int outermost = -1;
    for (int i = open.size() - 1; i >= 0; i--) {
      Token token = open.get(i).token;
      if (isLineString(token)) {
        outermost = i;
      } else if (token.getType() == SglLexer.QUOTE) {
        break;
      }
    }
    if (outermost < 0) {
      throw new IllegalStateException("a line end broke a string that was never opened");
    }
    return outermost;
  }

  /// Takes out everything read since a string was opened, and what was said about it.
  private void dropAfter(Opening string, Token next) {
    int start = string.token.getStartIndex();
    var span = new Span(start, Math.max(start, next.getStartIndex()));
    unreadable.add(span);
    diagnostics.removeIf(diagnostic -> span.contains(diagnostic.span().start()));
    balanced.subList(string.position + 1, balanced.size()).clear();
  }

  private void reportUnclosed(Token token, Token next) {
    Span span = Places.of(token);
    switch (token.getType()) {
      case SglLexer.QUOTE ->
          diagnostics.add(
              Diagnostic.error(
                      SyntaxCode.UNCLOSED_STRING, source, span, "this string is never closed")
                  .expecting(
                      isLineString(token)
                          ? "'\"' on the same line"
                          : "'\"\"\"' at the end of the text")
                  .hinting(
                      isLineString(token)
                          ? "write \\n for a line end, or \"\"\" around a text of several lines"
                          : ""));
      case SglLexer.HOLE_OPEN ->
          diagnostics.add(unclosed(span, "this hole '\\[' is never closed", "']'"));
      case SglLexer.INTERPOLATION_OPEN ->
          diagnostics.add(unclosed(span, "this interpolation '\\{' is never closed", "'}'"));
      default ->
          diagnostics.add(
              unclosed(
                      span,
                      "'" + token.getText() + "' is never closed",
                      "'" + closing(token, next).getText() + "'")
                  .hinting(whereMissing(next)));
    }
  }

  private Diagnostic unclosed(Span span, String message, String expected) {
    return Diagnostic.error(SyntaxCode.UNCLOSED_BRACKET, source, span, message).expecting(expected);
  }

  private String whereMissing(Token next) {
    return next.getType() == Token.EOF
        ? ""
        : "it seems to be missing before line " + source.line(next.getStartIndex());
  }

  private static Token closing(Token opening, Token next) {
    var token =
        switch (opening.getType()) {
          case SglLexer.LPAREN -> new CommonToken(SglLexer.RPAREN, ")");
          case SglLexer.LBRACK -> new CommonToken(SglLexer.RBRACK, "]");
          case SglLexer.LBRACE -> new CommonToken(SglLexer.RBRACE, "}");
          case SglLexer.QUOTE -> new CommonToken(SglLexer.QUOTE_END, "\"");
          case SglLexer.INTERPOLATION_OPEN -> new CommonToken(SglLexer.INTERPOLATION_CLOSE, "}");
          case SglLexer.HOLE_OPEN -> new CommonToken(SglLexer.HOLE_CLOSE, "]");
          default -> throw new IllegalStateException("not an opening token: " + opening);
        };
    token.setStartIndex(next.getStartIndex());
    token.setStopIndex(next.getStartIndex() - 1);
    token.setLine(next.getLine());
    token.setCharPositionInLine(next.getCharPositionInLine());
    return token;
  }

  private int lastVisible() {
    for (int i = balanced.size() - 1; i >= 0; i--) {
      if (balanced.get(i).getChannel() == Token.DEFAULT_CHANNEL) {
        return balanced.get(i).getType();
      }
    }
    return Token.EOF;
  }

  private static boolean isTemplate(Token token) {
    return token.getType() == SglLexer.HOLE_OPEN || token.getType() == SglLexer.INTERPOLATION_OPEN;
  }

  private static boolean isLineString(Token token) {
    return token.getType() == SglLexer.QUOTE && token.getText().length() == 1;
  }

  private boolean beginsLine(Token token) {
    return indentation(token) == token.getStartIndex() - lineStart(token);
  }

  /// Blanks at the beginning of the token's line.
  private int indentation(Token token) {
    int start = lineStart(token);
    int i = start;
    while (i < source.length()
        && (source.text().charAt(i) == ' ' || source.text().charAt(i) == '\t')) {
      i++;
    }
    return i - start;
  }

  private int lineStart(Token token) {
    return source.lineStart(source.line(token.getStartIndex()));
  }

  /// A word at the beginning of a line that cannot be anything but a declaration there.
  private boolean beginsDeclaration(List<Token> tokens, int index) {
    Token token = tokens.get(index);
    if (token.getStartIndex() != lineStart(token)) {
      return false;
    }
    return switch (token.getType()) {
      case SglLexer.IMPORT, SglLexer.FN -> true;
      case SglLexer.TEST -> nextVisible(tokens, index) == SglLexer.QUOTE;
      case SglLexer.RECORD,
          SglLexer.ENUM,
          SglLexer.UNION,
          SglLexer.TYPE,
          SglLexer.PROMPT,
          SglLexer.TOOL ->
          nextVisible(tokens, index) == SglLexer.IDENTIFIER;
      default -> false;
    };
  }

  private static int nextVisible(List<Token> tokens, int index) {
    for (int i = index + 1; i < tokens.size(); i++) {
      if (tokens.get(i).getChannel() == Token.DEFAULT_CHANNEL) {
        return tokens.get(i).getType();
      }
    }
    return Token.EOF;
  }
}
