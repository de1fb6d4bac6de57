package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.diagnostic.Span;
import java.util.Optional;

/// Numbers as written to numbers. [TokenCleaning] has reported what does not fit; a placeholder
/// stands in for it here.
final class Literals {
  private Literals() {}

  static long wholeNumber(String digits) {
    try {
      return Long.parseLong(digits.replace("_", ""));
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }

  static double fraction(String digits) {
    return Math.min(Double.parseDouble(digits.replace("_", "")), Double.MAX_VALUE);
  }

  /// A number with its sign folded in.
  static Expression number(SglParser.NumberContext context) {
    Span span = Places.of(context);
    boolean negative = context.MINUS() != null;
    if (context.INT() != null) {
      long value = wholeNumber(context.INT().getText());
      return new Expression.IntLiteral(span, negative ? -value : value);
    }
    double value = fraction(context.FLOAT().getText());
    return new Expression.FloatLiteral(span, negative ? -value : value);
  }

  /// The number with its sign turned if it is a literal that has none yet.
  static Optional<Expression> negated(Expression operand, Span span) {
    return switch (operand) {
      case Expression.IntLiteral literal when literal.value() >= 0 ->
          Optional.of(new Expression.IntLiteral(span, -literal.value()));
      case Expression.FloatLiteral literal when isPositive(literal.value()) ->
          Optional.of(new Expression.FloatLiteral(span, -literal.value()));
      default -> Optional.empty();
    };
  }

  private static boolean isPositive(double value) {
    return Double.doubleToRawLongBits(value) >= 0;
  }
}
