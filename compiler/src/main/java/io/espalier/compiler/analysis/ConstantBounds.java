package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.TypeText;
import io.espalier.dsl.ast.Expression;

/// Refuses constants beyond the bounds of the type that they are given for.
final class ConstantBounds {
  private ConstantBounds() {}

  static void check(Module module, Expression expression, IrType type) {
    boolean within =
        switch (expression) {
          case Expression.IntLiteral(_, long value) -> within(value, type);
          case Expression.FloatLiteral(_, double value) ->
              !(type instanceof IrType.Decimal(double low, double high))
                  || (value >= low && value <= high);
          case Expression.StringLiteral(_, var template) when template.isConstant() ->
              within(template.constantText(), type);
          default -> true;
        };
    if (!within) {
      module.error(
          CheckCode.OUT_OF_BOUNDS,
          expression.span(),
          "this is no " + TypeText.of(type),
          TypeText.of(type),
          "");
    }
  }

  private static boolean within(long value, IrType type) {
    return switch (type) {
      case IrType.Int(long low, long high) -> value >= low && value <= high;
      case IrType.Decimal(double low, double high) -> value >= low && value <= high;
      default -> true;
    };
  }

  private static boolean within(String text, IrType type) {
    if (!(type instanceof IrType.Text bounds)) {
      return true;
    }
    int size = text.codePointCount(0, text.length());
    return size >= bounds.min() && size <= bounds.max().orElse(Integer.MAX_VALUE);
  }
}
