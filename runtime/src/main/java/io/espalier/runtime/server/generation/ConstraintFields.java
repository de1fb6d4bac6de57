package io.espalier.runtime.server.generation;

import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.RegexDialect;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.JsonBody;
import io.espalier.runtime.server.request.RequestException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Collects the constraint of a request from whichever of the dialects' fields names one. Two are
/// refused, and so is every kind that cannot be enforced: nothing is weakened in silence.
public final class ConstraintFields {
  private final int mostChoices;
  private final List<String> places = new ArrayList<>();
  private Optional<ConstraintSource> source = Optional.empty();

  /// @param mostChoices most texts of a choice
  public ConstraintFields(int mostChoices) {
    this.mostChoices = mostChoices;
  }

  /// Reads `regex`, `json_schema`, `choice`, `ebnf`, `grammar` (EBNF where it has `::=`, otherwise
  /// Lark) and `structural_tag`, each with a prefix in front of its name.
  public void readPlain(Fields fields, String prefix) {
    fields.text(prefix + "regex").ifPresent(text -> set(fields.at(prefix + "regex"), regex(text)));
    List<String> choices = fields.texts(prefix + "choice", mostChoices);
    if (!choices.isEmpty()) {
      set(fields.at(prefix + "choice"), new ConstraintSource.Choice(choices));
    }
    for (String name : new String[] {"json", "json_schema"}) {
      JsonNode schema = fields.node(prefix + name);
      if (schema != null) {
        set(fields.at(prefix + name), schema(schema, fields.at(prefix + name)));
      }
    }
    for (String name : new String[] {"ebnf", "grammar"}) {
      fields
          .text(prefix + name)
          .ifPresent(text ->
              set(
                  fields.at(prefix + name),
                  name.equals("ebnf") || text.contains("::=")
                      ? new ConstraintSource.Ebnf(text)
                      : new ConstraintSource.Lark(text)));
    }
    JsonNode tag = fields.node(prefix + "structural_tag");
    if (tag != null) {
      set(fields.at(prefix + "structural_tag"), structuralTag(parsed(tag)));
    }
  }

  /// Reads OpenAI's `response_format`.
  public void readResponseFormat(Fields fields, String name) {
    Optional<Fields> given = fields.object(name);
    if (given.isEmpty()) {
      return;
    }
    Fields format = given.get();
    String type = format.requiredText("type");
    switch (type) {
      case "text" -> {}
      case "json_object" ->
          set(
              format.at("type"),
              schema(JsonNodeFactory.instance.objectNode().put("type", "object"), ""));
      case "json_schema" -> {
        // Chat completions nest the schema, responses do not.
        Fields holder = format.object("json_schema").orElse(format);
        holder.ignore("name", "description", "strict", "type");
        JsonNode schema = holder.node("schema");
        if (schema == null) {
          throw RequestException.parameter(holder.at("schema"), "is missing");
        }
        set(holder.at("schema"), schema(schema, holder.at("schema")));
        holder.refuseOthers();
      }
      case "structural_tag" -> {
        format.ignore("format", "structures", "triggers");
        set(format.at("type"), structuralTag(fields.node(name)));
      }
      default ->
          throw RequestException.unsupported(
              format.at("type"),
              "'%s' is not supported; allowed: text, json_object, json_schema, structural_tag"
                  .formatted(type));
    }
    format.refuseOthers();
  }

  private void set(String place, ConstraintSource found) {
    places.add(place);
    if (places.size() > 1) {
      throw RequestException.parameter(
          place, "two constraints are given, %s; give one".formatted(String.join(" and ", places)));
    }
    source = Optional.of(found);
  }

  /// Returns the constraint.
  public Optional<ConstraintSource> source() {
    return source;
  }

  private static ConstraintSource regex(String pattern) {
    return new ConstraintSource.Regex(pattern, RegexDialect.RE2_FULL);
  }

  /// Returns JSON that may be given as text.
  private static JsonNode parsed(JsonNode node) {
    return node.isString()
        ? JsonBody.read(node.stringValue().getBytes(StandardCharsets.UTF_8))
        : node;
  }

  /// Returns the constraint of tags, in the form with a `format` or in SGLang's older form of
  /// `structures` and `triggers`.
  private static ConstraintSource structuralTag(@Nullable JsonNode tag) {
    if (tag == null || !tag.has("structures")) {
      return new ConstraintSource.StructuralTag(
          tag == null ? JsonNodeFactory.instance.objectNode() : tag);
    }
    ArrayNode tags = JsonNodeFactory.instance.arrayNode();
    for (JsonNode structure : tag.path("structures")) {
      ObjectNode content = JsonNodeFactory.instance.objectNode().put("type", "json_schema");
      content.set("json_schema", structure.path("schema"));
      ObjectNode each = JsonNodeFactory.instance.objectNode();
      each.set("begin", structure.path("begin"));
      each.set("content", content);
      each.set("end", structure.path("end"));
      tags.add(each);
    }
    ObjectNode format = JsonNodeFactory.instance.objectNode().put("type", "triggered_tags");
    format.set("triggers", tag.path("triggers"));
    format.set("tags", tags);
    ObjectNode whole = JsonNodeFactory.instance.objectNode().put("type", "structural_tag");
    whole.set("format", format);
    return new ConstraintSource.StructuralTag(whole);
  }

  /// Returns a JSON schema's constraint; a schema may be given as text.
  private static ConstraintSource schema(JsonNode schema, String place) {
    JsonNode node = parsed(schema);
    if (!node.isObject() && !node.isBoolean()) {
      throw RequestException.parameter(place, "must be a JSON schema");
    }
    return new ConstraintSource.JsonSchema(node, JsonOptions.GENERATION);
  }
}
