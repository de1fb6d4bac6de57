package io.espalier.dsl.syntax;

/// What single token types say about structure.
final class Brackets {
  private Brackets() {}

  /// 1 for what opens, -1 for what closes, else 0.
  static int depthChange(int type) {
    return switch (type) {
      case SglLexer.LPAREN,
          SglLexer.LBRACK,
          SglLexer.LBRACE,
          SglLexer.QUOTE,
          SglLexer.INTERPOLATION_OPEN,
          SglLexer.HOLE_OPEN ->
          1;
      case SglLexer.RPAREN,
          SglLexer.RBRACK,
          SglLexer.RBRACE,
          SglLexer.QUOTE_END,
          SglLexer.INTERPOLATION_CLOSE,
          SglLexer.HOLE_CLOSE ->
          -1;
      default -> 0;
    };
  }

  /// True for words with which a declaration begins.
  static boolean beginsDeclaration(int type) {
    return switch (type) {
      case SglLexer.IMPORT,
          SglLexer.RECORD,
          SglLexer.ENUM,
          SglLexer.UNION,
          SglLexer.TYPE,
          SglLexer.FN,
          SglLexer.PROMPT,
          SglLexer.TOOL,
          SglLexer.TEST ->
          true;
      default -> false;
    };
  }

  /// True for words with which only a statement or case begins.
  static boolean isStatementWord(int type) {
    return switch (type) {
      case SglLexer.LET,
          SglLexer.INCLUDE,
          SglLexer.RETURN,
          SglLexer.RETURN_ALONE,
          SglLexer.YIELD,
          SglLexer.ASSERT,
          SglLexer.CHECK,
          SglLexer.IF,
          SglLexer.MATCH,
          SglLexer.CASE,
          SglLexer.FOR,
          SglLexer.LOOP,
          SglLexer.BREAK,
          SglLexer.THINK ->
          true;
      default -> false;
    };
  }

  /// True for what may begin a statement.
  static boolean beginsStatement(int type) {
    return isStatementWord(type)
        || switch (type) {
          case SglLexer.QUOTE,
              SglLexer.RAW,
              SglLexer.SYSTEM,
              SglLexer.USER,
              SglLexer.ASSISTANT,
              SglLexer.TOOL,
              SglLexer.IDENTIFIER,
              SglLexer.CALL,
              SglLexer.ASIDE,
              SglLexer.GEN,
              SglLexer.SELECT,
              SglLexer.FORK,
              SglLexer.RACE ->
              true;
          default -> false;
        };
  }
}
