package io.espalier.compiler.types;

import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Types as JSON Schema (draft 2020-12): what a generation of the type is constrained to and what a
/// model is shown. Fields keep their order, every field is required, an absent optional is `null`,
/// and everything is bounded.
public final class JsonSchemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectNode definitions = NODES.objectNode();

  private JsonSchemas() {}

  /// The schema of a type.
  public static ObjectNode of(IrType type) {
    var writer = new JsonSchemas();
    ObjectNode schema = writer.schema(type);
    if (!writer.definitions.isEmpty()) {
      schema.set("$defs", writer.definitions);
    }
    return schema;
  }

  private ObjectNode schema(IrType type) {
    return switch (type) {
      case IrType.None _ -> object("null");
      case IrType.Text text -> text(text);
      case IrType.Int(long low, long high) ->
          object("integer").put("minimum", low).put("maximum", high);
      case IrType.Decimal(double low, double high) ->
          object("number").put("minimum", decimal(low)).put("maximum", decimal(high));
      case IrType.Bool _ -> object("boolean");
      case IrType.Choice(var values) -> choice(values);
      case IrType.Enumeration(_, var description, var values) ->
          described(choice(values), description);
      case IrType.OptionalOf(var inner) -> {
        var alternatives = NODES.arrayNode().add(schema(inner)).add(object("null"));
        yield NODES.objectNode().set("anyOf", alternatives);
      }
      case IrType.ListOf(var item, int min, int max) ->
          object("array").set("items", schema(item)).put("minItems", min).put("maxItems", max);
      case IrType.RecordType record -> described(record(record, false), record.description());
      case IrType.UnionType union -> union(union);
      case IrType.MapOf(var value) -> {
        ObjectNode map = object("object");
        map.set("propertyNames", NODES.objectNode().put("maxLength", Bounds.KEY_CHARS));
        map.set("additionalProperties", schema(value));
        yield map.put("maxProperties", Bounds.MAP_ENTRIES);
      }
      case IrType.Json _ -> NODES.objectNode();
      case IrType.Schema(var name, var text) -> embedded(name, JsonText.read(text));
      case IrType.Grammar _ -> object("string").put("maxLength", Bounds.STRING_CHARS);
    };
  }

  private static ObjectNode text(IrType.Text text) {
    ObjectNode schema = object("string");
    if (text.min() > 0) {
      schema.put("minLength", text.min());
    }
    if (text.max().isPresent()) {
      schema.put("maxLength", text.max().get());
    } else if (text.pattern().isEmpty() && text.format().isEmpty()) {
      schema.put("maxLength", Bounds.STRING_CHARS);
    }
    // JSON Schema's patterns search; the language's match as a whole.
    text.pattern().ifPresent(pattern -> schema.put("pattern", "^(?:" + pattern + ")$"));
    text.format().ifPresent(format -> schema.put("format", format));
    return schema;
  }

  private static BigDecimal decimal(double number) {
    return new BigDecimal(ValueText.number(number));
  }

  private static ObjectNode choice(List<String> values) {
    ArrayNode texts = NODES.arrayNode();
    values.forEach(texts::add);
    return NODES.objectNode().set("enum", texts);
  }

  private ObjectNode record(IrType.RecordType type, boolean tagged) {
    ObjectNode properties = NODES.objectNode();
    ArrayNode required = NODES.arrayNode();
    if (tagged) {
      properties.set("type", NODES.objectNode().put("const", type.tag()));
      required.add("type");
    }
    for (IrType.Field field : type.fields()) {
      properties.set(field.name(), described(schema(field.type()), field.description()));
      required.add(field.name());
    }
    ObjectNode schema = object("object");
    schema.set("properties", properties);
    schema.set("required", required);
    return schema.put("additionalProperties", false);
  }

  private ObjectNode union(IrType.UnionType type) {
    ArrayNode alternatives = NODES.arrayNode();
    for (IrType.RecordType alternative : type.alternatives()) {
      alternatives.add(described(record(alternative, true), alternative.description()));
    }
    return described(NODES.objectNode().set("anyOf", alternatives), type.description());
  }

  /// A schema written by hand keeps its own references: it becomes a definition and they point into
  /// it.
  private ObjectNode embedded(String name, JsonNode schema) {
    if (!(schema instanceof ObjectNode object)) {
      return schema.asBoolean()
          ? NODES.objectNode()
          : NODES.objectNode().set("not", NODES.objectNode());
    }
    ObjectNode copy = object.deepCopy();
    copy.remove("$schema");
    if (!pointTo(copy, "#/$defs/" + name)) {
      return copy;
    }
    definitions.set(name, copy);
    return NODES.objectNode().put("$ref", "#/$defs/" + name);
  }

  /// Moves every reference from the root to `root`; tells whether there is any.
  private static boolean pointTo(JsonNode node, String root) {
    boolean found = false;
    if (node instanceof ObjectNode object) {
      JsonNode reference = object.get("$ref");
      if (reference != null && reference.isString() && reference.stringValue().startsWith("#")) {
        object.put("$ref", root + reference.stringValue().substring(1));
        found = true;
      }
    }
    for (JsonNode child : node) {
      found |= pointTo(child, root);
    }
    return found;
  }

  private static ObjectNode described(ObjectNode schema, String description) {
    return description.isEmpty() ? schema : schema.put("description", description);
  }

  private static ObjectNode object(String type) {
    return NODES.objectNode().put("type", type);
  }
}
