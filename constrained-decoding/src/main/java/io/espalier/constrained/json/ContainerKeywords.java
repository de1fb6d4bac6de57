package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.Pattern;
import io.espalier.constrained.json.SchemaReader.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads the keywords of arrays and objects.
final class ContainerKeywords {
  private final SchemaReader reader;
  private final Formulas f;

  ContainerKeywords(SchemaReader reader) {
    this.reader = reader;
    this.f = reader.f;
  }

  void read(JsonNode schema, Place at, List<Formula> parts) {
    items(schema, at, parts);
    arrays(schema, at, parts);
    members(schema, at, parts);
    objects(schema, at, parts);
    dependencies(schema, at, parts);
  }

  private void items(JsonNode schema, Place at, List<Formula> parts) {
    List<Formula> prefix = new ArrayList<>();
    Formula rest = f.truth;
    boolean modern = at.draft().atLeast(Draft.DRAFT_2020);
    JsonNode items = schema.path("items");
    if (modern && schema.has("prefixItems")) {
      prefix = reader.readAll(schema, "prefixItems", at);
      if (schema.has("items")) {
        rest = reader.read(items, at.at("items"));
      }
    } else if (items.isArray()) {
      prefix = reader.readAll(schema, "items", at);
      if (schema.has("additionalItems")) {
        rest = reader.read(schema.get("additionalItems"), at.at("additionalItems"));
      }
    } else if (schema.has("items")) {
      rest = reader.read(items, at.at("items"));
    }
    if (modern && items.isArray() && schema.has("prefixItems")) {
      throw reader.invalid(at.at("items"), "items is an array beside prefixItems", "a schema");
    }
    if (!prefix.isEmpty() || rest != f.truth) {
      parts.add(f.when(Types.ARRAY, f.items(prefix, rest)));
    }
  }

  private void arrays(JsonNode schema, Place at, List<Formula> parts) {
    if (schema.has("minItems")) {
      parts.add(f.when(Types.ARRAY, f.length(reader.count(schema, "minItems", at))));
    }
    if (schema.has("maxItems")) {
      int most = reader.count(schema, "maxItems", at);
      parts.add(f.when(Types.ARRAY, f.not(f.length(most + 1))));
    }
    if (schema.path("uniqueItems").isBoolean() && schema.get("uniqueItems").booleanValue()) {
      parts.add(f.when(Types.ARRAY, f.unique));
    }
    if (schema.has("contains") && at.draft().atLeast(Draft.DRAFT_6)) {
      Formula item = reader.read(schema.get("contains"), at.at("contains"));
      boolean counted = at.draft().atLeast(Draft.DRAFT_2019);
      int least =
          counted && schema.has("minContains") ? reader.count(schema, "minContains", at) : 1;
      parts.add(f.when(Types.ARRAY, f.contains(item, least)));
      if (counted && schema.has("maxContains")) {
        int most = reader.count(schema, "maxContains", at);
        parts.add(f.when(Types.ARRAY, f.not(f.contains(item, most + 1))));
      }
    }
  }

  private void members(JsonNode schema, Place at, List<Formula> parts) {
    LinkedHashMap<String, Formula> named = new LinkedHashMap<>();
    List<Pattern> patterns = new ArrayList<>();
    JsonNode properties = object(schema, "properties", at);
    for (Map.Entry<String, JsonNode> member : properties.properties()) {
      named.put(
          member.getKey(), reader.read(member.getValue(), at.at("properties", member.getKey())));
    }
    JsonNode byPattern = object(schema, "patternProperties", at);
    for (Map.Entry<String, JsonNode> member : byPattern.properties()) {
      Place there = at.at("patternProperties", member.getKey());
      patterns.add(
          new Pattern(
              reader.pattern(member.getKey(), there), reader.read(member.getValue(), there)));
    }
    Formula additional =
        schema.has("additionalProperties")
            ? reader.read(schema.get("additionalProperties"), at.at("additionalProperties"))
            : f.truth;
    if (!named.isEmpty() || !patterns.isEmpty() || additional != f.truth) {
      parts.add(f.when(Types.OBJECT, f.members(named, patterns, additional)));
    }
  }

  private JsonNode object(JsonNode schema, String keyword, Place at) {
    JsonNode value = schema.path(keyword);
    if (schema.has(keyword) && !value.isObject()) {
      throw reader.invalid(at.at(keyword), keyword + " is " + value.getNodeType(), "an object");
    }
    return value;
  }

  private void objects(JsonNode schema, Place at, List<Formula> parts) {
    JsonNode required = schema.path("required");
    if (required.isArray()) {
      parts.add(f.when(Types.OBJECT, f.and(hasAll(required, at.at("required")))));
    }
    if (schema.has("minProperties")) {
      parts.add(f.when(Types.OBJECT, f.count(reader.count(schema, "minProperties", at))));
    }
    if (schema.has("maxProperties")) {
      int most = reader.count(schema, "maxProperties", at);
      parts.add(f.when(Types.OBJECT, f.not(f.count(most + 1))));
    }
    if (schema.has("propertyNames") && at.draft().atLeast(Draft.DRAFT_6)) {
      Formula name = reader.read(schema.get("propertyNames"), at.at("propertyNames"));
      Formula names =
          f.reference(
              at.at("propertyNames").pointer(),
              () -> f.names(f.stringLanguage(f.specialise(name, Types.STRING))));
      parts.add(f.when(Types.OBJECT, names));
    }
  }

  private List<Formula> hasAll(JsonNode keys, Place at) {
    List<Formula> out = new ArrayList<>();
    for (JsonNode key : keys) {
      if (!key.isString()) {
        throw reader.invalid(at, "a key is " + key, "strings");
      }
      out.add(f.has(key.stringValue()));
    }
    return out;
  }

  private void dependencies(JsonNode schema, Place at, List<Formula> parts) {
    for (String keyword : List.of("dependentRequired", "dependentSchemas", "dependencies")) {
      if (!schema.has(keyword)) {
        continue;
      }
      for (Map.Entry<String, JsonNode> entry : object(schema, keyword, at).properties()) {
        Place there = at.at(keyword, entry.getKey());
        Formula then =
            entry.getValue().isArray()
                ? f.and(hasAll(entry.getValue(), there))
                : reader.read(entry.getValue(), there);
        parts.add(f.or(f.not(f.has(entry.getKey())), then));
      }
    }
  }
}
