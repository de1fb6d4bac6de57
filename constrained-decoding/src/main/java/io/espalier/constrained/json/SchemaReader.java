package io.espalier.constrained.json;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.json.SchemaIndex.Located;
import io.espalier.constrained.regex.Expr;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads JSON Schema, draft 4 to 2020-12, into a [Formula].
///
/// Every keyword that restricts values is enforced or refused with its JSON pointer; annotations
/// and unknown keywords are not looked at.
final class SchemaReader {
  static final String DOCUMENT = "espalier:document";

  final JsonEngine engine;
  final Formulas f;
  final Work work;
  private final SchemaIndex index;
  private final IdentityHashMap<JsonNode, Map<Map<String, String>, Formula>> references =
      new IdentityHashMap<>();
  private final ArrayDeque<Formula.Reference> unread = new ArrayDeque<>();
  private final ScalarKeywords scalars;
  private final ContainerKeywords containers;
  private final Unevaluated unevaluated;

  /// A schema being read.
  ///
  /// @param base the URI in force
  /// @param pointer where it stands
  /// @param draft the draft by which it is read
  /// @param depth how deep it is nested
  /// @param scope where `$dynamicRef` leads, by anchor: to the outermost of the documents gone
  ///   through that has the anchor
  record Place(String base, String pointer, Draft draft, int depth, Map<String, String> scope) {
    Place at(String key) {
      String inner = pointer + "/" + SchemaIndex.escape(key);
      return new Place(base, inner, draft, depth + 1, scope);
    }

    Place at(String key, int i) {
      String inner = pointer + "/" + SchemaIndex.escape(key) + "/" + i;
      return new Place(base, inner, draft, depth + 1, scope);
    }

    Place at(String key, String inner) {
      return at(key).at(inner);
    }
  }

  SchemaReader(JsonEngine engine, Map<String, JsonNode> documents) {
    this.engine = engine;
    this.f = engine.formulas;
    this.work = f.work;
    this.index = new SchemaIndex(work);
    documents.forEach(index::add);
    this.scalars = new ScalarKeywords(this);
    this.containers = new ContainerKeywords(this);
    this.unevaluated = new Unevaluated(this);
  }

  /// Reads a whole document, with everything it refers to.
  Formula readDocument(JsonNode schema) {
    index.add(DOCUMENT, schema);
    Draft draft = Draft.of(schema, Draft.DRAFT_2020);
    Formula root = read(schema, new Place(index.baseOf(schema, DOCUMENT), "#", draft, 0, Map.of()));
    List<Formula.Reference> all = new ArrayList<>();
    while (!unread.isEmpty()) {
      Formula.Reference reference = unread.poll();
      reference.target();
      all.add(reference);
    }
    for (Formula.Reference reference : all) {
      // Finds references that lead back to themselves within one value.
      f.specialise(reference, Types.NULL);
    }
    return root;
  }

  ConstraintException invalid(Place place, String problem, String allowed) {
    return new ConstraintException(ConstraintError.INVALID, place.pointer, problem, allowed, "");
  }

  ConstraintException unsupported(Place place, String problem, String hint) {
    return new ConstraintException(ConstraintError.UNSUPPORTED, place.pointer, problem, "", hint);
  }

  Formula read(JsonNode schema, Place at) {
    work.depth(at.depth, at.pointer);
    work.check();
    if (schema.isBoolean()) {
      return f.constant(schema.booleanValue());
    }
    if (!schema.isObject()) {
      throw invalid(at, "a schema is " + schema.getNodeType(), "an object, true or false");
    }
    Draft draft = Draft.of(schema, at.draft);
    String base = index.baseOf(schema, at.base);
    Place here = new Place(base, at.pointer, draft, at.depth, index.enter(base, at.scope));
    if (schema.path("$ref").isString() && !draft.atLeast(Draft.DRAFT_2019)) {
      return reference(schema.get("$ref").stringValue(), here.at("$ref"), at.base);
    }
    List<Formula> parts = new ArrayList<>();
    references(schema, here, parts);
    scalars.read(schema, here, parts);
    containers.read(schema, here, parts);
    applicators(schema, here, parts);
    unevaluated.read(schema, here, parts);
    return f.and(parts);
  }

  private void references(JsonNode schema, Place at, List<Formula> parts) {
    if (schema.path("$ref").isString()) {
      parts.add(reference(schema.get("$ref").stringValue(), at.at("$ref"), at.base));
    }
    JsonNode dynamic = schema.path("$dynamicRef");
    if (dynamic.isString()) {
      parts.add(reference(dynamicTarget(dynamic.stringValue(), at), at.at("$dynamicRef")));
    }
    if (schema.path("$recursiveRef").isString()) {
      parts.add(reference("#", at.at("$recursiveRef"), at.base));
    }
  }

