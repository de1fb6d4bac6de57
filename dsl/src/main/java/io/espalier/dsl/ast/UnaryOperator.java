package io.espalier.dsl.ast;

/// An operator before its operand.
public enum UnaryOperator {
  NEGATE("-"),
  NOT("!");

  private final String symbol;

  UnaryOperator(String symbol) {
    this.symbol = symbol;
  }

  /// How it is written.
  public String symbol() {
    return symbol;
  }
}
