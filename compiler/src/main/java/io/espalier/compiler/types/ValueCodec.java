package io.espalier.compiler.types;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values of a known type from and to text and JSON.
///
/// *Bare* text is what a model generates at the top level and a person writes on a command line:
/// texts, choices and enums without quotes, numbers, `true`, `false`, `null`, and JSON for
/// everything structured and for an optional format. Inside JSON everything is JSON. Bounds and
/// choices are checked; patterns and formats are not, since generated text keeps them: what comes
/// from elsewhere is read by [ValueChecks].
public final class ValueCodec {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ValueCodec() {}

  /// The value of bare text.
  ///
  /// @throws ValueException if the text is no value of the type
  public static @Nullable Object parse(IrType type, String text) {
    return switch (type) {
      case IrType.Text bounds -> text(bounds, text, "");
      case IrType.Grammar _ -> text;
      case IrType.Choice(var values) -> choice(values, text, "");
      case IrType.Enumeration(_, _, var values) -> choice(values, text, "");
      case IrType.OptionalOf(IrType.Text inner)
          when inner.format().isPresent() && text.startsWith("\"") ->
          parseJson(inner, text);
      case IrType.OptionalOf(var inner) -> text.equals("null") ? null : parse(inner, text);
      case IrType.None _,
          IrType.Int _,
          IrType.Decimal _,
          IrType.Bool _,
          IrType.ListOf _,
          IrType.RecordType _,
          IrType.UnionType _,
          IrType.MapOf _,
          IrType.Json _,
          IrType.Schema _ ->
          fromJson(type, JsonText.read(text));
    };
  }

  /// The value of JSON text.
  ///
  /// @throws ValueException if the text is no JSON or no value of the type
  public static @Nullable Object parseJson(IrType type, String json) {
    return fromJson(type, JsonText.read(json));
  }

  /// The value of a JSON node.
  ///
  /// @throws ValueException if it is no value of the type, with a pointer to the part that is not
  public static @Nullable Object fromJson(IrType type, JsonNode node) {
    return read(type, node, "");
  }

  private static @Nullable Object read(IrType type, JsonNode node, String at) {
    return switch (type) {
      case IrType.None _ -> {
        require(node.isNull(), at, "null", node);
        yield null;
      }
      case IrType.Text bounds -> text(bounds, string(node, at, "a string"), at);
      case IrType.Grammar(var name, _) -> string(node, at, "a string of grammar " + name);
      case IrType.Choice(var values) -> choice(values, string(node, at, oneOf(values)), at);
      case IrType.Enumeration(_, _, var values) ->
          choice(values, string(node, at, oneOf(values)), at);
      case IrType.Int(long low, long high) -> whole(node, low, high, at);
      case IrType.Decimal(double low, double high) -> decimal(node, low, high, at);
      case IrType.Bool _ -> {
        require(node.isBoolean(), at, "true or false", node);
        yield node.booleanValue();
      }
      case IrType.OptionalOf(var inner) -> node.isNull() ? null : read(inner, node, at);
      case IrType.ListOf list -> list(list, node, at);
      case IrType.RecordType record -> record(record, node, at, false);
      case IrType.UnionType union -> union(union, node, at);
      case IrType.MapOf(var value) -> map(value, node, at);
      case IrType.Json _, IrType.Schema _ -> node;
    };
  }

  private static String text(IrType.Text bounds, String text, String at) {
    int size = text.codePointCount(0, text.length());
    if (size < bounds.min() || (bounds.max().isPresent() && size > bounds.max().get())) {
      String allowed =
          bounds.max().isPresent()
              ? bounds.min() + " to " + bounds.max().get()
              : bounds.min() + " or more";
      throw new ValueException(at, "text of " + size + " characters; allowed: " + allowed);
    }
    return text;
  }

  private static String choice(List<String> values, String text, String at) {
    if (!values.contains(text)) {
      throw new ValueException(at, shown(text) + " is not " + oneOf(values));
    }
    return text;
  }

  private static String string(JsonNode node, String at, String expected) {
    require(node.isString(), at, expected, node);
    return node.stringValue();
  }

  private static Long whole(JsonNode node, long low, long high, String at) {
    String expected =
        low == -Bounds.INT_MAGNITUDE && high == Bounds.INT_MAGNITUDE
            ? "a whole number"
            : "a whole number from " + low + " to " + high;
    require(node.isNumber(), at, expected, node);
    long value;
    try {
      value = node.decimalValue().longValueExact();
    } catch (ArithmeticException e) {
      throw new ValueException(at, "expected " + expected + ", found " + shown(node.toString()));
    }
    require(value >= low && value <= high, at, expected, node);
    return value;
  }

