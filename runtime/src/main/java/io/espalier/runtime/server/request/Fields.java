package io.espalier.runtime.server.request;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The members of a JSON object, read by name with their types and ranges checked.
///
/// Remembers what was read: [#refuseOthers] refuses the rest, so that nothing a client asks for is
/// dropped in silence. A `null` counts as absent. Confined to one thread.
public final class Fields {
  private final JsonNode object;
  private final String path;
  private final Set<String> known = new HashSet<>();

  private Fields(JsonNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /// Reads an object.
  ///
  /// @param path where it stands, for messages; empty for the body
  public static Fields of(JsonNode object, String path) {
    if (!object.isObject()) {
      throw RequestException.parameter(path, "must be an object, not " + kind(object));
    }
    return new Fields(object, path);
  }

  /// Returns where a member stands.
  public String at(String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  /// Returns a member, null where it is absent or `null`.
  public @Nullable JsonNode node(String name) {
    known.add(name);
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  /// Returns whether a member is there and not `null`.
  public boolean has(String name) {
    return node(name) != null;
  }

  /// Returns a text.
  public Optional<String> text(String name) {
    JsonNode node = node(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isString()) {
      throw wrong(name, "a string", node);
    }
    return Optional.of(node.stringValue());
  }

  /// Returns a text that must be there.
  public String requiredText(String name) {
    return text(name)
        .orElseThrow(() -> RequestException.parameter(at(name), "is missing; it must be a string"));
  }

  /// Returns a whole number in a range.
  public long whole(String name, long otherwise, long min, long max) {
    return whole(name, min, max).orElse(otherwise);
  }

  /// Returns a whole number in a range, where it is there.
  public OptionalLong whole(String name, long min, long max) {
    JsonNode node = node(name);
    if (node == null) {
      return OptionalLong.empty();
    }
    boolean isWhole = node.isIntegralNumber() && node.canConvertToLong();
    if (!isWhole || node.longValue() < min || node.longValue() > max) {
      throw wrong(name, "a whole number from %d to %d".formatted(min, max), node);
    }
    return OptionalLong.of(node.longValue());
  }

  /// Returns a number in a range.
  public double decimal(String name, double otherwise, double min, double max) {
    JsonNode node = node(name);
    if (node == null) {
      return otherwise;
    }
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!(value >= min && value <= max)) {
      throw wrong(name, "a number from %s to %s".formatted(min, max), node);
    }
    return value;
  }

  /// Returns a truth value.
  public boolean flag(String name, boolean otherwise) {
    JsonNode node = node(name);
    if (node == null) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw wrong(name, "true or false", node);
    }
    return node.booleanValue();
  }

  /// Returns texts, given as a list or as a single one.
  public List<String> texts(String name, int most) {
    JsonNode node = node(name);
    if (node == null) {
      return List.of();
    }
    if (node.isString()) {
      return List.of(node.stringValue());
    }
    var texts = new ArrayList<String>();
    for (JsonNode item : list(name, most)) {
      if (!item.isString()) {
        throw wrong(name, "a string or a list of strings", node);
      }
      texts.add(item.stringValue());
    }
    return texts;
  }

  /// Returns whole numbers.
  public List<Integer> wholes(String name, int most, int min, int max) {
    var values = new ArrayList<Integer>();
    for (JsonNode item : list(name, most)) {
      if (!item.isInt() || item.intValue() < min || item.intValue() > max) {
        throw wrong(name, "a list of whole numbers from %d to %d".formatted(min, max), item);
      }
      values.add(item.intValue());
    }
    return values;
  }

  /// Returns the items of a list; none where it is absent.
  public List<JsonNode> list(String name, int most) {
    JsonNode node = node(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw wrong(name, "a list", node);
    }
    if (node.size() > most) {
      throw RequestException.parameter(
          at(name), "has %d items; at most %d are allowed".formatted(node.size(), most));
    }
    var items = new ArrayList<JsonNode>();
    node.forEach(items::add);
    return items;
  }

  /// Returns an object.
  public Optional<Fields> object(String name) {
    JsonNode node = node(name);
    return node == null ? Optional.empty() : Optional.of(of(node, at(name)));
  }

  /// Returns the names of all members.
  public Set<String> names() {
    return new TreeSet<>(object.propertyNames());
  }

  /// Names members that change nothing about the answer's content.
  public void ignore(String... names) {
    known.addAll(List.of(names));
  }

  /// Refuses members that were neither read nor ignored, by name.
  public void refuseOthers() {
    Set<String> others = names();
    others.removeAll(known);
    others.removeIf(name -> object.get(name).isNull());
    if (!others.isEmpty()) {
      throw RequestException.unsupported(
          at(others.iterator().next()),
          "%s unknown here and would be ignored; remove %s, or see /openapi.json for what is allowed"
              .formatted(
                  others.size() == 1
                      ? "is"
                      : "and others (%s) are".formatted(String.join(", ", others)),
                  others.size() == 1 ? "it" : "them"));
    }
  }

  private RequestException wrong(String name, String expected, JsonNode found) {
    String shown = found.toString();
    return RequestException.parameter(
        at(name),
        "must be %s, not %s"
            .formatted(expected, shown.length() > 80 ? shown.substring(0, 80) + "…" : shown));
  }

  private static String kind(JsonNode node) {
    return node.getNodeType().toString().toLowerCase(Locale.ROOT);
  }
}
