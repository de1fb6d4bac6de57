package io.espalier.compiler.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The methods of JSON values: each view of a value is absent where the value is something else.
final class JsonMethods {
  private JsonMethods() {}

  static @Nullable Object apply(String name, JsonNode node) {
    return switch (name) {
      case "size" -> (long) node.size();
      case "asString" -> node.isString() ? node.stringValue() : null;
      case "asInt" ->
          node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.longValue() : null;
      case "asFloat" -> node.isNumber() ? (Object) node.doubleValue() : null;
      case "asBool" -> node.isBoolean() ? (Object) node.booleanValue() : null;
      case "items" -> items(node);
      default -> throw new IllegalStateException("JSON has no method " + name);
    };
  }

  private static List<Object> items(JsonNode node) {
    List<Object> items = new ArrayList<>();
    if (node.isArray()) {
      for (JsonNode item : node) {
        items.add(item);
      }
    }
    return Collections.unmodifiableList(items);
  }
}