  private static Double decimal(JsonNode node, double low, double high, String at) {
    String expected = "a number from " + ValueText.number(low) + " to " + ValueText.number(high);
    require(node.isNumber(), at, expected, node);
    double value = node.doubleValue();
    require(value >= low && value <= high, at, expected, node);
    return value;
  }

  private static List<@Nullable Object> list(IrType.ListOf type, JsonNode node, String at) {
    require(node.isArray(), at, "an array", node);
    if (node.size() < type.min() || node.size() > type.max()) {
      throw new ValueException(
          at, "%d items; allowed: %d to %d".formatted(node.size(), type.min(), type.max()));
    }
    List<@Nullable Object> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(read(type.item(), node.get(i), ValueException.below(at, Integer.toString(i))));
    }
    return Collections.unmodifiableList(items);
  }

  private static RecordValue record(
      IrType.RecordType type, JsonNode node, String at, boolean tagged) {
    require(node.isObject(), at, "an object (" + type.tag() + ")", node);
    for (String key : node.propertyNames()) {
      if (type.field(key).isEmpty() && !(tagged && key.equals("type"))) {
        List<String> names = type.fields().stream().map(IrType.Field::name).toList();
        throw new ValueException(
            ValueException.below(at, key), type.tag() + " has no such field; its fields: " + names);
      }
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (IrType.Field field : type.fields()) {
      JsonNode value = node.get(field.name());
      String below = ValueException.below(at, field.name());
      if (value != null) {
        fields.put(field.name(), read(field.type(), value, below));
      } else if (field.type() instanceof IrType.OptionalOf) {
        fields.put(field.name(), null);
      } else {
        throw new ValueException(below, "the field is missing; only optional ones may be");
      }
    }
    return new RecordValue(type.name(), fields);
  }

  private static RecordValue union(IrType.UnionType type, JsonNode node, String at) {
    List<String> tags = type.alternatives().stream().map(IrType.RecordType::tag).toList();
    require(node.isObject(), at, "an object with \"type\" " + oneOf(tags), node);
    JsonNode tag = node.get("type");
    String below = ValueException.below(at, "type");
    if (tag == null) {
      throw new ValueException(
          below, "the field is missing; it says which of " + tags + " this is");
    }
    String name = choice(tags, string(tag, below, oneOf(tags)), below);
    return record(type.alternative(name).orElseThrow(), node, at, true);
  }

  private static Map<String, @Nullable Object> map(IrType value, JsonNode node, String at) {
    require(node.isObject(), at, "an object", node);
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    Set<Map.Entry<String, JsonNode>> properties = node.properties();
    for (Map.Entry<String, JsonNode> entry : properties) {
      String below = ValueException.below(at, entry.getKey());
      entries.put(entry.getKey(), read(value, entry.getValue(), below));
    }
    return Collections.unmodifiableMap(entries);
  }

  private static void require(boolean holds, String at, String expected, JsonNode found) {
    if (!holds) {
      throw new ValueException(at, "expected " + expected + ", found " + shown(found.toString()));
    }
  }

  private static String oneOf(List<String> values) {
    return "one of " + values.stream().map(value -> '"' + value + '"').toList();
  }

  private static String shown(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  /// The JSON of a value of `type`: what [#fromJson] reads back.
  public static JsonNode toJson(IrType type, @Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    return switch (type) {
      case IrType.OptionalOf(var inner) -> toJson(inner, value);
      case IrType.ListOf(var item, _, _) -> {
        var array = NODES.arrayNode();
        for (Object element : (List<?>) value) {
          array.add(toJson(item, element));
        }
        yield array;
      }
      case IrType.RecordType record -> object(record, (RecordValue) value, NODES.objectNode());
      case IrType.UnionType union -> {
        RecordValue record = (RecordValue) value;
        IrType.RecordType alternative =
            union
                .alternative(record.tag())
                .orElseThrow(() -> new IllegalStateException("no alternative " + record.tag()));
        yield object(alternative, record, NODES.objectNode().put("type", record.tag()));
      }
      case IrType.MapOf(var inner) -> {
        var object = NODES.objectNode();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          object.set((String) entry.getKey(), toJson(inner, entry.getValue()));
        }
        yield object;
      }
      case IrType.None _,
          IrType.Text _,
          IrType.Int _,
          IrType.Decimal _,
          IrType.Bool _,
          IrType.Choice _,
          IrType.Enumeration _,
          IrType.Json _,
          IrType.Schema _,
          IrType.Grammar _ ->
          ValueJson.write(value);
    };
  }

  private static JsonNode object(IrType.RecordType type, RecordValue value, ObjectNode object) {
    for (IrType.Field field : type.fields()) {
      object.set(field.name(), toJson(field.type(), value.get(field.name())));
    }
    return object;
  }
}
