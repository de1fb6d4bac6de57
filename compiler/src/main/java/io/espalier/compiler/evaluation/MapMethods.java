package io.espalier.compiler.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of maps.
final class MapMethods {
  private MapMethods() {}

  static @Nullable Object apply(String name, Map<?, ?> map, List<@Nullable Object> arguments) {
    return switch (name) {
      case "size" -> (long) map.size();
      case "isEmpty" -> map.isEmpty();
      case "keys" -> Collections.unmodifiableList(new ArrayList<@Nullable Object>(map.keySet()));
      case "values" -> Collections.unmodifiableList(new ArrayList<@Nullable Object>(map.values()));
      case "get" -> map.get(arguments.getFirst());
      case "contains" -> map.containsKey(arguments.getFirst());
      default -> throw new IllegalStateException("a map has no method " + name);
    };
  }
}
