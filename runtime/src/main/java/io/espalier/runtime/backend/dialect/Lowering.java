package io.espalier.runtime.backend.dialect;

import io.espalier.constrained.ConstraintSource;
import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A constraint in the form that a dialect takes.
///
/// @param means which form
/// @param value the regex, texts, schema or grammar
/// @param wrapping what stands around the value in the answer
record Lowering(Means means, JsonNode value, Wrapping wrapping) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// How the compiler writes text of bounded length; other engines know no group with flags.
  private static final Pattern BOUNDED = Pattern.compile("\\(\\?s:\\.\\{(\\d+),(\\d*)}\\)");

  /// Returns a constraint in the strongest form of a dialect.
  ///
  /// @throws BackendException when there is none
  static Lowering of(ConstraintSource source, DialectTable table) {
    Means means = ConstraintKind.of(source).map(table::means).orElse(Means.NONE);
    return switch (means) {
      case NONE -> throw inexpressible(source, table);
      case REGEX -> plain(means, NODES.stringNode(regex(source, table)));
      case CHOICE -> plain(means, texts(((ConstraintSource.Choice) source).texts()));
      case GRAMMAR -> plain(means, NODES.stringNode(grammar(source, table)));
      case LARK -> plain(means, NODES.stringNode(((ConstraintSource.Lark) source).grammar()));
      case TAG -> plain(means, ((ConstraintSource.StructuralTag) source).tag());
      case JSON_SCHEMA -> schema(source, table);
      case OBJECT_SCHEMA, TOOL -> object(means, schema(source, table));
    };
  }

  private static Lowering plain(Means means, JsonNode value) {
    return new Lowering(means, value, Wrapping.NONE);
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode array = NODES.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  private static String regex(ConstraintSource source, DialectTable table) {
    return switch (source) {
      case ConstraintSource.Regex regex -> portable(regex.pattern());
      case ConstraintSource.Choice(var texts) ->
          texts.stream().map(Lowering::escaped).collect(Collectors.joining("|", "(", ")"));
      default -> throw inexpressible(source, table);
    };
  }

  /// The pattern without what only RE2 and its relatives know.
  private static String portable(String pattern) {
    return BOUNDED.matcher(pattern).replaceAll("[\\\\s\\\\S]{$1,$2}");
  }

  private static String escaped(String text) {
    var out = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
              if (c < 128 && "\\^$.|?*+()[]{}".indexOf(c) >= 0) {
                out.append('\\');
              }
              out.appendCodePoint(c);
            }
          }
        });
    return out.toString();
  }

  private static String grammar(ConstraintSource source, DialectTable table) {
    return switch (source) {
      case ConstraintSource.Ebnf(var grammar, var start) ->
          start.equals("root") ? grammar : grammar + "\nroot ::= " + start + "\n";
      case ConstraintSource.Choice(var texts) ->
          texts.stream().map(Lowering::quoted).collect(Collectors.joining(" | ", "root ::= ", ""));
      default -> throw inexpressible(source, table);
    };
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
        + '"';
  }

  private static Lowering schema(ConstraintSource source, DialectTable table) {
    return switch (source) {
      case ConstraintSource.JsonSchema schema -> plain(Means.JSON_SCHEMA, schema.schema());
      case ConstraintSource.Choice(var texts) -> {
        ObjectNode node = NODES.objectNode().put("type", "string");
        node.set("enum", texts(texts));
        yield new Lowering(Means.JSON_SCHEMA, node, Wrapping.STRING);
      }
      case ConstraintSource.Format(var name) ->
          string(NODES.objectNode().put("type", "string").put("format", name));
      case ConstraintSource.Regex regex -> string(pattern(regex.pattern()));
      default -> throw inexpressible(source, table);
    };
  }

  private static Lowering string(ObjectNode schema) {
    return new Lowering(Means.JSON_SCHEMA, schema, Wrapping.STRING);
  }

  private static ObjectNode pattern(String pattern) {
    ObjectNode schema = NODES.objectNode().put("type", "string");
    Matcher bounded = BOUNDED.matcher(pattern);
    if (bounded.matches()) {
      schema.put("minLength", Integer.parseInt(bounded.group(1)));
      if (!bounded.group(2).isEmpty()) {
        schema.put("maxLength", Integer.parseInt(bounded.group(2)));
      }
      return schema;
    }
    return schema.put("pattern", "^(?:" + portable(pattern) + ")$");
  }

  /// Puts a schema that is none of an object into the field of one. Definitions stay at the root,
  /// where references look for them.
  private static Lowering object(Means means, Lowering inner) {
    JsonNode schema = inner.value();
    if (schema.path("type").isString()
        && schema.path("type").stringValue().equals("object")
        && !schema.has("anyOf")
        && !schema.has("oneOf")) {
      return new Lowering(means, schema, Wrapping.NONE);
    }
    ObjectNode whole = NODES.objectNode().put("type", "object");
    JsonNode field = schema;
    if (schema instanceof ObjectNode object) {
      ObjectNode rest = object.deepCopy();
      for (String name : new String[] {"$defs", "definitions"}) {
        JsonNode definitions = rest.remove(name);
        if (definitions != null) {
          whole.set(name, definitions);
        }
      }
      rest.remove("$schema");
      field = rest;
    }
    whole.set("properties", NODES.objectNode().set(Wrapping.FIELD, field));
    whole.set("required", NODES.arrayNode().add(Wrapping.FIELD));
    whole.put("additionalProperties", false);
    return new Lowering(
        means,
        whole,
        inner.wrapping() == Wrapping.NONE ? Wrapping.VALUE_JSON : Wrapping.VALUE_STRING);
  }

  private static BackendException inexpressible(ConstraintSource source, DialectTable table) {
    return new BackendException(
        Kind.INEXPRESSIBLE,
        "%s cannot be asked for a %s".formatted(table.id(), source.getClass().getSimpleName()));
  }
}
