package io.espalier.dsl.syntax;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/// How the constructs of the language are written, for hints.
final class Shapes {
  private Shapes() {}

  /// A hint for a failure in a rule, after a token and at a token; empty if there is nothing to
  /// say.
  static String hint(ParserRuleContext context, Token previous, Token found) {
    if (found.getType() == SglLexer.LBRACK && endsValue(previous.getType())) {
      return "there is no 'list[i]'; write 'list.first()' or a method such as 'map' and 'filter'";
    }
    boolean afterName = previous.getType() == SglLexer.IDENTIFIER;
    if (found.getType() == SglLexer.LBRACE && afterName && isInBlock(context)) {
      return "a record is written 'Name { field: value, other: value }'";
    }
    String byWord = ofKeyword(previous.getType());
    return byWord.isEmpty() ? ofRule(context) : byWord;
  }

  private static boolean endsValue(int type) {
    return type == SglLexer.IDENTIFIER || type == SglLexer.RPAREN || type == SglLexer.RBRACK;
  }

  private static boolean isInBlock(ParserRuleContext context) {
    ParserRuleContext c = context;
    while (c != null && !(c instanceof SglParser.BlockContext)) {
      c = c.getParent();
    }
    return c != null;
  }

  private static String ofRule(ParserRuleContext context) {
    for (ParserRuleContext c = context; c != null; c = c.getParent()) {
      String shape = ofKeyword(c.getStart() == null ? Token.EOF : c.getStart().getType());
      boolean inner =
          c instanceof SglParser.ActionContext
              || c instanceof SglParser.StatementContext
              || c instanceof SglParser.DeclarationContext
              || c instanceof SglParser.GenerationContext
              || c instanceof SglParser.SelectionContext
              || c instanceof SglParser.MatchCaseContext;
      if (c instanceof SglParser.BlockContext) {
        return "";
      }
      if (c instanceof SglParser.HolePartContext) {
        return "a hole is written '\\[name: type, max: 40]'";
      }
      if (c instanceof SglParser.InterpolationPartContext) {
        return "an interpolation is written '\\{value}'";
      }
      if (inner) {
        return shape;
      }
    }
    return "";
  }

  private static String ofKeyword(int type) {
    return switch (type) {
      case SglLexer.IMPORT -> "an import is written 'import \"file.sgl\" as name'";
      case SglLexer.RECORD -> "a record is written 'record Name { field: type  other: type }'";
      case SglLexer.ENUM -> "an enum is written 'enum Name { A, B }'";
      case SglLexer.UNION -> "a union is written 'union Name = A | B'";
      case SglLexer.TYPE -> "a type is written 'type Name = string(max: 40)'";
      case SglLexer.FN -> "a function is written 'fn name(a: type) -> type = value'";
      case SglLexer.PROMPT -> "a prompt is written 'prompt name(a: type) -> type { … }'";
      case SglLexer.TOOL ->
          "a turn is written 'tool \"text\"', a declaration 'tool name(a: type) -> type'";
      case SglLexer.TEST -> "a test is written 'test \"title\" { … }'";
      case SglLexer.SYSTEM, SglLexer.USER, SglLexer.ASSISTANT ->
          "a turn is written 'user \"text\"' or 'user { … }'";
      case SglLexer.LET -> "a variable is written 'let name = value'";
      case SglLexer.GEN -> "a generation is written 'gen type with (max: 40)'";
      case SglLexer.SELECT -> "a choice is written 'select from [\"yes\", \"no\"] by meanLogprob'";
      case SglLexer.FORK ->
          "a fork is written 'fork x in xs { … yield value }' or 'fork 5 { … yield value }'";
      case SglLexer.RACE -> "a race is written 'race x in xs { … yield value }'";
      case SglLexer.INCLUDE -> "a prompt is included by 'include name(arguments)'";
      case SglLexer.CALL -> "a call is written 'call name(arguments)'";
      case SglLexer.ASIDE -> "a call aside is written 'aside name(arguments)'";
      case SglLexer.IF -> "an if is written 'if condition { … } else { … }'";
      case SglLexer.MATCH -> "a match is written 'match value { case pattern -> … }'";
      case SglLexer.CASE -> "a case is written 'case Name(field, other) -> statement'";
      case SglLexer.FOR -> "a loop over a list is written 'for x in xs { … }'";
      case SglLexer.LOOP -> "a loop is written 'loop max 8 { … }'";
      case SglLexer.THINK -> "thinking is written 'think { max: 512 }'";
      case SglLexer.ASSERT -> "an assertion is written 'assert condition, \"message\"'";
      case SglLexer.CHECK -> "a check is written 'check condition, \"message\"'";
      default -> "";
    };
  }
}
