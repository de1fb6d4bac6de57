package io.espalier.dsl.syntax;

import io.espalier.dsl.diagnostic.SyntaxCode;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/// The sentence, the expectation and the hint for one place where the parser could not go on.
final class ErrorWording {
  private static final String A_TYPE = "a type, for example 'string' or 'Report'";

  private final Parser parser;
  private final Token previous;
  private final Token found;
  private final List<String> phrases;
  private final boolean typeExpected;
  private final boolean afterExpression;

  ErrorWording(Parser parser, Token previous, Token found, IntervalSet expected) {
    this.parser = parser;
    this.previous = previous;
    this.found = found;
    this.typeExpected = isType(expected);
    this.afterExpression = expected.contains(SglLexer.OR);
    this.phrases = phrases(expected);
  }

  private static boolean isType(IntervalSet set) {
    return set.contains(SglLexer.LPAREN)
        && set.contains(SglLexer.QUOTE)
        && set.contains(SglLexer.MAP)
        && !set.contains(SglLexer.INT);
  }

  /// Groups the token types that could stand here into things that people know.
  private static List<String> phrases(IntervalSet set) {
    var phrases = new ArrayList<String>();
    var rest = new IntervalSet(set);
    boolean expression = set.contains(SglLexer.LPAREN) && set.contains(SglLexer.INT);
    boolean statement = set.contains(SglLexer.LET) && set.contains(SglLexer.QUOTE) && !expression;
    boolean declaration = set.contains(SglLexer.PROMPT) && set.contains(SglLexer.FN);
    boolean string = set.contains(SglLexer.QUOTE);
    if (expression) {
      phrases.add("a value");
    } else if (statement) {
      phrases.add("a statement");
    } else if (isType(set)) {
      phrases.add(A_TYPE);
    } else if (set.contains(SglLexer.INT) && string) {
      phrases.add("a pattern or a constant");
    } else if (string) {
      phrases.add("a string");
    } else if (set.contains(SglLexer.INT)) {
      phrases.add("a number");
    } else if (declaration && !set.contains(SglLexer.IDENTIFIER)) {
      phrases.add("a declaration ('prompt', 'record', 'fn', 'test', …)");
    } else if (set.contains(SglLexer.IDENTIFIER)) {
      phrases.add("a name");
    }
    boolean words = !phrases.isEmpty();
    for (int type : rest.toArray()) {
      String literal = SglParser.VOCABULARY.getLiteralName(type);
      boolean symbol = literal != null && !Character.isLetter(literal.charAt(1));
      boolean goesOn = isCovered(type, expression, set);
      if (literal != null && !goesOn && (symbol || !words)) {
        phrases.add(literal);
      }
    }
    return phrases;
  }

  /// Symbols that go without saying: beginnings of the things named by a phrase, and operators.
  private static boolean isCovered(int type, boolean expression, IntervalSet set) {
    return switch (type) {
      case SglLexer.LPAREN, SglLexer.LBRACK, SglLexer.MINUS, SglLexer.NOT ->
          expression
              || isType(set)
              || set.contains(SglLexer.OR)
              || set.contains(SglLexer.BAR)
              || set.contains(SglLexer.INT);
      case SglLexer.QUOTE -> true;
      case SglLexer.DOT,
          SglLexer.PLUS,
          SglLexer.STAR,
          SglLexer.SLASH,
          SglLexer.PERCENT,
          SglLexer.RANGE,
          SglLexer.OR_ELSE,
          SglLexer.AND,
          SglLexer.OR,
          SglLexer.EQUAL,
          SglLexer.NOT_EQUAL,
          SglLexer.LESS,
          SglLexer.LESS_OR_EQUAL,
          SglLexer.GREATER,
          SglLexer.GREATER_OR_EQUAL,
          SglLexer.BAR,
          SglLexer.QUESTION,
          SglLexer.CONTAINS,
          SglLexer.WITH,
          SglLexer.BY,
          SglLexer.COLLECT ->
          set.size() > 1;
      default -> false;
    };
  }

