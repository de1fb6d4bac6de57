package io.espalier.constrained.tag;

import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.grammar.Production;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Arguments written as one element per parameter: strings as they are, other values as JSON.
///
/// Only objects with declared properties, in their order; `{name}` and `{type}` in `open` stand for
/// the parameter's name and type, `{string}` for whether it is a string.
///
/// @param open what stands before a value
/// @param close what stands after it, and never in a string
/// @param blank whether blanks may stand around elements and values
record XmlStyle(String open, String close, boolean blank) {
  /// Orders are spelled out; five parameters have 120.
  private static final int MAX_ANY_ORDER = 5;

  private static final Map<String, XmlStyle> STYLES =
      Map.of(
          "qwen_xml", new XmlStyle("<parameter={name}>", "</parameter>", true),
          "minimax_xml", new XmlStyle("<parameter name=\"{name}\">", "</parameter>", true),
          "glm_xml", new XmlStyle("<arg_key>{name}</arg_key><arg_value>", "</arg_value>", true),
          "deepseek_xml",
              new XmlStyle(
                  "<｜DSML｜parameter name=\"{name}\" string=\"{string}\">",
                  "</｜DSML｜parameter>",
                  true),
          "kimi_k3_xml",
              new XmlStyle(
                  "<|open|>argument key=\"{name}\" type=\"{type}\"<|sep|>",
                  "<|close|>argument<|sep|>",
                  false));

  /// Returns the style of a name.
  static XmlStyle of(String name, TagNode node) {
    XmlStyle style = STYLES.get(name);
    if (style == null) {
      throw node.unsupported(
          "style",
          "the style '" + name + "' is none of json, " + String.join(", ", STYLES.keySet()));
    }
    return style;
  }

  /// Returns the texts of the parameters of an object schema.
  Production parameters(JsonNode schema, JsonOptions options) {
    TagNode place = new TagNode(schema, "#/json_schema");
    JsonNode properties = schema.path("properties");
    if (!properties.isObject() || schema.path("additionalProperties").isObject()) {
      throw place.unsupported("properties", "parameters need declared properties only");
    }
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asString("")));
    List<Production> each = new ArrayList<>();
    for (String name : properties.propertyNames()) {
      ObjectNode own = properties.get(name) instanceof ObjectNode object ? object.deepCopy() : null;
      if (own == null) {
        throw place.unsupported("properties/" + name, "a parameter needs an object as its schema");
      }
      for (String definitions : List.of("$defs", "definitions")) {
        if (schema.has(definitions) && !own.has(definitions)) {
          own.set(definitions, schema.get(definitions));
        }
      }
      Production parameter = parameter(name, own, options);
      each.add(required.contains(name) ? parameter : new Production.Repeat(parameter, 0, 1));
    }
    if (!options.fixedOrder() && each.size() > MAX_ANY_ORDER) {
      throw place.unsupported(
          "properties", "more than " + MAX_ANY_ORDER + " parameters in any order");
    }
    Production all = options.fixedOrder() ? new Production.Sequence(each) : inAnyOrder(each);
    return new Production.Sequence(all, blanks());
  }

  private static Production inAnyOrder(List<Production> parts) {
    if (parts.size() < 2) {
      return new Production.Sequence(parts);
    }
    List<Production> ways = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      List<Production> others = new ArrayList<>(parts);
      Production first = others.remove(i);
      ways.add(new Production.Sequence(first, inAnyOrder(others)));
    }
    return new Production.Choice(ways);
  }

  private Production blanks() {
    return blank
        ? new Production.Pattern("[ \\t\\r\\n]{0,8}", RegexDialect.RE2_FULL, "", "")
        : Production.NOTHING;
  }

  private Production parameter(String name, ObjectNode schema, JsonOptions options) {
    List<Production> ways = new ArrayList<>();
    for (String type : types(schema)) {
      String before =
          open.replace("{name}", name.replace("&", "&amp;").replace("\"", "&quot;"))
              .replace("{type}", type.equals("integer") ? "number" : type)
              .replace("{string}", Boolean.toString(type.equals("string")));
      ObjectNode narrowed = schema.deepCopy();
      narrowed.put("type", type);
      List<Production> parts = new ArrayList<>();
      parts.add(blanks());
      parts.add(new Production.Text(before));
      if (type.equals("string")) {
        parts.add(text(narrowed, options));
      } else {
        parts.add(blanks());
        parts.add(new Production.Value(new ConstraintSource.JsonSchema(narrowed, options)));
        parts.add(blanks());
      }
      parts.add(new Production.Text(close));
      ways.add(new Production.Sequence(parts));
    }
    return ways.size() == 1 ? ways.getFirst() : new Production.Choice(ways);
  }

  private static List<String> types(ObjectNode schema) {
    JsonNode type = schema.path("type");
    if (type.isString()) {
      return List.of(type.stringValue());
    }
    if (type.isArray()) {
      return type.valueStream().map(each -> each.asString("")).toList();
    }
    List<String> out = new ArrayList<>();
    List<JsonNode> values = new ArrayList<>();
    schema.path("enum").forEach(values::add);
    if (schema.has("const")) {
      values.add(schema.get("const"));
    }
    for (JsonNode value : values) {
      String kind =
          value.isString()
              ? "string"
              : value.isNumber()
                  ? "number"
                  : value.isBoolean()
                      ? "boolean"
                      : value.isNull() ? "null" : value.isArray() ? "array" : "object";
      if (!out.contains(kind)) {
        out.add(kind);
      }
    }
    return values.isEmpty()
        ? List.of("string", "number", "boolean", "null", "array", "object")
        : out;
  }

  /// A string without quotes and escapes.
  private Production text(ObjectNode schema, JsonOptions options) {
    TagNode place = new TagNode(schema, "#/json_schema");
    List<Production> fixed = new ArrayList<>();
    for (JsonNode value : schema.path("enum")) {
      if (value.isString()) {
        fixed.add(new Production.Text(value.stringValue()));
      }
    }
    if (schema.path("const").isString()) {
      fixed.add(new Production.Text(schema.get("const").stringValue()));
    }
    if (!fixed.isEmpty()) {
      return new Production.Choice(fixed);
    }
    for (String keyword : List.of("anyOf", "oneOf", "allOf", "not", "$ref")) {
      if (schema.has(keyword)) {
        throw place.unsupported(keyword, "'" + keyword + "' of a string that is not quoted");
      }
    }
    List<Production> parts = new ArrayList<>();
    parts.add(new Production.AnyText(List.of(close)));
    int least = place.count("minLength", 0);
    int most = place.count("maxLength", options.maxStringLength());
    if (least > 0 || most >= 0) {
      parts.add(
          new Production.Pattern(
              "(?s).{" + least + "," + (most < 0 ? "" : most) + "}",
              RegexDialect.RE2_FULL,
              "",
              ""));
    }
    if (schema.has("pattern")) {
      parts.add(
          new Production.Pattern(
              place.text("pattern"), RegexDialect.ECMA_SEARCH, "", "#/json_schema/pattern"));
    }
    if (schema.has("format")) {
      parts.add(new Production.Value(new ConstraintSource.Format(place.text("format"))));
    }
    return new Production.Both(parts);
  }
}
