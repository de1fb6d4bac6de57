package io.espalier.compiler.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// JSON Schemas as types, where a type says everything that the schema says. A schema that asks for
/// more (references, patterns, optional properties …) has no such type; it stays an
/// [IrType.Schema], whose values are JSON.
public final class SchemaTypes {
  private static final Set<String> NOTES =
      Set.of("$schema", "$id", "$comment", "title", "description", "examples", "default");

  private SchemaTypes() {}

  /// The type of a schema called `name`, if a type says the same.
  public static Optional<IrType> read(String name, JsonNode schema) {
    return Optional.ofNullable(type(name, schema));
  }

  private static @Nullable IrType type(String name, JsonNode schema) {
    if (!schema.isObject()) {
      return null;
    }
    if (schema.has("enum") || schema.has("const")) {
      return choice(schema);
    }
    if (schema.has("anyOf")) {
      return optional(name, schema);
    }
    return switch (text(schema, "type")) {
      case "string" -> string(schema);
      case "integer" -> integer(schema);
      case "number" -> number(schema);
      case "boolean" -> only(schema, Set.of("type")) ? new IrType.Bool() : null;
      case "array" -> array(name, schema);
      case "object" -> object(name, schema);
      default -> null;
    };
  }

  private static @Nullable IrType choice(JsonNode schema) {
    List<String> values = new ArrayList<>();
    if (schema.has("const")) {
      values.add(text(schema, "const"));
    } else {
      for (JsonNode value : schema.get("enum")) {
        values.add(value.isString() ? value.stringValue() : "");
      }
    }
    boolean plain = only(schema, Set.of("type", "enum", "const"));
    boolean typed = !schema.has("type") || text(schema, "type").equals("string");
    boolean whole = !(schema.has("enum") && schema.has("const"));
    return plain && typed && whole && !values.isEmpty() && !values.contains("")
        ? new IrType.Choice(values.stream().distinct().toList())
        : null;
  }

  private static @Nullable IrType optional(String name, JsonNode schema) {
    JsonNode alternatives = schema.get("anyOf");
    if (!only(schema, Set.of("anyOf")) || alternatives.size() != 2) {
      return null;
    }
    JsonNode second = alternatives.get(1);
    if (!only(second, Set.of("type")) || !text(second, "type").equals("null")) {
      return null;
    }
    IrType inner = type(name, alternatives.get(0));
    return inner == null || inner instanceof IrType.OptionalOf
        ? null
        : new IrType.OptionalOf(inner);
  }

  private static @Nullable IrType string(JsonNode schema) {
    if (!only(schema, Set.of("type", "minLength", "maxLength", "format"))) {
      return null;
    }
    long min = whole(schema, "minLength", 0);
    long max = whole(schema, "maxLength", -1);
    if (min < 0
        || min > Integer.MAX_VALUE
        || max > Integer.MAX_VALUE
        || (schema.has("maxLength") && max < min)) {
      return null;
    }
    Optional<String> format =
        schema.has("format") ? Optional.of(text(schema, "format")) : Optional.empty();
    return new IrType.Text(
        (int) min, max < 0 ? Optional.empty() : Optional.of((int) max), Optional.empty(), format);
  }

  private static @Nullable IrType integer(JsonNode schema) {
    long low = whole(schema, "minimum", -Bounds.INT_MAGNITUDE);
    long high = whole(schema, "maximum", Bounds.INT_MAGNITUDE);
    return only(schema, Set.of("type", "minimum", "maximum"))
            && integral(schema, "minimum")
            && integral(schema, "maximum")
            && low <= high
        ? new IrType.Int(low, high)
        : null;
  }

  private static @Nullable IrType number(JsonNode schema) {
    JsonNode minimum = schema.get("minimum");
    JsonNode maximum = schema.get("maximum");
    double low = minimum == null ? -Bounds.FLOAT_MAGNITUDE : minimum.asDouble(Double.NaN);
    double high = maximum == null ? Bounds.FLOAT_MAGNITUDE : maximum.asDouble(Double.NaN);
    return only(schema, Set.of("type", "minimum", "maximum")) && low <= high
        ? new IrType.Decimal(low, high)
        : null;
  }

  private static @Nullable IrType array(String name, JsonNode schema) {
    JsonNode items = schema.get("items");
    long min = whole(schema, "minItems", 0);
    long max = whole(schema, "maxItems", Math.max(min, Bounds.LIST_ITEMS));
    if (items == null
        || !only(schema, Set.of("type", "items", "minItems", "maxItems"))
        || min < 0
        || max < min
        || max > Bounds.ITERATIONS) {
      return null;
    }
    IrType item = type(name + "Item", items);
    return item == null ? null : new IrType.ListOf(item, (int) min, (int) max);
  }

  private static @Nullable IrType object(String name, JsonNode schema) {
    JsonNode properties = schema.get("properties");
    JsonNode closed = schema.get("additionalProperties");
    if (properties == null
        || !properties.isObject()
        || properties.isEmpty()
        || (closed != null && !closed.isBoolean())
        || !only(schema, Set.of("type", "properties", "required", "additionalProperties"))) {
      return null;
    }
    List<IrType.Field> fields = new ArrayList<>();
    for (var property : properties.properties()) {
      IrType type = type(name + capital(property.getKey()), property.getValue());
      if (type == null || !requires(schema, property.getKey())) {
        return null;
      }
      fields.add(
          new IrType.Field(property.getKey(), type, text(property.getValue(), "description")));
    }
    return new IrType.RecordType(name, text(schema, "description"), fields);
  }

  private static boolean requires(JsonNode schema, String property) {
    JsonNode required = schema.get("required");
    if (required != null) {
      for (JsonNode name : required) {
        if (name.isString() && name.stringValue().equals(property)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean only(JsonNode schema, Set<String> keywords) {
    for (String keyword : schema.propertyNames()) {
      if (!keywords.contains(keyword) && !NOTES.contains(keyword)) {
        return false;
      }
    }
    return true;
  }

  private static boolean integral(JsonNode schema, String keyword) {
    JsonNode value = schema.get(keyword);
    return value == null || (value.isIntegralNumber() && value.canConvertToLong());
  }

  private static long whole(JsonNode schema, String keyword, long otherwise) {
    JsonNode value = schema.get(keyword);
    if (value == null) {
      return otherwise;
    }
    return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : -2;
  }

  private static String text(JsonNode schema, String keyword) {
    JsonNode value = schema.get(keyword);
    return value != null && value.isString() ? value.stringValue() : "";
  }

  private static String capital(String word) {
    var name = new StringBuilder();
    boolean up = true;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        name.append(up ? Character.toUpperCase(c) : c);
        up = false;
      } else {
        up = true;
      }
    }
    return name.toString();
  }
}
