package io.espalier.compiler.ir;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Constraints as JSON.
final class ConstraintJson {
  private ConstraintJson() {}

  static ObjectNode write(ConstraintText constraint) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (constraint) {
      case ConstraintText.Free(int min, int max, boolean orNull) ->
          node.put("kind", "free").put("min", min).put("max", max).put("orNull", orNull);
      case ConstraintText.Regex(var pattern, boolean orNull) ->
          node.put("kind", "regex").put("pattern", pattern).put("orNull", orNull);
      case ConstraintText.Format(var name) -> node.put("kind", "format").put("name", name);
      case ConstraintText.Choice(var values) ->
          node.put("kind", "choice").set("values", TypeJson.texts(values));
      case ConstraintText.JsonSchema(var text) -> node.put("kind", "schema").put("text", text);
      case ConstraintText.Grammar(var syntax, var text) ->
          node.put("kind", kind(syntax)).put("text", text);
    }
    return node;
  }

  private static String kind(GrammarSyntax syntax) {
    return switch (syntax) {
      case EBNF -> "grammar";
      case LARK -> "lark";
      case STRUCTURAL_TAG -> "structuralTag";
    };
  }

  static ConstraintText read(JsonCursor node) {
    return switch (node.text("kind")) {
      case "free" ->
          new ConstraintText.Free(
              node.count("min", 0, Integer.MAX_VALUE),
              node.count("max", -1, Integer.MAX_VALUE),
              node.truth("orNull"));
      case "regex" -> new ConstraintText.Regex(node.text("pattern"), node.truth("orNull"));
      case "format" -> new ConstraintText.Format(node.text("name"));
      case "choice" -> new ConstraintText.Choice(node.texts("values"));
      case "schema" -> new ConstraintText.JsonSchema(node.text("text"));
      case "grammar" -> new ConstraintText.Grammar(node.text("text"));
      case "lark" -> new ConstraintText.Grammar(GrammarSyntax.LARK, node.text("text"));
      case "structuralTag" ->
          new ConstraintText.Grammar(GrammarSyntax.STRUCTURAL_TAG, node.text("text"));
      default -> throw node.get("kind").wrong("no kind of constraint");
    };
  }
}