  SyntaxCode code() {
    if (afterExpression && found.getType() == SglLexer.ASSIGN) {
      return SyntaxCode.ASSIGNMENT_FOR_COMPARISON;
    }
    if (afterExpression && found.getType() == SglLexer.IN) {
      return SyntaxCode.IN_FOR_CONTAINS;
    }
    if (!foreignHint().isEmpty()) {
      return SyntaxCode.UNKNOWN_WORD;
    }
    if (lacksWith()) {
      return SyntaxCode.OPTIONS_WITHOUT_WITH;
    }
    if (isDeclarationInBlock() || isStatementOutside()) {
      return SyntaxCode.MISPLACED_DECLARATION;
    }
    if (typeExpected) {
      return SyntaxCode.MISSING_TYPE;
    }
    return phrases.size() == 1 ? SyntaxCode.MISSING : SyntaxCode.UNEXPECTED;
  }

  String message() {
    return switch (code()) {
      case ASSIGNMENT_FOR_COMPARISON -> "'=' is no comparison";
      case IN_FOR_CONTAINS -> "'in' is no comparison";
      case UNKNOWN_WORD -> "'" + foreignWord() + "' is not a word of this language";
      case OPTIONS_WITHOUT_WITH -> "options of 'gen' need 'with ( … )'";
      case MISPLACED_DECLARATION ->
          isStatementOutside()
              ? TokenNames.of(found) + " cannot stand outside a prompt or test"
              : "a declaration cannot stand inside a block";
      case MISSING_TYPE -> "expected a type after " + TokenNames.of(previous);
      case MISSING -> "expected " + phrases.getFirst() + " after " + TokenNames.of(previous);
      default ->
          previous.getTokenIndex() == found.getTokenIndex()
              ? "unexpected " + TokenNames.of(found)
              : "unexpected " + TokenNames.of(found) + " after " + TokenNames.of(previous);
    };
  }

  String expected() {
    if (phrases.size() < 2) {
      return String.join("", phrases);
    }
    return String.join(", ", phrases.subList(0, phrases.size() - 1)) + " or " + phrases.getLast();
  }

  String hint() {
    return switch (code()) {
      case ASSIGNMENT_FOR_COMPARISON -> "write '=='";
      case IN_FOR_CONTAINS -> "write 'list contains value'";
      case UNKNOWN_WORD -> foreignHint();
      case OPTIONS_WITHOUT_WITH -> "write 'gen T with (max: 40, temp: 0)'";
      case MISPLACED_DECLARATION ->
          isStatementOutside()
              ? "put it into 'prompt name() { … }'"
              : "move it to the top level of the file, or look for a missing '}' above";
      default -> Shapes.hint(parser.getContext(), previous, found);
    };
  }

  private boolean lacksWith() {
    for (var context = parser.getContext(); context != null; context = context.getParent()) {
      if (context instanceof SglParser.GenerationContext generation) {
        return generation.WITH() == null
            && (found.getType() == SglLexer.LPAREN
                || found.getType() == SglLexer.LBRACE
                || (found.getType() == SglLexer.COLON && previous.getType() != SglLexer.LPAREN));
      }
    }
    boolean comma = found.getType() == SglLexer.COMMA || found.getType() == SglLexer.COLON;
    return comma && lineHasGen();
  }

  private boolean lineHasGen() {
    for (int i = found.getTokenIndex() - 1; i >= 0; i--) {
      Token token = parser.getTokenStream().get(i);
      if (token.getLine() != found.getLine() || token.getType() == SglLexer.WITH) {
        return false;
      }
      if (token.getType() == SglLexer.GEN) {
        return true;
      }
    }
    return false;
  }

  private boolean isDeclarationInBlock() {
    boolean inBlock = parser.getContext() instanceof SglParser.BlockContext;
    return inBlock
        && switch (found.getType()) {
          case SglLexer.FN,
              SglLexer.PROMPT,
              SglLexer.RECORD,
              SglLexer.ENUM,
              SglLexer.UNION,
              SglLexer.TYPE,
              SglLexer.TEST,
              SglLexer.IMPORT ->
              true;
          default -> false;
        };
  }

  private boolean isStatementOutside() {
    return parser.getContext() instanceof SglParser.FileContext
        && found.getType() != Token.EOF
        && foreignHint().isEmpty()
        && found.getType() != SglLexer.RBRACE;
  }

  /// The nearest word of another language before the failure, on its line.
  private String foreignWord() {
    for (int i = found.getTokenIndex(); i >= 0; i--) {
      Token token = parser.getTokenStream().get(i);
      if (token.getLine() != found.getLine()) {
        return "";
      }
      if (token.getType() == SglLexer.IDENTIFIER && !ForeignWords.hint(token.getText()).isEmpty()) {
        return token.getText();
      }
    }
    return "";
  }

  private String foreignHint() {
    return ForeignWords.hint(foreignWord());
  }
}
