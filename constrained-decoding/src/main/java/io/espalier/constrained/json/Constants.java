package io.espalier.constrained.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// "Equal to this value" as a formula, and equality of JSON values: numbers by value, objects
/// without order.
final class Constants {
  private Constants() {}

  static Formula of(JsonEngine engine, JsonNode value) {
    Formulas f = engine.formulas;
    return switch (value.getNodeType()) {
      case NULL -> f.typeIn(Types.NULL);
      case BOOLEAN -> f.typeIn(value.booleanValue() ? Types.TRUE : Types.FALSE);
      case STRING ->
          f.stringIn(engine.exprs.literal(value.stringValue().getBytes(StandardCharsets.UTF_8)));
      case NUMBER -> f.numberIn(engine.numbers.exactly(value.decimalValue()));
      case ARRAY -> {
        List<Formula> items = new ArrayList<>();
        for (JsonNode item : value) {
          items.add(of(engine, item));
        }
        yield f.and(f.typeIn(Types.ARRAY), f.items(items, f.falsity), f.length(items.size()));
      }
      default -> {
        List<Formula> parts = new ArrayList<>();
        LinkedHashMap<String, Formula> named = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
          named.put(member.getKey(), of(engine, member.getValue()));
          parts.add(f.has(member.getKey()));
        }
        parts.add(f.typeIn(Types.OBJECT));
        parts.add(f.members(named, List.of(), f.falsity));
        yield f.and(parts);
      }
    };
  }

  static boolean equal(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      BigDecimal left = a.decimalValue();
      return left.compareTo(b.decimalValue()) == 0;
    }
    if (a.isArray() && b.isArray() && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        if (!equal(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a.isObject() && b.isObject() && a.size() == b.size()) {
      for (Map.Entry<String, JsonNode> member : a.properties()) {
        JsonNode other = b.get(member.getKey());
        if (other == null || !equal(member.getValue(), other)) {
          return false;
        }
      }
      return true;
    }
    return a.equals(b);
  }
}
