package io.espalier.dsl.syntax;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.diagnostic.SyntaxCode;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/// First pass over the tokens: reports what is wrong in a single token and turns it into something
/// that the grammar can go on with, so that one slip does not hide the mistakes after it.
final class TokenCleaning {
  private final SourceText source;
  private final Diagnostics diagnostics;
  private final List<Token> cleaned = new ArrayList<>();

  TokenCleaning(SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  /// The tokens without those that have no meaning. Comments and line ends stay.
  List<Token> clean(List<? extends Token> tokens) {
    for (Token token : tokens) {
      clean((CommonToken) token);
    }
    markLineEnds();
    return cleaned;
  }

  private void clean(CommonToken token) {
    switch (token.getType()) {
      case SglLexer.IDENTIFIER -> checkLetters(token);
      case SglLexer.INT -> checkInt(token);
      case SglLexer.FLOAT -> checkFloat(token);
      case SglLexer.ESCAPE -> checkEscape(token);
      case SglLexer.NOT_A_NUMBER -> {
        diagnostics.add(
            error(
                    SyntaxCode.BAD_NUMBER,
                    token,
                    "'" + token.getText() + "' is neither a number nor a name")
                .hinting("names begin with a letter or '_'"));
        replace(token, SglLexer.INT);
      }
      case SglLexer.RAW_UNCLOSED -> {
        diagnostics.add(
            error(SyntaxCode.UNCLOSED_STRING, token, "this raw string is never closed")
                .expecting("'\"' on the same line"));
        replace(token, SglLexer.RAW);
      }
      case SglLexer.SINGLE_QUOTED -> {
        diagnostics.add(
            error(SyntaxCode.UNKNOWN_WORD, token, "strings are written with double quotes")
                .hinting("write \"" + inner(token.getText()) + "\""));
        replace(token, SglLexer.RAW);
      }
      case SglLexer.BAD_ESCAPE -> {
        diagnostics.add(
            error(SyntaxCode.BAD_ESCAPE, token, "'" + token.getText() + "' is no escape")
                .expecting(
                    "one of \\n \\r \\t \\\" \\\\ \\u{…}, an interpolation \\{…} or a hole \\[…]")
                .hinting("write \\\\ for a backslash, or r\"…\" for a string without escapes"));
        replace(token, SglLexer.TEXT);
      }
      case SglLexer.FAT_ARROW -> {
        diagnostics.add(
            error(SyntaxCode.UNKNOWN_WORD, token, "'=>' is not an arrow of this language")
                .hinting("write '->'"));
        replace(token, SglLexer.ARROW);
      }
      case SglLexer.SEMICOLON ->
          diagnostics.add(
              error(SyntaxCode.UNEXPECTED, token, "statements need no ';'").hinting("delete it"));
      case SglLexer.BLOCK_COMMENT, SglLexer.HASH_COMMENT ->
          diagnostics.add(
              error(SyntaxCode.UNKNOWN_WORD, token, "comments are written with '//'")
                  .hinting("begin each line of the comment with '//'"));
      case SglLexer.UNKNOWN -> unknown(token);
      default -> cleaned.add(token);
    }
  }

  private void checkLetters(CommonToken token) {
    String word = token.getText();
    for (int i = 0; i < word.length(); i += Character.charCount(word.codePointAt(i))) {
      int c = word.codePointAt(i);
      if (!Character.isUnicodeIdentifierPart(c) || Character.isIdentifierIgnorable(c)) {
        int start = token.getStartIndex() + i;
        String hint =
            c >= 0x2018 && c <= 0x201F
                ? "strings are written with straight quotes: \""
                : Character.isSpaceChar(c) || Character.isIdentifierIgnorable(c)
                    ? "it is an invisible character; delete it or write a plain space"
                    : "";
        diagnostics.add(
            error(
                    SyntaxCode.UNKNOWN_CHARACTER,
                    new Span(start, start + Character.charCount(c)),
                    "the character U+" + "%04X".formatted(c) + " has no meaning outside a string")
                .hinting(hint));
        break;
      }
    }
    cleaned.add(token);
  }

  private void checkInt(CommonToken token) {
    try {
      long _ = Long.parseLong(token.getText().replace("_", ""));
    } catch (NumberFormatException _) {
      diagnostics.add(
          error(SyntaxCode.BAD_NUMBER, token, "this number does not fit 64 bits")
              .expecting("a number up to " + Long.MAX_VALUE));
    }
    cleaned.add(token);
  }

  private void checkFloat(CommonToken token) {
    if (Double.isInfinite(Double.parseDouble(token.getText().replace("_", "")))) {
      diagnostics.add(
          error(SyntaxCode.BAD_NUMBER, token, "this number does not fit a 64-bit float")
              .expecting("a number up to " + Double.MAX_VALUE));
    }
    cleaned.add(token);
  }

  private void checkEscape(CommonToken token) {
    if (TemplateText.isCharacter(token.getText())) {
      cleaned.add(token);
    } else {
      diagnostics.add(
          error(SyntaxCode.BAD_ESCAPE, token, "'" + token.getText() + "' is no Unicode character")
              .expecting("\\u{0} to \\u{10FFFF}, without \\u{D800} to \\u{DFFF}"));
      replace(token, SglLexer.TEXT);
    }
  }

  private void unknown(CommonToken token) {
    String text = token.getText();
    String hint =
        switch (text) {
          case "&" -> "'and' is written '&&'";
          case "'" -> "strings are written with double quotes: \"";
          case "\\" -> "a string may have ended earlier than meant: look for a quote before this";
          default -> "";
        };
    diagnostics.add(
        error(SyntaxCode.UNKNOWN_CHARACTER, token, "'" + text + "' has no meaning outside a string")
            .hinting(hint));
  }

  /// A value on the next line is not the value of `return`, and a string there not the type of
  /// `gen`.
  private void markLineEnds() {
    int previous = Token.EOF;
    for (int i = 0; i < cleaned.size(); i++) {
      var token = (CommonToken) cleaned.get(i);
      if (token.getChannel() != Token.DEFAULT_CHANNEL) {
        continue;
      }
      if (token.getType() == SglLexer.RETURN) {
        boolean last = nextVisible(i) == SglLexer.RBRACE || nextVisible(i) == SglLexer.CASE;
        cleaned.set(i, last || endsLine(i) ? retyped(token, SglLexer.RETURN_ALONE) : token);
      } else if (token.getType() == SglLexer.GEN && lacksType(previous, i)) {
        diagnostics.add(
            error(SyntaxCode.MISSING_TYPE, token, "expected a type after 'gen' on the same line")
                .expecting("a type, for example 'string' or 'Report'"));
        cleaned.set(i, retyped(token, SglLexer.NULL));
      }
      previous = token.getType();
    }
  }

  /// True for a `gen` that ends its line and would take what stands on the next one for its type.
  /// After `.` and `by` and before `:` and `,` the word is a name; where no type can follow the
  /// parser says so itself.
  private boolean lacksType(int previous, int index) {
    return previous != SglLexer.DOT
        && previous != SglLexer.BY
        && endsLine(index)
        && switch (nextVisible(index)) {
          case SglLexer.COLON,
              SglLexer.COMMA,
              SglLexer.WITH,
              SglLexer.RBRACE,
              SglLexer.RPAREN,
              SglLexer.RBRACK,
              Token.EOF ->
              false;
          default -> true;
        };
  }

  private boolean endsLine(int index) {
    for (int i = index + 1; i < cleaned.size(); i++) {
      Token token = cleaned.get(i);
      if (token.getType() == SglLexer.NEWLINE || token.getType() == Token.EOF) {
        return true;
      }
      if (token.getChannel() == Token.DEFAULT_CHANNEL) {
        return false;
      }
    }
    return true;
  }

  private int nextVisible(int index) {
    for (int i = index + 1; i < cleaned.size(); i++) {
      if (cleaned.get(i).getChannel() == Token.DEFAULT_CHANNEL) {
        return cleaned.get(i).getType();
      }
    }
    return Token.EOF;
  }

  private void replace(CommonToken token, int type) {
    cleaned.add(retyped(token, type));
  }

  private static CommonToken retyped(CommonToken token, int type) {
    var copy = new CommonToken(token);
    copy.setType(type);
    return copy;
  }

  private static String inner(String quoted) {
    return quoted.substring(1, quoted.length() - 1);
  }

  private Diagnostic error(SyntaxCode code, Token token, String message) {
    return error(code, Places.of(token), message);
  }

  private Diagnostic error(SyntaxCode code, Span span, String message) {
    return Diagnostic.error(code, source, span, message);
  }
}
