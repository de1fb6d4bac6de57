package io.espalier.compiler.evaluation;

import io.espalier.compiler.ir.Expr.Operator;
import io.espalier.compiler.types.RecordValue;
import io.espalier.compiler.types.ValueText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The methods of lists that take no lambda.
final class ListMethods {
  private ListMethods() {}

  static @Nullable Object apply(String name, List<?> list, List<@Nullable Object> arguments) {
    return switch (name) {
      case "size" -> (long) list.size();
      case "isEmpty" -> list.isEmpty();
      case "first" -> require(name, list).getFirst();
      case "last" -> require(name, list).getLast();
      case "contains" -> indexOf(list, arguments.getFirst()) >= 0;
      case "indexOf" -> position(list, arguments.getFirst());
      case "take" -> list.subList(0, clamp(list, arguments));
      case "drop" -> list.subList(clamp(list, arguments), list.size());
      case "reverse" -> Collections.unmodifiableList(list.reversed());
      case "sort" -> sort(list);
      case "distinct" -> distinct(list);
      case "flatten" -> flatten(list);
      case "join" -> join(list, Operators.text(arguments.getFirst()));
      case "sum" -> sum(list);
      case "mean" -> list.isEmpty() ? null : (Object) (Operators.number(sum(list)) / list.size());
      case "min" -> best(list, -1);
      case "max" -> best(list, 1);
      case "mode" -> mode(list);
      case "zip" -> zip(list, (List<?>) nonNull(arguments.getFirst()));
      case "enumerate" -> enumerate(list);
      default -> throw new IllegalStateException("a list has no method " + name);
    };
  }

  /// The first position of an equal item, or -1.
  static int indexOf(List<?> list, @Nullable Object wanted) {
    for (int i = 0; i < list.size(); i++) {
      if (Operators.equal(list.get(i), wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable Object position(List<?> list, @Nullable Object wanted) {
    int at = indexOf(list, wanted);
    return at < 0 ? null : (Object) (long) at;
  }

  private static List<?> require(String name, List<?> list) {
    if (list.isEmpty()) {
      throw new EvaluationException(
          "'" + name + "' of an empty list; ask 'isEmpty()' before, or take 'find' or 'mode'");
    }
    return list;
  }

  private static int clamp(List<?> list, List<@Nullable Object> arguments) {
    return Math.clamp(Operators.whole(arguments.getFirst()), 0, list.size());
  }

  private static List<@Nullable Object> sort(List<?> list) {
    List<@Nullable Object> sorted = new ArrayList<>(list);
    sorted.sort(Operators::compare);
    return Collections.unmodifiableList(sorted);
  }

  private static List<@Nullable Object> distinct(List<?> list) {
    Set<@Nullable Object> seen = new HashSet<>();
    List<@Nullable Object> result = new ArrayList<>();
    for (Object item : list) {
      if (seen.add(item)) {
        result.add(item);
      }
    }
    return Collections.unmodifiableList(result);
  }

  private static List<@Nullable Object> flatten(List<?> list) {
    List<@Nullable Object> result = new ArrayList<>();
    for (Object item : list) {
      if (item instanceof List<?> inner) {
        Operators.requireItems((long) result.size() + inner.size());
        result.addAll(inner);
      } else {
        throw new IllegalStateException("'flatten' of a list of " + Operators.describe(item));
      }
    }
    return Collections.unmodifiableList(result);
  }

  private static String join(List<?> list, String separator) {
    var text = new StringBuilder();
    for (int i = 0; i < list.size(); i++) {
      text.append(i == 0 ? "" : separator).append(ValueText.of(list.get(i)));
      Operators.requireText(text.length());
    }
    return text.toString();
  }

  private static Object sum(List<?> list) {
    Object sum = 0L;
    for (Object item : list) {
      sum = Operators.arithmetic(Operator.ADD, sum, item);
    }
    return sum;
  }

  private static @Nullable Object best(List<?> list, int sign) {
    Object best = null;
    for (Object item : list) {
      if (best == null || Operators.compare(item, best) * sign > 0) {
        best = item;
      }
    }
    return best;
  }

  /// The most frequent item; of equally frequent ones the first.
  private static @Nullable Object mode(List<?> list) {
    Map<@Nullable Object, Integer> counts = new LinkedHashMap<>();
    for (Object item : list) {
      counts.merge(item, 1, Integer::sum);
    }
    Object best = null;
    int most = 0;
    for (Map.Entry<@Nullable Object, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        best = entry.getKey();
      }
    }
    return best;
  }

  private static List<@Nullable Object> zip(List<?> left, List<?> right) {
    List<@Nullable Object> pairs = new ArrayList<>();
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("first", left.get(i));
      fields.put("second", right.get(i));
      pairs.add(new RecordValue("Pair", fields));
    }
    return Collections.unmodifiableList(pairs);
  }

  private static List<@Nullable Object> enumerate(List<?> list) {
    List<@Nullable Object> pairs = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("index", (long) i);
      fields.put("value", list.get(i));
      pairs.add(new RecordValue("Indexed", fields));
    }
    return Collections.unmodifiableList(pairs);
  }

  private static Object nonNull(@Nullable Object value) {
    if (value == null) {
      throw new EvaluationException("an absent value where a list is needed");
    }
    return value;
  }
}
