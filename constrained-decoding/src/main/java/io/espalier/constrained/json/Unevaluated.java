package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.Pattern;
import io.espalier.constrained.json.SchemaIndex.Located;
import io.espalier.constrained.json.SchemaReader.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads `unevaluatedProperties` and `unevaluatedItems`.
///
/// Which members count as evaluated depends on which sub-schemas the value satisfies. The ways they
/// can be satisfied are listed as *cases*: a condition and what is evaluated under it. A case with
/// more satisfied sub-schemas only evaluates more, so cases need not exclude each other: the
/// keyword holds when the rest is fine in some case whose condition holds.
final class Unevaluated {
  private static final int MAX_CASES = 256;

  private final SchemaReader reader;
  private final Formulas f;

  Unevaluated(SchemaReader reader) {
    this.reader = reader;
    this.f = reader.f;
  }

  /// What one way of satisfying a schema evaluates.
  private record Case(
      Formula condition,
      Map<String, Formula> names,
      List<Pattern> patterns,
      boolean allMembers,
      int prefix,
      boolean allItems,
      List<Formula> contained) {
    static Case none(Formula condition) {
      return new Case(condition, new LinkedHashMap<>(), List.of(), false, 0, false, List.of());
    }

    Case with(Case other, Formulas f) {
      LinkedHashMap<String, Formula> both = new LinkedHashMap<>(names);
      both.putAll(other.names);
      List<Pattern> all = new ArrayList<>(patterns);
      all.addAll(other.patterns);
      List<Formula> items = new ArrayList<>(contained);
      items.addAll(other.contained);
      return new Case(
          f.and(condition, other.condition),
          both,
          all,
          allMembers || other.allMembers,
          Math.max(prefix, other.prefix),
          allItems || other.allItems,
          items);
    }

    Case when(Formula more, Formulas f) {
      return new Case(
          f.and(condition, more), names, patterns, allMembers, prefix, allItems, contained);
    }
  }

  void read(JsonNode schema, Place at, List<Formula> parts) {
    if (!at.draft().atLeast(Draft.DRAFT_2019)) {
      return;
    }
    if (schema.has("unevaluatedProperties")) {
      Formula rest =
          reader.read(schema.get("unevaluatedProperties"), at.at("unevaluatedProperties"));
      List<Formula> ways = new ArrayList<>();
      for (Case each : cases(schema, at, true, at.at("unevaluatedProperties"))) {
        Formula members =
            each.allMembers
                ? f.truth
                : f.when(Types.OBJECT, f.members(each.names, each.patterns, rest));
        ways.add(f.and(each.condition, members));
      }
      parts.add(f.or(ways));
    }
    if (schema.has("unevaluatedItems")) {
      Formula rest = reader.read(schema.get("unevaluatedItems"), at.at("unevaluatedItems"));
      List<Formula> ways = new ArrayList<>();
      for (Case each : cases(schema, at, true, at.at("unevaluatedItems"))) {
        ways.add(f.and(each.condition, itemsOf(each, rest)));
      }
      parts.add(f.or(ways));
    }
  }

  private Formula itemsOf(Case each, Formula rest) {
    if (each.allItems) {
      return f.truth;
    }
    List<Formula> prefix = new ArrayList<>();
    for (int i = 0; i < each.prefix; i++) {
      prefix.add(f.truth);
    }
    Formula others = f.or(rest, f.or(each.contained));
    return f.when(Types.ARRAY, f.items(prefix, others));
  }

  private List<Case> product(List<Case> left, List<Case> right, Place keyword) {
    if ((long) left.size() * right.size() > MAX_CASES) {
      throw reader.unsupported(
          keyword,
          "more than " + MAX_CASES + " ways to evaluate members",
          "use additionalProperties or items instead");
    }
    List<Case> out = new ArrayList<>();
    for (Case a : left) {
      for (Case b : right) {
        out.add(a.with(b, f));
      }
    }
    return out;
  }

