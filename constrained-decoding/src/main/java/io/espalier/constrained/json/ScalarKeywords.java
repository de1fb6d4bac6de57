package io.espalier.constrained.json;

import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.json.SchemaReader.Place;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.RegexCompiler;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads `type`, `enum`, `const` and the keywords of strings and numbers.
final class ScalarKeywords {
  private final SchemaReader reader;
  private final JsonEngine engine;
  private final Formulas f;
  private final Map<String, Expr> patterns = new HashMap<>();

  ScalarKeywords(SchemaReader reader) {
    this.reader = reader;
    this.engine = reader.engine;
    this.f = reader.f;
  }

  void read(JsonNode schema, Place at, List<Formula> parts) {
    if (schema.has("type")) {
      parts.add(types(schema.get("type"), at.at("type")));
    }
    if (schema.has("enum")) {
      parts.add(enumeration(schema.get("enum"), at.at("enum")));
    }
    if (schema.has("const") && at.draft().atLeast(Draft.DRAFT_6)) {
      parts.add(Constants.of(engine, schema.get("const")));
    }
    strings(schema, at, parts);
    numbers(schema, at, parts);
  }

  private Formula types(JsonNode type, Place at) {
    if (!type.isArray()) {
      return type(type, at);
    }
    List<Formula> any = new ArrayList<>();
    for (JsonNode each : type) {
      any.add(type(each, at));
    }
    return f.or(any);
  }

  private Formula type(JsonNode type, Place at) {
    return switch (type.asString("")) {
      case "null" -> f.typeIn(Types.NULL);
      case "boolean" -> f.typeIn(Types.BOOLEAN);
      case "string" -> f.typeIn(Types.STRING);
      case "number" -> f.typeIn(Types.NUMBER);
      case "integer" -> f.numberIn(engine.numbers.integers());
      case "array" -> f.typeIn(Types.ARRAY);
      case "object" -> f.typeIn(Types.OBJECT);
      case "any" -> f.truth;
      default ->
          throw reader.invalid(
              at, "unknown type " + type, "null, boolean, string, number, integer, array, object");
    };
  }

  private Formula enumeration(JsonNode values, Place at) {
    if (!values.isArray()) {
      throw reader.invalid(at, "enum is " + values.getNodeType(), "an array of values");
    }
    List<Formula> any = new ArrayList<>();
    List<byte[]> strings = new ArrayList<>();
    for (JsonNode value : values) {
      reader.work.node();
      if (value.isString()) {
        strings.add(value.stringValue().getBytes(StandardCharsets.UTF_8));
      } else {
        any.add(Constants.of(engine, value));
      }
    }
    if (!strings.isEmpty()) {
      any.add(f.stringIn(engine.exprs.literals(strings)));
    }
    return f.or(any);
  }

  private void strings(JsonNode schema, Place at, List<Formula> parts) {
    int min = schema.has("minLength") ? reader.count(schema, "minLength", at) : 0;
    int max = schema.has("maxLength") ? reader.count(schema, "maxLength", at) : -1;
    if (min > 0 || max >= 0) {
      Expr language = max >= 0 && min > max ? engine.exprs.empty() : engine.exprs.anyText(min, max);
      parts.add(f.when(Types.STRING, f.stringIn(language)));
    }
    JsonNode pattern = schema.path("pattern");
    if (pattern.isString()) {
      parts.add(f.when(Types.STRING, f.stringIn(pattern(pattern.stringValue(), at.at("pattern")))));
    }
    JsonNode format = schema.path("format");
    if (format.isString() && engine.options.assertFormats()) {
      Expr language = format(format.stringValue());
      if (!language.isUniversal()) {
        parts.add(f.when(Types.STRING, f.stringIn(language)));
      }
    }
  }

  private Expr format(String name) {
    return patterns.computeIfAbsent(
        "\0" + name,
        _ -> {
          Expr language = Formats.language(engine.exprs, name);
          return language == null ? engine.exprs.anyText() : language;
        });
  }

  /// Returns the texts an ECMA regex matches somewhere.
  Expr pattern(String pattern, Place at) {
    Expr known = patterns.get(pattern);
    if (known == null) {
      try {
        known = RegexCompiler.compile(engine.exprs, pattern, RegexDialect.ECMA_SEARCH);
      } catch (ConstraintException e) {
        throw new ConstraintException(
            e.code(), at.pointer() + e.place(), e.problem(), e.allowed(), e.hint());
      }
      patterns.put(pattern, known);
    }
    return known;
  }

  private void numbers(JsonNode schema, Place at, List<Formula> parts) {
    bound(schema, "minimum", "exclusiveMinimum", true, at, parts);
    bound(schema, "maximum", "exclusiveMaximum", false, at, parts);
    if (schema.has("multipleOf")) {
      BigDecimal divisor = number(schema, "multipleOf", at);
      if (divisor.signum() <= 0) {
        throw reader.invalid(at.at("multipleOf"), "multipleOf is " + divisor, "a number above 0");
      }
      Expr language = engine.numbers.multiplesOf(divisor);
      if (language == null) {
        throw reader.unsupported(
            at.at("multipleOf"),
            "multipleOf " + divisor + " needs too many states",
            "use a divisor of at most " + Numbers.MAX_DIVISOR_STATES + " steps");
      }
      parts.add(f.when(Types.NUMBER, f.numberIn(language)));
    }
  }

  private BigDecimal number(JsonNode schema, String keyword, Place at) {
    JsonNode value = schema.get(keyword);
    if (!value.isNumber()) {
      throw reader.invalid(at.at(keyword), keyword + " is " + value, "a number");
    }
    return value.decimalValue();
  }

  private void bound(
      JsonNode schema,
      String inclusive,
      String exclusive,
      boolean lower,
      Place at,
      List<Formula> parts) {
    boolean strictFlag = schema.path(exclusive).isBoolean() && schema.get(exclusive).booleanValue();
    if (schema.has(inclusive)) {
      addBound(number(schema, inclusive, at), strictFlag, lower, parts);
    }
    if (schema.path(exclusive).isNumber()) {
      addBound(number(schema, exclusive, at), true, lower, parts);
    }
  }

  private void addBound(BigDecimal bound, boolean strict, boolean lower, List<Formula> parts) {
    Expr language =
        lower ? engine.numbers.atLeast(bound, strict) : engine.numbers.atMost(bound, strict);
    parts.add(f.when(Types.NUMBER, f.numberIn(language)));
  }
}
