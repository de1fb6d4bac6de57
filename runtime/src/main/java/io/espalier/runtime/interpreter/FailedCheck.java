package io.espalier.runtime.interpreter;

import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.types.ValueText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a failed `assert` or `check` says: its source, the program's message, and what the compared
/// sides were, such as `p.city == "Osterby": got "Petra"`.
final class FailedCheck {
  private static final int MAX_VALUE_CHARS = 200;

  private final Function<Expr, @Nullable Object> evaluate;

  private FailedCheck(Function<Expr, @Nullable Object> evaluate) {
    this.evaluate = evaluate;
  }

  /// Describes a check that failed.
  ///
  /// @param evaluate gives an expression's value in the frame that the check failed in; expressions
  ///   are pure, so the sides are the ones that were compared
  static String describe(Instruction.Assert check, Function<Expr, @Nullable Object> evaluate) {
    String message =
        check.message().map(said -> " (" + ValueText.of(evaluate.apply(said)) + ")").orElse("");
    String sides = new FailedCheck(evaluate).sides(check.condition());
    return check.text() + message + (sides.isEmpty() ? "" : ": " + sides);
  }

  private String sides(Expr condition) {
    if (!(condition instanceof Expr.Binary(Expr.Operator operator, Expr left, Expr right))) {
      return "";
    }
    return switch (operator) {
      case AND -> sides(Boolean.FALSE.equals(evaluate.apply(left)) ? left : right);
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, CONTAINS ->
          compared(left, right);
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER, OR, COALESCE -> "";
    };
  }

  private String compared(Expr left, Expr right) {
    List<String> unknown = new ArrayList<>(2);
    for (Expr side : List.of(left, right)) {
      if (!(side instanceof Expr.Constant)) {
        unknown.add(shown(evaluate.apply(side)));
      }
    }
    return unknown.isEmpty() ? "" : "got " + String.join(" and ", unknown);
  }

  private static String shown(@Nullable Object value) {
    String text = value instanceof String said ? '"' + said + '"' : ValueText.of(value);
    if (text.length() <= MAX_VALUE_CHARS) {
      return text;
    }
    int end = MAX_VALUE_CHARS;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
