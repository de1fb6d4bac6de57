package io.espalier.runtime.tokenizer.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Arithmetic, comparison and membership with Python's rules.
final class Operators {
  private static final int MAX_DEPTH = 64;

  private final Budget budget;

  Operators(Budget budget) {
    this.budget = budget;
  }

  Value binary(String operator, Value left, Value right) {
    if (operator.equals("~")) {
      String first = ValueText.print(left, budget);
      String second = ValueText.print(right, budget);
      budget.characters((long) first.length() + second.length());
      return Value.of(first + second);
    }
    defined(left);
    defined(right);
    if (operator.equals("+") && left instanceof Value.Str a && right instanceof Value.Str b) {
      budget.characters((long) a.value().length() + b.value().length());
      return Value.of(a.value() + b.value());
    }
    if (operator.equals("+")
        && left instanceof Value.Items a
        && right instanceof Value.Items b
        && a.tuple() == b.tuple()) {
      budget.items((long) a.values().size() + b.values().size());
      List<Value> joined = new ArrayList<>(a.values());
      joined.addAll(b.values());
      return new Value.Items(joined, a.tuple());
    }
    if (operator.equals("*") && left instanceof Value.Str text && isInteger(right)) {
      long times = Math.max(0, integer(right));
      budget.characters(product(times, text.value().length()));
      return Value.of(text.value().repeat((int) times));
    }
    if (operator.equals("*") && left instanceof Value.Items list && isInteger(right)) {
      long times = Math.max(0, integer(right));
      budget.items(product(times, list.values().size()));
      List<Value> repeated = new ArrayList<>();
      for (long i = 0; i < times && !list.values().isEmpty(); i++) {
        repeated.addAll(list.values());
      }
      return new Value.Items(repeated, list.tuple());
    }
    if (isNumber(left) && isNumber(right)) {
      return isInteger(left) && isInteger(right)
          ? integers(operator, integer(left), integer(right))
          : reals(operator, real(left), real(right));
    }
    throw budget.error("'" + operator + "' between " + left.kind() + " and " + right.kind());
  }

  private long product(long a, long b) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  private Value integers(String operator, long left, long right) {
    try {
      return switch (operator) {
        case "+" -> Value.of(Math.addExact(left, right));
        case "-" -> Value.of(Math.subtractExact(left, right));
        case "*" -> Value.of(Math.multiplyExact(left, right));
        case "/" -> new Value.Real((double) left / nonZero(right));
        case "//" -> Value.of(Math.floorDiv(left, nonZero(right)));
        case "%" -> Value.of(Math.floorMod(left, nonZero(right)));
        case "**" -> power(left, right);
        default -> throw new IllegalStateException("the parser made the operator " + operator);
      };
    } catch (ArithmeticException e) {
      throw budget.error("'" + operator + "' goes beyond 64 bits");
    }
  }

  private long nonZero(long divisor) {
    if (divisor == 0) {
      throw budget.error("division by zero");
    }
    return divisor;
  }

  private static Value power(long base, long exponent) {
    if (exponent < 0) {
      return new Value.Real(Math.pow((double) base, (double) exponent));
    }
    long result = 1;
    // Any base but -1, 0 and 1 overflows within 63 rounds.
    long rounds = base >= -1 && base <= 1 ? Math.min(exponent, 2 + exponent % 2) : exponent;
    for (long i = 0; i < rounds; i++) {
      result = Math.multiplyExact(result, base);
    }
    return Value.of(result);
  }

  private Value reals(String operator, double left, double right) {
    return switch (operator) {
      case "+" -> new Value.Real(left + right);
      case "-" -> new Value.Real(left - right);
      case "*" -> new Value.Real(left * right);
      case "/", "//", "%" -> {
        if (right == 0) {
          throw budget.error("division by zero");
        }
        double floor = Math.floor(left / right);
        yield new Value.Real(
            operator.equals("/")
                ? left / right
                : operator.equals("//") ? floor : left - floor * right);
      }
      case "**" -> new Value.Real(Math.pow(left, right));
      default -> throw new IllegalStateException("the parser made the operator " + operator);
    };
  }

  Value negative(Value value) {
    if (isInteger(value)) {
      return Value.of(-integer(value));
    }
    if (value instanceof Value.Real number) {
      return new Value.Real(-number.value());
    }
    throw budget.error("'-' before " + value.kind());
  }

  boolean compare(String operator, Value left, Value right) {
    return switch (operator) {
      case "==" -> equal(left, right, 0);
      case "!=" -> !equal(left, right, 0);
      case "<" -> order(left, right) < 0;
      case "<=" -> order(left, right) <= 0;
      case ">" -> order(left, right) > 0;
      case ">=" -> order(left, right) >= 0;
      case "in" -> contains(right, left);
      case "not in" -> !contains(right, left);
      default -> throw new IllegalStateException("the parser made the operator " + operator);
    };
  }

  boolean equal(Value left, Value right) {
    return equal(left, right, 0);
  }

