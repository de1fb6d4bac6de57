package io.espalier.dsl.syntax;

import org.antlr.v4.runtime.Token;

/// What tokens are called in messages.
final class TokenNames {
  private static final int LONGEST = 40;

  private TokenNames() {}

  /// The token as people would say it: `'let'`, `a string`, `the end of the file`.
  static String of(Token token) {
    return switch (token.getType()) {
      case Token.EOF -> "the end of the file";
      case SglLexer.QUOTE, SglLexer.QUOTE_END, SglLexer.RAW, SglLexer.TEXT, SglLexer.ESCAPE ->
          "a string";
      case SglLexer.INTERPOLATION_OPEN -> "'\\{'";
      case SglLexer.HOLE_OPEN -> "'\\['";
      default -> "'" + shortened(token.getText()) + "'";
    };
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
