package io.espalier.constrained.json;

import io.espalier.constrained.automaton.Work;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Where the schemas of a document are: by identifier, by anchor, by pointer.
final class SchemaIndex {
  private static final Set<String> SCHEMAS =
      Set.of(
          "additionalItems",
          "additionalProperties",
          "allOf",
          "anyOf",
          "contains",
          "contentSchema",
          "else",
          "extends",
          "if",
          "items",
          "not",
          "oneOf",
          "prefixItems",
          "propertyNames",
          "then",
          "unevaluatedItems",
          "unevaluatedProperties");
  private static final Set<String> MAPS =
      Set.of(
          "$defs",
          "definitions",
          "dependencies",
          "dependentSchemas",
          "patternProperties",
          "properties");

  /// A schema with the place it stands at.
  record Located(JsonNode schema, String base, String pointer) {}

  private final Work work;
  private final Map<String, Located> byUri = new HashMap<>();

  /// The names of the dynamic anchors of each document or embedded schema with an identifier.
  private final Map<String, Set<String>> dynamicAnchors = new HashMap<>();

  private final IdentityHashMap<JsonNode, String> bases = new IdentityHashMap<>();

  SchemaIndex(Work work) {
    this.work = work;
  }

  /// Adds a document known under `uri`.
  void add(String uri, JsonNode document) {
    byUri.put(uri, new Located(document, uri, "#"));
    scan(document, uri, "#", 0);
  }

  private void scan(JsonNode node, String base, String pointer, int depth) {
    work.depth(depth / 2, pointer);
    String here = base;
    if (node.isObject()) {
      JsonNode id = node.has("$id") ? node.get("$id") : node.path("id");
      boolean refOnly = node.has("$ref") && !node.has("$schema") && !node.has("$defs");
      if (id.isString() && !(refOnly && node.has("definitions"))) {
        here = identified(node, base, pointer, id.stringValue());
      }
      anchor(node, here, pointer, "$anchor");
      if (node.path("$dynamicAnchor").isString()) {
        anchor(node, here, pointer, "$dynamicAnchor");
        dynamicAnchors
            .computeIfAbsent(here, _ -> new TreeSet<>())
            .add(node.get("$dynamicAnchor").stringValue());
      }
      bases.put(node, here);
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        scanKeyword(member.getKey(), member.getValue(), here, pointer, depth);
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        if (node.get(i).isContainer()) {
          scan(node.get(i), here, pointer + "/" + i, depth + 1);
        }
      }
    }
  }

  /// Looks into the schemas below a keyword; below one that is unknown there are none.
  private void scanKeyword(String key, JsonNode value, String base, String pointer, int depth) {
    String place = pointer + "/" + escape(key);
    if (SCHEMAS.contains(key) && value.isContainer()) {
      scan(value, base, place, depth + 1);
    } else if (MAPS.contains(key) && value.isObject()) {
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        if (member.getValue().isContainer()) {
          scan(member.getValue(), base, place + "/" + escape(member.getKey()), depth + 2);
        }
      }
    }
  }

  private String identified(JsonNode node, String base, String pointer, String id) {
    if (id.startsWith("#") && id.length() > 1) {
      byUri.putIfAbsent(base + id, new Located(node, base, pointer));
      return base;
    }
    String uri = withoutEmptyFragment(resolve(base, id));
    byUri.putIfAbsent(uri, new Located(node, uri, pointer));
    return uri;
  }

  private void anchor(JsonNode node, String base, String pointer, String keyword) {
    JsonNode name = node.path(keyword);
    if (name.isString()) {
      byUri.putIfAbsent(base + "#" + name.stringValue(), new Located(node, base, pointer));
    }
  }

  /// Returns `scope` once a schema with `base` is gone into: its dynamic anchors count where none
  /// of the same name came before.
  Map<String, String> enter(String base, Map<String, String> scope) {
    Set<String> names = dynamicAnchors.getOrDefault(base, Set.of());
    if (scope.keySet().containsAll(names)) {
      return scope;
    }
    Map<String, String> more = new HashMap<>(scope);
    names.forEach(name -> more.putIfAbsent(name, base));
    return more;
  }

  /// Returns the base URI in force inside `node`.
  String baseOf(JsonNode node, String otherwise) {
    return bases.getOrDefault(node, otherwise);
  }

  /// Returns the schema `reference` leads to from a schema with `base`, or null.
  @Nullable Located find(String base, String reference) {
    int hash = reference.indexOf('#');
    String document = hash < 0 ? reference : reference.substring(0, hash);
    String fragment = hash < 0 ? "" : reference.substring(hash + 1);
    String uri = document.isEmpty() ? base : withoutEmptyFragment(resolve(base, document));
    Located target = byUri.get(uri);
    if (fragment.isEmpty()) {
      return target;
    }
    Located anchored = byUri.get(uri + "#" + fragment);
    if (anchored != null) {
      return anchored;
    }
    return target == null || !fragment.startsWith("/") ? null : descend(target, fragment);
  }

  private @Nullable Located descend(Located from, String fragment) {
    JsonNode node = from.schema;
    StringBuilder pointer = new StringBuilder(from.pointer);
    String base = from.base;
    for (String part : fragment.substring(1).split("/", -1)) {
      String key = decode(part);
      JsonNode next =
          node.isArray() && key.matches("[0-9]{1,9}")
              ? node.get(Integer.parseInt(key))
              : node.get(key);
      if (next == null) {
        return null;
      }
      node = next;
      pointer.append('/').append(escape(key));
      base = baseOf(node, base);
    }
    return new Located(node, base, pointer.toString());
  }

  private static String decode(String part) {
    String text = part;
    try {
      text = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      // Not percent-encoded after all: the text is meant as it is.
    }
    return text.replace("~1", "/").replace("~0", "~");
  }

  /// Returns `key` as a part of a JSON pointer.
  static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  static String resolve(String base, String reference) {
    try {
      return URI.create(base).resolve(reference).toString();
    } catch (IllegalArgumentException _) {
      return reference;
    }
  }

  private static String withoutEmptyFragment(String uri) {
    return uri.endsWith("#") ? uri.substring(0, uri.length() - 1) : uri;
  }
}
