package io.espalier.compiler.types;

import org.jspecify.annotations.Nullable;

/// The text of a value, as interpolation and output show it: text as it is, numbers in canonical
/// spelling, `null` for an absent value, and everything structured as compact JSON.
public final class ValueText {
  private ValueText() {}

  /// The text of `value`.
  public static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> text;
      case Long number -> number.toString();
      case Double number -> number(number);
      case Boolean truth -> truth.toString();
      default -> ValueJson.write(value).toString();
    };
  }

  /// A float without an exponent or trailing zeros: `0.5`, `3`, `-12.25`.
  static String number(double number) {
    if (number == 0) {
      return "0";
    }
    return new java.math.BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
  }
}
