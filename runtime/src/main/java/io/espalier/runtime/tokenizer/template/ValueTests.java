package io.espalier.runtime.tokenizer.template;

import java.util.Locale;

/// The tests behind `is`.
final class ValueTests {
  private final Budget budget;
  private final Operators operators;

  ValueTests(Budget budget, Operators operators) {
    this.budget = budget;
    this.operators = operators;
  }

  boolean check(String name, Value value, Arguments arguments) {
    return switch (name) {
      case "defined" -> !(value instanceof Value.Undefined);
      case "undefined" -> value instanceof Value.Undefined;
      case "none" -> value instanceof Value.None;
      case "string" -> value instanceof Value.Str;
      case "mapping" -> value instanceof Value.Dict;
      case "sequence", "iterable" ->
          value instanceof Value.Str
              || value instanceof Value.Items
              || value instanceof Value.Dict
              || value instanceof Value.Undefined;
      case "number" -> Operators.isNumber(value);
      case "integer" -> value instanceof Value.Int;
      case "float" -> value instanceof Value.Real;
      case "boolean" -> value instanceof Value.Bool;
      case "true" -> value instanceof Value.Bool bool && bool.value();
      case "false" -> value instanceof Value.Bool bool && !bool.value();
      case "callable" -> value instanceof Value.Callable;
      case "odd" -> Math.floorMod(operators.integer(value), 2) == 1;
      case "even" -> Math.floorMod(operators.integer(value), 2) == 0;
      case "divisibleby" ->
          operators.integer(operators.binary("%", value, argument(name, arguments))) == 0;
      case "eq", "equalto", "==" -> operators.compare("==", value, argument(name, arguments));
      case "sameas" -> same(value, argument(name, arguments));
      case "ne", "!=" -> operators.compare("!=", value, argument(name, arguments));
      case "lt", "lessthan", "<" -> operators.compare("<", value, argument(name, arguments));
      case "le", "<=" -> operators.compare("<=", value, argument(name, arguments));
      case "gt", "greaterthan", ">" -> operators.compare(">", value, argument(name, arguments));
      case "ge", ">=" -> operators.compare(">=", value, argument(name, arguments));
      case "in" -> operators.contains(argument(name, arguments), value);
      case "lower" -> {
        String text = ValueText.print(value, budget);
        yield !text.equals(text.toUpperCase(Locale.ROOT))
            && text.equals(text.toLowerCase(Locale.ROOT));
      }
      case "upper" -> {
        String text = ValueText.print(value, budget);
        yield !text.equals(text.toLowerCase(Locale.ROOT))
            && text.equals(text.toUpperCase(Locale.ROOT));
      }
      default -> throw budget.error("the test '" + name + "' is not supported");
    };
  }

  private boolean same(Value left, Value right) {
    return left.kind().equals(right.kind())
        && !(left instanceof Value.Items || left instanceof Value.Dict)
        && operators.equal(left, right);
  }

  private Value argument(String name, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw budget.error("the test '" + name + "' needs a value to compare with");
    }
    return arguments.positional().getFirst();
  }
}
