package io.espalier.compiler.evaluation;

import io.espalier.compiler.ir.Expr.Operator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The operators on values. Numbers mix: an int beside a float is a float.
final class Operators {
  private Operators() {}

  static boolean truth(@Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw new IllegalStateException("a condition that is " + describe(value));
  }

  static @Nullable Object apply(Operator operator, @Nullable Object left, @Nullable Object right) {
    return switch (operator) {
      case EQUAL -> equal(left, right);
      case NOT_EQUAL -> !equal(left, right);
      case LESS -> compare(left, right) < 0;
      case LESS_EQUAL -> compare(left, right) <= 0;
      case GREATER -> compare(left, right) > 0;
      case GREATER_EQUAL -> compare(left, right) >= 0;
      case CONTAINS -> contains(left, right);
      case ADD -> add(left, right);
      case SUBTRACT, MULTIPLY, DIVIDE, REMAINDER -> arithmetic(operator, left, right);
      case AND, OR, COALESCE ->
          throw new IllegalStateException(operator + " decides before its right operand");
    };
  }

  static Object negate(@Nullable Object value) {
    return value instanceof Double number
        ? (Object) (-number)
        : arithmetic(Operator.SUBTRACT, 0L, value);
  }

  /// Deep equality; an int equals a float of the same value.
  static boolean equal(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Number a && right instanceof Number b && a.getClass() != b.getClass()) {
      return a.doubleValue() == b.doubleValue();
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        if (!equal(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    return Objects.equals(left, right);
  }

  static int compare(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (left instanceof Number a && right instanceof Number b) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    if (left instanceof String a && right instanceof String b) {
      return a.compareTo(b);
    }
    if (left == null || right == null) {
      throw new EvaluationException("an absent value has no order");
    }
    throw new IllegalStateException("order of " + describe(left) + " and " + describe(right));
  }

  static boolean contains(@Nullable Object whole, @Nullable Object part) {
    return switch (whole) {
      case String text -> text.contains(text(part));
      case List<?> list -> ListMethods.indexOf(list, part) >= 0;
      case Map<?, ?> map -> map.containsKey(part);
      case null -> throw new EvaluationException("an absent value contains nothing");
      default -> throw new IllegalStateException("'contains' of " + describe(whole));
    };
  }

  static @Nullable Object index(@Nullable Object target, @Nullable Object index) {
    if (target instanceof List<?> list) {
      return list.get(position(list.size(), index));
    }
    if (target instanceof Map<?, ?> map) {
      return map.get(index);
    }
    if (target instanceof JsonNode node) {
      if (index instanceof String key) {
        return node.get(key);
      }
      return node.isArray() ? node.get(position(node.size(), index)) : null;
    }
    if (target == null) {
      throw new EvaluationException("there is no value to take an item of");
    }
    throw new IllegalStateException("an item of " + describe(target));
  }

  static List<Object> range(@Nullable Object from, @Nullable Object to) {
    long first = whole(from);
    long last = whole(to);
    List<Object> items = new ArrayList<>();
    if (first <= last) {
      // Unsigned: the distance of two longs may not fit a long.
      if (Long.compareUnsigned(last - first, Evaluator.MAX_ITEMS) >= 0) {
        throw new EvaluationException(
            "the range %d..%d has more than %d items".formatted(first, last, Evaluator.MAX_ITEMS));
      }
      for (long i = 0; i <= last - first; i++) {
        items.add(first + i);
      }
    }
    return Collections.unmodifiableList(items);
  }

  private static int position(int size, @Nullable Object index) {
    long at = whole(index);
    if (at < 0 || at >= size) {
      throw new EvaluationException(
          "there is no item " + at + ": the list has " + size + ", counted from 0");
    }
    return (int) at;
  }

  private static Object add(@Nullable Object left, @Nullable Object right) {
    if (left instanceof String a && right instanceof String b) {
      requireText((long) a.length() + b.length());
      return a + b;
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      requireItems((long) a.size() + b.size());
      List<@Nullable Object> all = new ArrayList<>(a);
      all.addAll(b);
      return Collections.unmodifiableList(all);
    }
    return arithmetic(Operator.ADD, left, right);
  }

  static Object arithmetic(Operator operator, @Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      throw new EvaluationException("an absent value beside '" + operator.symbol() + "'");
    }
    if (left instanceof Long a && right instanceof Long b) {
      return wholeArithmetic(operator, a, b);
    }
    double a = number(left);
    double b = number(right);
    double result =
        switch (operator) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          case REMAINDER -> a % b;
          default -> throw new IllegalStateException(operator + " is no arithmetic");
        };
    if (!Double.isFinite(result)) {
      throw new EvaluationException(a + " " + operator.symbol() + " " + b + " is no number");
    }
    return result;
  }

  private static Object wholeArithmetic(Operator operator, long a, long b) {
    try {
      return switch (operator) {
        case ADD -> Math.addExact(a, b);
        case SUBTRACT -> Math.subtractExact(a, b);
        case MULTIPLY -> Math.multiplyExact(a, b);
        case DIVIDE -> Math.divideExact(a, b);
        case REMAINDER -> a % b;
        default -> throw new IllegalStateException(operator + " is no arithmetic");
      };
    } catch (ArithmeticException e) {
      String reason = b == 0 ? "divides by zero" : "is beyond 64 bits";
      throw new EvaluationException(a + " " + operator.symbol() + " " + b + " " + reason);
    }
  }

  static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalStateException("text that is " + describe(value));
  }

  static long whole(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("a whole number that is " + describe(value));
  }

  static double number(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalStateException("a number that is " + describe(value));
  }

  static void requireText(long length) {
    if (length > Evaluator.MAX_TEXT) {
      throw new EvaluationException("a text grew beyond " + Evaluator.MAX_TEXT + " characters");
    }
  }

  static void requireItems(long size) {
    if (size > Evaluator.MAX_ITEMS) {
      throw new EvaluationException("a list grew beyond " + Evaluator.MAX_ITEMS + " items");
    }
  }

  static String describe(@Nullable Object value) {
    return value == null ? "absent" : "a " + value.getClass().getSimpleName();
  }
}
