package io.espalier.compiler.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The methods of lists that apply a lambda to each item, once and in order.
final class LambdaMethods {
  private LambdaMethods() {}

  private record Keyed(@Nullable Object key, @Nullable Object item) {}

  static @Nullable Object apply(
      String name, List<?> list, Function<@Nullable Object, @Nullable Object> lambda) {
    return switch (name) {
      case "map" -> map(list, lambda);
      case "filter" -> filter(list, lambda);
      case "sortBy" -> sortBy(list, lambda);
      case "any" -> first(list, lambda, true) >= 0;
      case "all" -> first(list, lambda, false) < 0;
      case "count" -> (long) filter(list, lambda).size();
      case "find" -> find(list, lambda);
      case "minBy" -> best(list, lambda, -1);
      case "maxBy" -> best(list, lambda, 1);
      default -> throw new IllegalStateException("a list has no method " + name);
    };
  }

  private static List<@Nullable Object> map(
      List<?> list, Function<@Nullable Object, @Nullable Object> lambda) {
    List<@Nullable Object> result = new ArrayList<>(list.size());
    for (Object item : list) {
      result.add(lambda.apply(item));
    }
    return Collections.unmodifiableList(result);
  }

  private static List<@Nullable Object> filter(
      List<?> list, Function<@Nullable Object, @Nullable Object> lambda) {
    List<@Nullable Object> result = new ArrayList<>();
    for (Object item : list) {
      if (Operators.truth(lambda.apply(item))) {
        result.add(item);
      }
    }
    return Collections.unmodifiableList(result);
  }

  /// The position of the first item for which the condition is `wanted`, or -1.
  private static int first(
      List<?> list, Function<@Nullable Object, @Nullable Object> condition, boolean wanted) {
    for (int i = 0; i < list.size(); i++) {
      if (Operators.truth(condition.apply(list.get(i))) == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable Object find(
      List<?> list, Function<@Nullable Object, @Nullable Object> condition) {
    int at = first(list, condition, true);
    return at < 0 ? null : list.get(at);
  }

  /// Stable: items with equal keys keep their order.
  private static List<@Nullable Object> sortBy(
      List<?> list, Function<@Nullable Object, @Nullable Object> key) {
    List<Keyed> keyed = new ArrayList<>();
    for (Object item : list) {
      keyed.add(new Keyed(key.apply(item), item));
    }
    keyed.sort((a, b) -> Operators.compare(a.key(), b.key()));
    List<@Nullable Object> result = new ArrayList<>();
    for (Keyed entry : keyed) {
      result.add(entry.item());
    }
    return Collections.unmodifiableList(result);
  }

  /// The item with the least (`sign` -1) or greatest key; of equal ones the first.
  private static @Nullable Object best(
      List<?> list, Function<@Nullable Object, @Nullable Object> key, int sign) {
    Keyed best = null;
    for (Object item : list) {
      var next = new Keyed(key.apply(item), item);
      if (best == null || Operators.compare(next.key(), best.key()) * sign > 0) {
        best = next;
      }
    }
    return best == null ? null : best.item();
  }
}