  /// Returns where a `$dynamicRef` leads: an anchor that is dynamic where it leads at first is
  /// looked for again from the outermost document gone through.
  Located dynamicTarget(String text, Place at) {
    Located first = target(text, at, at.base);
    String name = text.substring(text.indexOf('#') + 1);
    JsonNode anchor = first.schema().path("$dynamicAnchor");
    String outermost = at.scope.get(name);
    return anchor.isString() && anchor.stringValue().equals(name) && outermost != null
        ? target(outermost + "#" + name, at, at.base)
        : first;
  }

  Formula reference(String text, Place at, String base) {
    return reference(target(text, at, base), at);
  }

  /// Returns the place of what a schema at `at` refers to.
  Place place(Located target, Place at, int depth) {
    Map<String, String> scope = index.enter(target.base(), at.scope);
    return new Place(target.base(), target.pointer(), at.draft, depth, scope);
  }

  private Formula reference(Located target, Place at) {
    Place there = place(target, at, 1);
    Map<Map<String, String>, Formula> byScope =
        references.computeIfAbsent(target.schema(), _ -> new HashMap<>());
    Formula known = byScope.get(there.scope);
    if (known == null) {
      Formula made = f.reference(target.pointer(), () -> read(target.schema(), there));
      byScope.put(there.scope, made);
      if (made instanceof Formula.Reference reference) {
        unread.add(reference);
      }
      known = made;
    }
    return known;
  }

  Located target(String text, Place at, String base) {
    Located target = index.find(base, text);
    if (target == null) {
      throw new ConstraintException(
          text.startsWith("#") ? ConstraintError.INVALID : ConstraintError.UNSUPPORTED,
          at.pointer,
          "cannot resolve the reference '" + text + "'",
          "references within the schema and the documents given with it",
          "pass the referenced document along");
    }
    return target;
  }

  Expr pattern(String pattern, Place at) {
    return scalars.pattern(pattern, at);
  }

  List<Formula> readAll(JsonNode schema, String keyword, Place at) {
    JsonNode list = schema.get(keyword);
    if (!list.isArray()) {
      throw invalid(at.at(keyword), keyword + " must be an array of schemas", "an array");
    }
    List<Formula> out = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      out.add(read(list.get(i), at.at(keyword, i)));
    }
    return out;
  }

  private void applicators(JsonNode schema, Place at, List<Formula> parts) {
    if (schema.has("allOf")) {
      parts.addAll(readAll(schema, "allOf", at));
    }
    if (schema.has("anyOf")) {
      parts.add(f.or(readAll(schema, "anyOf", at)));
    }
    if (schema.has("oneOf")) {
      List<Formula> all = readAll(schema, "oneOf", at);
      parts.add(
          all.size() == 1
              ? all.getFirst()
              : f.reference(at.at("oneOf").pointer, () -> exactlyOne(all)));
    }
    if (schema.has("not")) {
      parts.add(f.not(read(schema.get("not"), at.at("not"))));
    }
    if (schema.has("if") && at.draft.atLeast(Draft.DRAFT_7)) {
      Formula condition = read(schema.get("if"), at.at("if"));
      if (schema.has("then")) {
        parts.add(f.or(f.not(condition), read(schema.get("then"), at.at("then"))));
      }
      if (schema.has("else")) {
        parts.add(f.or(condition, read(schema.get("else"), at.at("else"))));
      }
    }
  }

  /// Exactly one of `all`. Alternatives that exclude each other anyway need no complements, which
  /// is looked into only when the formula is first needed: by then every reference can be read.
  private Formula exactlyOne(List<Formula> all) {
    int n = all.size();
    boolean[][] overlap = new boolean[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        Formula both = f.and(all.get(i), all.get(j));
        overlap[i][j] = f.probe(() -> engine.costs.exists(both));
        overlap[j][i] = overlap[i][j];
      }
    }
    List<Formula> ways = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      List<Formula> parts = new ArrayList<>();
      parts.add(all.get(i));
      for (int j = 0; j < n; j++) {
        if (j != i && overlap[i][j]) {
          parts.add(f.not(all.get(j)));
        }
      }
      ways.add(f.and(parts));
    }
    return f.or(ways);
  }

  /// Returns the non-negative whole number under `keyword`.
  int count(JsonNode schema, String keyword, Place at) {
    JsonNode value = schema.get(keyword);
    if (!value.isNumber()
        || value.decimalValue().signum() < 0
        || value.decimalValue().stripTrailingZeros().scale() > 0) {
      throw invalid(at.at(keyword), keyword + " is " + value, "a whole number of 0 or more");
    }
    return value.decimalValue().min(BigDecimal.valueOf(Integer.MAX_VALUE / 8)).intValue();
  }
}