  private boolean equal(Value left, Value right, int depth) {
    budget.step();
    if (depth > MAX_DEPTH) {
      throw budget.error("values nested deeper than " + MAX_DEPTH);
    }
    if (isNumber(left) && isNumber(right)) {
      boolean whole = isInteger(left) && isInteger(right);
      return whole ? integer(left) == integer(right) : real(left) == real(right);
    }
    return switch (left) {
      case Value.None _ -> right instanceof Value.None;
      case Value.Undefined _ -> right instanceof Value.Undefined;
      case Value.Str text -> right instanceof Value.Str other && text.value().equals(other.value());
      case Value.Items items ->
          right instanceof Value.Items other
              && items.tuple() == other.tuple()
              && equalItems(items.values(), other.values(), depth);
      case Value.Dict dict -> right instanceof Value.Dict other && equalEntries(dict, other, depth);
      case Value.Bool _, Value.Int _, Value.Real _, Value.Namespace _, Value.Callable _ ->
          left.equals(right);
    };
  }

  private boolean equalItems(List<Value> left, List<Value> right, int depth) {
    if (left.size() != right.size()) {
      return false;
    }
    Iterator<Value> others = right.iterator();
    for (Value value : left) {
      if (!equal(value, others.next(), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private boolean equalEntries(Value.Dict left, Value.Dict right, int depth) {
    if (left.entries().size() != right.entries().size()) {
      return false;
    }
    for (Map.Entry<String, Value> entry : left.entries().entrySet()) {
      Value other = right.entries().get(entry.getKey());
      if (other == null || !equal(entry.getValue(), other, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /// Less than, equal to or greater than 0 as Python orders numbers, texts and lists.
  int order(Value left, Value right) {
    budget.step();
    if (isNumber(left) && isNumber(right)) {
      return isInteger(left) && isInteger(right)
          ? Long.compare(integer(left), integer(right))
          : Double.compare(real(left), real(right));
    }
    if (left instanceof Value.Str a && right instanceof Value.Str b) {
      return compareByCodePoint(a.value(), b.value());
    }
    throw budget.error("no order between " + left.kind() + " and " + right.kind());
  }

  private static int compareByCodePoint(String left, String right) {
    int at = 0;
    while (at < left.length() && at < right.length() && left.charAt(at) == right.charAt(at)) {
      at++;
    }
    if (at == left.length() || at == right.length()) {
      return Integer.compare(left.length(), right.length());
    }
    return Integer.compare(left.codePointAt(at), right.codePointAt(at));
  }

  boolean contains(Value container, Value item) {
    return switch (container) {
      case Value.Str text -> {
        if (!(item instanceof Value.Str part)) {
          throw budget.error("'in' a string takes a string, not " + item.kind());
        }
        yield text.value().contains(part.value());
      }
      case Value.Items items -> {
        for (Value value : items.values()) {
          if (equal(value, item, 0)) {
            yield true;
          }
        }
        yield false;
      }
      case Value.Dict dict ->
          item instanceof Value.Str key && dict.entries().containsKey(key.value());
      case Value.Undefined _ -> false;
      case Value.None _,
          Value.Bool _,
          Value.Int _,
          Value.Real _,
          Value.Namespace _,
          Value.Callable _ ->
          throw budget.error("'in' does not look into " + container.kind());
    };
  }

  void defined(Value value) {
    if (value instanceof Value.Undefined undefined) {
      throw budget.error("'" + undefined.name() + "' is undefined");
    }
  }

  static boolean isInteger(Value value) {
    return value instanceof Value.Int || value instanceof Value.Bool;
  }

  static boolean isNumber(Value value) {
    return isInteger(value) || value instanceof Value.Real;
  }

  long integer(Value value) {
    return switch (value) {
      case Value.Int number -> number.value();
      case Value.Bool bool -> bool.value() ? 1 : 0;
      case Value.None _,
          Value.Undefined _,
          Value.Real _,
          Value.Str _,
          Value.Items _,
          Value.Dict _,
          Value.Namespace _,
          Value.Callable _ ->
          throw budget.error("a whole number is needed, not " + value.kind());
    };
  }

  double real(Value value) {
    return value instanceof Value.Real number ? number.value() : integer(value);
  }

  String text(Value value) {
    if (value instanceof Value.Str text) {
      return text.value();
    }
    throw budget.error("a string is needed, not " + value.kind());
  }

  /// The items that a `for` or a filter walks over: of lists, keys of mappings, characters of
  /// strings.
  List<Value> items(Value value) {
    return switch (value) {
      case Value.Items items -> items.values();
      case Value.Dict dict -> {
        budget.items(dict.entries().size());
        List<Value> keys = new ArrayList<>();
        dict.entries().keySet().forEach(key -> keys.add(Value.of(key)));
        yield keys;
      }
      case Value.Str text -> {
        budget.items(text.value().length());
        List<Value> characters = new ArrayList<>();
        text.value()
            .codePoints()
            .forEach(point -> characters.add(Value.of(Character.toString(point))));
        yield characters;
      }
      case Value.Undefined _ -> List.of();
      case Value.None _,
          Value.Bool _,
          Value.Int _,
          Value.Real _,
          Value.Namespace _,
          Value.Callable _ ->
          throw budget.error("a " + value.kind() + " has no items");
    };
  }
}
