package io.espalier.compiler.evaluation;

/// The methods of numbers.
final class NumberMethods {
  private NumberMethods() {}

  static Object apply(String name, long number) {
    return switch (name) {
      case "abs" -> {
        if (number == Long.MIN_VALUE) {
          throw new EvaluationException("the magnitude of " + number + " is beyond 64 bits");
        }
        yield Math.abs(number);
      }
      case "toFloat" -> (double) number;
      default -> throw new IllegalStateException("an int has no method " + name);
    };
  }

  static Object apply(String name, double number) {
    return switch (name) {
      case "abs" -> Math.abs(number);
      case "round" -> whole(Math.rint(number), number);
      case "floor" -> whole(Math.floor(number), number);
      case "ceil" -> whole(Math.ceil(number), number);
      case "toFloat" -> number;
      default -> throw new IllegalStateException("a float has no method " + name);
    };
  }

  private static long whole(double rounded, double number) {
    if (Math.abs(rounded) >= 0x1p63) {
      throw new EvaluationException(number + " is beyond the whole numbers of 64 bits");
    }
    return (long) rounded;
  }
}
