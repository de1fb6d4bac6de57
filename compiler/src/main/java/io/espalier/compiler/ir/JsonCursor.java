package io.espalier.compiler.ir;

import io.espalier.compiler.types.ValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// A JSON value that is being read and where it stands; everything missing or of the wrong kind is
/// a [ValueException] with its pointer.
record JsonCursor(JsonNode node, String pointer) {

  ValueException wrong(String problem) {
    return new ValueException(pointer, problem);
  }

  /// Refuses an object with other fields than these.
  JsonCursor object(Set<String> fields) {
    if (!node.isObject()) {
      throw wrong("expected an object");
    }
    for (String name : node.propertyNames()) {
      if (!fields.contains(name)) {
        throw new ValueException(pointer + "/" + name, "no field of this object");
      }
    }
    return this;
  }

  JsonCursor get(String name) {
    return find(name).orElseThrow(() -> wrong("the field '" + name + "' is missing"));
  }

  Optional<JsonCursor> find(String name) {
    JsonNode value = node.isObject() ? node.get(name) : null;
    return value == null
        ? Optional.empty()
        : Optional.of(new JsonCursor(value, pointer + "/" + name));
  }

  String text() {
    if (!node.isString()) {
      throw wrong("expected a string");
    }
    return node.stringValue();
  }

  String text(String name) {
    return get(name).text();
  }

  boolean truth(String name) {
    JsonCursor value = get(name);
    if (!value.node.isBoolean()) {
      throw value.wrong("expected true or false");
    }
    return value.node.booleanValue();
  }

  long whole(String name) {
    JsonCursor value = get(name);
    if (!value.node.isIntegralNumber() || !value.node.canConvertToLong()) {
      throw value.wrong("expected a whole number");
    }
    return value.node.longValue();
  }

  int count(String name, int least, int most) {
    long value = whole(name);
    if (value < least || value > most) {
      throw get(name).wrong("expected a whole number from " + least + " to " + most);
    }
    return (int) value;
  }

  double number() {
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw wrong("expected a number");
    }
    return node.doubleValue();
  }

  <T> List<T> list(String name, Function<JsonCursor, T> read) {
    return get(name).items(read);
  }

  <T> List<T> items(Function<JsonCursor, T> read) {
    if (!node.isArray()) {
      throw wrong("expected an array");
    }
    List<T> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(read.apply(new JsonCursor(node.get(i), pointer + "/" + i)));
    }
    return items;
  }

  List<String> texts(String name) {
    return list(name, JsonCursor::text);
  }

  /// One of an enum's constants, by its name in lower case.
  <E extends Enum<E>> E constant(String name, Class<E> type) {
    JsonCursor value = get(name);
    for (E constant : type.getEnumConstants()) {
      if (label(constant).equals(value.text())) {
        return constant;
      }
    }
    List<String> known = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      known.add(label(constant));
    }
    throw value.wrong("expected one of " + known);
  }

  /// How the JSON form spells an enum's constant.
  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
