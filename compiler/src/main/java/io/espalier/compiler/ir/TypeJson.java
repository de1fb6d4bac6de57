package io.espalier.compiler.ir;

import io.espalier.compiler.types.Bounds;
import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.ValueException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Types as JSON. Types of the program's table are written in full there and by name elsewhere.
final class TypeJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, IrType> table = new HashMap<>();
  private final Map<String, JsonCursor> unread = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private int nodes;

  /// The name of a type that can stand in the table; empty for one that cannot.
  static String name(IrType type) {
    return switch (type) {
      case IrType.RecordType record -> record.name();
      case IrType.Enumeration(var name, _, _) -> name;
      case IrType.UnionType union -> union.name();
      case IrType _ -> "";
    };
  }

  /// Writes the table and remembers it.
  ArrayNode table(List<IrType> types) {
    types.forEach(type -> table.put(name(type), type));
    ArrayNode array = NODES.arrayNode();
    types.forEach(type -> array.add(full(type)));
    return array;
  }

  ObjectNode write(IrType type) {
    String name = name(type);
    return !name.isEmpty() && type.equals(table.get(name))
        ? NODES.objectNode().put("ref", name)
        : full(type);
  }

  private ObjectNode full(IrType type) {
    ObjectNode node = NODES.objectNode();
    switch (type) {
      case IrType.None _ -> node.put("kind", "none");
      case IrType.Bool _ -> node.put("kind", "bool");
      case IrType.Json _ -> node.put("kind", "json");
      case IrType.Text text -> {
        node.put("kind", "text").put("min", text.min());
        text.max().ifPresent(max -> node.put("max", max));
        text.pattern().ifPresent(pattern -> node.put("pattern", pattern));
        text.format().ifPresent(format -> node.put("format", format));
      }
      case IrType.Int(long low, long high) ->
          node.put("kind", "int").put("low", low).put("high", high);
      case IrType.Decimal(double low, double high) ->
          node.put("kind", "float").put("low", low).put("high", high);
      case IrType.Choice(var values) -> node.put("kind", "choice").set("values", texts(values));
      case IrType.Enumeration(var name, var description, var values) ->
          node.put("kind", "enum")
              .put("name", name)
              .put("description", description)
              .set("values", texts(values));
      case IrType.OptionalOf(var inner) -> node.put("kind", "optional").set("type", write(inner));
      case IrType.ListOf(var item, int min, int max) ->
          node.put("kind", "list").put("min", min).put("max", max).set("item", write(item));
      case IrType.RecordType(var name, var description, var fields) -> {
        ArrayNode array = NODES.arrayNode();
        for (IrType.Field field : fields) {
          ObjectNode written = NODES.objectNode().put("name", field.name());
          written.put("description", field.description()).set("type", write(field.type()));
          array.add(written);
        }
        node.put("kind", "record").put("name", name).put("description", description);
        node.set("fields", array);
      }
      case IrType.UnionType(var name, var description, var alternatives) -> {
        ArrayNode array = NODES.arrayNode();
        alternatives.forEach(alternative -> array.add(write(alternative)));
        node.put("kind", "union").put("name", name).put("description", description);
        node.set("alternatives", array);
      }
      case IrType.MapOf(var value) -> node.put("kind", "map").set("value", write(value));
      case IrType.Schema(var name, var text) ->
          node.put("kind", "schema").put("name", name).put("text", text);
      case IrType.Grammar(var name, var text) ->
          node.put("kind", "grammar").put("name", name).put("text", text);
    }
    return node;
  }

  static ArrayNode texts(List<String> values) {
    ArrayNode array = NODES.arrayNode();
    values.forEach(array::add);
    return array;
  }

  /// Reads the table; its types may refer to each other in any order, but not in a circle.
  List<IrType> readTable(JsonCursor types) {
    for (JsonCursor type : types.items(item -> item)) {
      if (unread.put(type.text("name"), type) != null) {
        throw type.wrong("a second type of this name");
      }
    }
    return types.items(type -> named(type, type.text("name")));
  }

  private IrType named(JsonCursor at, String name) {
    IrType known = table.get(name);
    if (known != null) {
      return known;
    }
    JsonCursor definition = unread.get(name);
    if (definition == null) {
      throw at.wrong("there is no type '" + name + "'");
    }
    if (!open.add(name)) {
      throw at.wrong("type '" + name + "' contains itself");
    }
    IrType type = readFull(definition);
    open.remove(name);
    table.put(name, type);
    return type;
  }

  IrType read(JsonCursor node) {
    Optional<JsonCursor> reference = node.find("ref");
    if (reference.isPresent()) {
      node.object(Set.of("ref"));
      return named(reference.get(), reference.get().text());
    }
    return readFull(node);
  }

  private IrType readFull(JsonCursor node) {
    if (++nodes > 100_000) {
      throw node.wrong("more types than a program may have");
    }
    try {
      return switch (node.text("kind")) {
        case "none" -> new IrType.None();
        case "bool" -> new IrType.Bool();
        case "json" -> new IrType.Json();
        case "text" -> text(node);
        case "int" -> ordered(node, new IrType.Int(node.whole("low"), node.whole("high")));
        case "float" -> new IrType.Decimal(node.get("low").number(), node.get("high").number());
        case "choice" -> new IrType.Choice(node.texts("values"));
        case "enum" ->
            new IrType.Enumeration(
                node.text("name"), node.text("description"), node.texts("values"));
        case "optional" -> new IrType.OptionalOf(read(node.get("type")));
        case "list" -> {
          int min = node.count("min", 0, Integer.MAX_VALUE);
          int max = node.count("max", min, Integer.MAX_VALUE);
          yield new IrType.ListOf(read(node.get("item")), min, max);
        }
        case "record" ->
            new IrType.RecordType(
                node.text("name"), node.text("description"), node.list("fields", this::field));
        case "union" ->
            new IrType.UnionType(
                node.text("name"),
                node.text("description"),
                node.list("alternatives", this::alternative));
        case "map" -> new IrType.MapOf(read(node.get("value")));
        case "schema" -> new IrType.Schema(node.text("name"), node.text("text"));
        case "grammar" -> new IrType.Grammar(node.text("name"), node.text("text"));
        default -> throw node.get("kind").wrong("no kind of type");
      };
    } catch (IllegalArgumentException e) {
      throw new ValueException(node.pointer(), String.valueOf(e.getMessage()));
    }
  }

  private static IrType text(JsonCursor node) {
    int min = node.count("min", 0, Integer.MAX_VALUE);
    Optional<Integer> max = node.find("max").map(_ -> node.count("max", min, Integer.MAX_VALUE));
    return new IrType.Text(
        min,
        max,
        node.find("pattern").map(JsonCursor::text),
        node.find("format").map(JsonCursor::text));
  }

  private static IrType ordered(JsonCursor node, IrType.Int type) {
    if (type.low() > type.high()) {
      throw node.wrong("no number is from " + type.low() + " to " + type.high());
    }
    return type;
  }

  private IrType.Field field(JsonCursor node) {
    return new IrType.Field(node.text("name"), read(node.get("type")), node.text("description"));
  }

  private IrType.RecordType alternative(JsonCursor node) {
    if (read(node) instanceof IrType.RecordType record) {
      return record;
    }
    throw node.wrong("an alternative is a record; at most " + Bounds.TYPE_NODES + " parts");
  }
}
