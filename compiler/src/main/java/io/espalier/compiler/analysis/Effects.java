package io.espalier.compiler.analysis;

import io.espalier.dsl.ast.Argument;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.TemplatePart;
import java.util.List;

/// Tells expressions that generate, fork or call from pure ones.
public final class Effects {
  private Effects() {}

  /// Whether evaluating `expression` does more than compute.
  public static boolean has(Expression expression, Facts facts) {
    return switch (expression) {
      case Expression.Gen _, Expression.Select _, Expression.Fork _, Expression.Race _ -> true;
      case Expression.Call(_, var mode, _, _, var arguments) ->
          mode != Expression.CallMode.PLAIN
              || callsTool(expression, facts)
              || anyArgument(arguments, facts);
      case Expression.MethodCall(_, var receiver, _, var arguments) ->
          callsTool(expression, facts)
              || (facts.knows(receiver) && has(receiver, facts))
              || anyArgument(arguments, facts);
      case Expression.Member(_, var receiver, _) -> facts.knows(receiver) && has(receiver, facts);
      case Expression.Unary(_, _, var operand) -> has(operand, facts);
      case Expression.Binary(_, _, var left, var right) -> has(left, facts) || has(right, facts);
      case Expression.ListLiteral(_, var elements) -> any(elements, facts);
      case Expression.RecordLiteral(_, _, _, var fields) ->
          any(fields.stream().map(Expression.FieldValue::value).toList(), facts);
      case Expression.RangeExpression(_, var low, var high) -> has(low, facts) || has(high, facts);
      case Expression.StringLiteral(_, var template) ->
          template.parts().stream()
              .anyMatch(part ->
                  part instanceof TemplatePart.InterpolationPart(_, var inner)
                      && has(inner, facts));
      case Expression.IntLiteral _,
          Expression.FloatLiteral _,
          Expression.BoolLiteral _,
          Expression.NullLiteral _,
          Expression.Reference _ ->
          false;
    };
  }

  private static boolean callsTool(Expression call, Facts facts) {
    return facts.invocation(call).stream()
        .anyMatch(found -> found.callable().kind() != Callable.Kind.FUNCTION);
  }

  private static boolean anyArgument(List<Argument> arguments, Facts facts) {
    return any(arguments.stream().map(Argument::value).toList(), facts);
  }

  private static boolean any(List<Expression> expressions, Facts facts) {
    return expressions.stream().anyMatch(expression -> has(expression, facts));
  }
}
