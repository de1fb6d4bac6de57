package io.espalier.dsl.ast;

/// An operator between two operands. A higher `precedence` binds tighter; all associate to the left
/// except comparisons, which do not chain. Ranges (`..`) bind between [#OR_ELSE] and [#ADD].
public enum BinaryOperator {
  OR("||", 1),
  AND("&&", 2),
  EQUAL("==", 3),
  NOT_EQUAL("!=", 3),
  LESS("<", 3),
  LESS_OR_EQUAL("<=", 3),
  GREATER(">", 3),
  GREATER_OR_EQUAL(">=", 3),
  CONTAINS("contains", 3),
  /// The left value, or the right one if the left is absent.
  OR_ELSE("??", 4),
  ADD("+", 6),
  SUBTRACT("-", 6),
  MULTIPLY("*", 7),
  DIVIDE("/", 7),
  REMAINDER("%", 7);

  private final String symbol;
  private final int precedence;

  BinaryOperator(String symbol, int precedence) {
    this.symbol = symbol;
    this.precedence = precedence;
  }

  /// How it is written.
  public String symbol() {
    return symbol;
  }

  /// How tightly it binds, from 1.
  public int precedence() {
    return precedence;
  }

  /// True for the operators that yield a truth from two values and do not chain.
  public boolean isComparison() {
    return precedence == 3;
  }
}
