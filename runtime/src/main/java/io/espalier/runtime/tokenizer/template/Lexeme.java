package io.espalier.runtime.tokenizer.template;

/// A token of template source.
///
/// @param kind what it is
/// @param text the literal text, the name, the operator, or a string literal's value
/// @param line where it begins, counted from 1
record Lexeme(Kind kind, String text, int line) {
  enum Kind {
    TEXT,
    BLOCK_BEGIN,
    BLOCK_END,
    VARIABLE_BEGIN,
    VARIABLE_END,
    NAME,
    STRING,
    INTEGER,
    REAL,
    OPERATOR,
    END
  }

  boolean is(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /// This lexeme in an error message.
  String shown() {
    return switch (kind) {
      case END -> "the end of the template";
      case BLOCK_END -> "'%}'";
      case VARIABLE_END -> "'}}'";
      case TEXT -> "text";
      case BLOCK_BEGIN, VARIABLE_BEGIN, NAME, STRING, INTEGER, REAL, OPERATOR -> "'" + text + "'";
    };
  }
}