  private List<Case> cases(JsonNode schema, Place at, boolean outermost, Place keyword) {
    reader.work.depth(at.depth(), keyword.pointer());
    if (!schema.isObject()) {
      return List.of(Case.none(f.truth));
    }
    List<Case> out = List.of(own(schema, at, outermost));
    for (String reference : List.of("$ref", "$dynamicRef")) {
      if (schema.path(reference).isString()) {
        String text = schema.get(reference).stringValue();
        Located target =
            reference.equals("$ref")
                ? reader.target(text, at, at.base())
                : reader.dynamicTarget(text, at);
        Place there = reader.place(target, at, at.depth() + 1);
        out = product(out, cases(target.schema(), there, false, keyword), keyword);
      }
    }
    for (int i = 0; i < schema.path("allOf").size(); i++) {
      Place there = at.at("allOf", i);
      out = product(out, cases(schema.get("allOf").get(i), there, false, keyword), keyword);
    }
    for (int i = 0; i < schema.path("anyOf").size(); i++) {
      List<Case> ways = new ArrayList<>();
      ways.add(Case.none(f.truth));
      ways.addAll(under(schema.get("anyOf").get(i), at.at("anyOf", i), keyword));
      out = product(out, useful(ways), keyword);
    }
    if (schema.has("oneOf")) {
      List<Case> ways = new ArrayList<>();
      for (int i = 0; i < schema.get("oneOf").size(); i++) {
        ways.addAll(under(schema.get("oneOf").get(i), at.at("oneOf", i), keyword));
      }
      out = product(out, ways, keyword);
    }
    if (schema.has("if")) {
      out = product(out, conditional(schema, at, keyword), keyword);
    }
    for (Map.Entry<String, JsonNode> entry : schema.path("dependentSchemas").properties()) {
      List<Case> ways = new ArrayList<>();
      ways.add(Case.none(f.truth));
      for (Case each :
          cases(entry.getValue(), at.at("dependentSchemas", entry.getKey()), false, keyword)) {
        ways.add(each.when(f.has(entry.getKey()), f));
      }
      out = product(out, ways, keyword);
    }
    return out;
  }

  /// Drops cases that evaluate nothing on top of a condition.
  private static List<Case> useful(List<Case> ways) {
    List<Case> out = new ArrayList<>();
    for (int i = 0; i < ways.size(); i++) {
      Case each = ways.get(i);
      boolean evaluates =
          !each.names.isEmpty()
              || !each.patterns.isEmpty()
              || each.allMembers
              || each.prefix > 0
              || each.allItems
              || !each.contained.isEmpty();
      if (i == 0 || evaluates) {
        out.add(each);
      }
    }
    return out;
  }

  /// The cases in which the sub-schema holds.
  private List<Case> under(JsonNode schema, Place at, Place keyword) {
    Formula holds = reader.read(schema, at);
    List<Case> out = new ArrayList<>();
    for (Case each : cases(schema, at, false, keyword)) {
      out.add(each.when(holds, f));
    }
    return out;
  }

  private List<Case> conditional(JsonNode schema, Place at, Place keyword) {
    Formula condition = reader.read(schema.get("if"), at.at("if"));
    List<Case> yes = under(schema.get("if"), at.at("if"), keyword);
    if (schema.has("then")) {
      yes = product(yes, cases(schema.get("then"), at.at("then"), false, keyword), keyword);
    }
    List<Case> no = List.of(Case.none(f.truth));
    if (schema.has("else")) {
      no = cases(schema.get("else"), at.at("else"), false, keyword);
    }
    List<Case> out = new ArrayList<>(yes);
    for (Case each : no) {
      out.add(each.when(f.not(condition), f));
    }
    return out;
  }

  private Case own(JsonNode schema, Place at, boolean outermost) {
    LinkedHashMap<String, Formula> names = new LinkedHashMap<>();
    for (String name : schema.path("properties").propertyNames()) {
      names.put(name, f.truth);
    }
    List<Pattern> patterns = new ArrayList<>();
    for (String pattern : schema.path("patternProperties").propertyNames()) {
      patterns.add(new Pattern(reader.pattern(pattern, at.at("patternProperties")), f.truth));
    }
    boolean allMembers =
        schema.has("additionalProperties") || (!outermost && schema.has("unevaluatedProperties"));
    int prefix = schema.path("prefixItems").size();
    boolean allItems = !outermost && schema.has("unevaluatedItems");
    List<Formula> contained = new ArrayList<>();
    JsonNode items = schema.path("items");
    if (items.isArray()) {
      prefix = items.size();
      allItems |= schema.has("additionalItems");
    } else {
      allItems |= schema.has("items");
    }
    if (schema.has("contains") && at.draft().atLeast(Draft.DRAFT_2020)) {
      contained.add(reader.read(schema.get("contains"), at.at("contains")));
    }
    return new Case(f.truth, names, patterns, allMembers, prefix, allItems, contained);
  }
}
