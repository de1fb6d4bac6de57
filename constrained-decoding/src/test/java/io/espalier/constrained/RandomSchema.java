package io.espalier.constrained;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Random schemas over a universe of values small enough to list: scalars, arrays of at most two
/// scalars, objects with the keys `a` and `b`.
final class RandomSchema {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String[] SCALARS = {
    "null", "true", "0", "1", "2", "\"\"", "\"a\"", "\"b\"", "\"ab\""
  };

  private final Random random;

  RandomSchema(Random random) {
    this.random = random;
  }

  /// Returns the schema of the universe.
  static ObjectNode universe() {
    String scalars = "{\"enum\":[" + String.join(",", SCALARS) + "]}";
    return (ObjectNode)
        MAPPER.readTree(
            """
            {"anyOf":[%1$s,{"type":"array","maxItems":2,"items":%1$s},
              {"type":"object","properties":{"a":%1$s,"b":%1$s},"additionalProperties":false}]}
            """
                .formatted(scalars));
  }

  /// Returns every compact text of every value of the universe: objects in each order of their
  /// keys.
  static List<String> texts() {
    List<String> texts = new ArrayList<>(List.of(SCALARS));
    texts.add("[]");
    texts.add("{}");
    for (String x : SCALARS) {
      texts.add("[" + x + "]");
      texts.add("{\"a\":" + x + "}");
      texts.add("{\"b\":" + x + "}");
      for (String y : SCALARS) {
        texts.add("[" + x + "," + y + "]");
        texts.add("{\"a\":" + x + ",\"b\":" + y + "}");
        texts.add("{\"b\":" + x + ",\"a\":" + y + "}");
      }
    }
    return texts;
  }

  private JsonNode scalar() {
    return MAPPER.readTree(SCALARS[random.nextInt(SCALARS.length)]);
  }

  /// Returns a schema of one to three keywords.
  JsonNode schema(int depth) {
    if (random.nextInt(12) == 0) {
      return MAPPER.readTree(random.nextInt(4) == 0 ? "false" : "true");
    }
    ObjectNode schema = MAPPER.createObjectNode();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      keyword(schema, depth);
    }
    return schema;
  }

  private void keyword(ObjectNode schema, int depth) {
    switch (random.nextInt(depth == 0 ? 14 : 27)) {
      case 0, 1 -> schema.put("type", types().get(random.nextInt(7)));
      case 2 -> {
        ArrayNode values = schema.putArray("enum");
        for (int i = 0; i < 4; i++) {
          values.add(scalar());
        }
      }
      case 3 -> schema.set("const", scalar());
      case 4 -> schema.put("minimum", random.nextInt(3));
      case 5 -> schema.put("exclusiveMaximum", 1 + random.nextInt(2));
      case 6 -> schema.put("multipleOf", 1 + random.nextInt(2));
      case 7 -> schema.put("minLength", random.nextInt(3));
      case 8 -> schema.put("maxLength", random.nextInt(3));
      case 9 -> schema.put("pattern", List.of("a", "^a", "b$", "^$").get(random.nextInt(4)));
      case 10 -> schema.put("minItems", random.nextInt(3));
      case 11 -> schema.put("uniqueItems", true);
      case 12 -> schema.put("minProperties", random.nextInt(3));
      case 13 -> schema.putArray("required").add(random.nextBoolean() ? "a" : "b");
      case 14 -> schema.set("items", schema(depth - 1));
      case 15 -> schema.set("contains", schema(depth - 1));
      case 16 -> schema.putArray("prefixItems").add(schema(depth - 1));
      case 17 -> schema.putObject("properties").set("a", schema(depth - 1));
      case 18 -> schema.set("additionalProperties", schema(depth - 1));
      case 19 -> schema.putObject("patternProperties").set("^b", schema(depth - 1));
      case 20 -> schema.set("propertyNames", schema(depth - 1));
      case 21 -> schema.putObject("dependentRequired").putArray("a").add("b");
      case 22 -> list(schema.putArray("anyOf"), depth);
      case 23 -> list(schema.putArray("allOf"), depth);
      case 24 -> list(schema.putArray("oneOf"), depth);
      case 25 -> schema.set("not", schema(depth - 1));
      default -> {
        schema.set("if", schema(depth - 1));
        schema.set(random.nextBoolean() ? "then" : "else", schema(depth - 1));
      }
    }
  }

  private static List<String> types() {
    return List.of("null", "boolean", "integer", "number", "string", "array", "object");
  }

  private void list(ArrayNode schemas, int depth) {
    schemas.add(schema(depth - 1));
    schemas.add(schema(depth - 1));
  }
}
