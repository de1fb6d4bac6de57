package io.espalier.constrained.bench;

import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Runs files of grammars with texts they accept and reject: lines
/// `{"id","kind","grammar","accept":[…],"reject":[…],"prefix_only":[…],"compile_error"?}` with a
/// kind out of `ebnf`, `gbnf`, `lark`, `structural_tag`.
public final class GrammarSuite {
  private GrammarSuite() {}

  /// Prints a line per wrong or refused case and a summary per file.
  public static void main(String[] files) {
    for (String file : files) {
      Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
      JsonLines.each(Path.of(file), line -> run(line, counts));
      System.out.printf(
          "%s: right %d, wrong %d, refused %d%n",
          Path.of(file).getFileName(),
          counts.getOrDefault(Kind.RIGHT, 0),
          counts.getOrDefault(Kind.WRONG, 0),
          counts.getOrDefault(Kind.REFUSED, 0));
    }
  }

  private static void run(JsonNode line, Map<Kind, Integer> counts) {
    Outcome outcome = check(line);
    counts.merge(outcome.kind(), 1, Integer::sum);
    if (outcome.kind() != Kind.RIGHT) {
      System.out.printf(
          "%s %s %s %s%n",
          outcome.kind(), line.get("id").stringValue(), line.get("grammar"), outcome.reason());
    }
  }

  /// What came of a case.
  public enum Kind {
    /// Every text was judged as recorded.
    RIGHT,
    /// Some text was not.
    WRONG,
    /// The grammar was not compiled.
    REFUSED
  }

  /// What came of a case, and why.
  public record Outcome(Kind kind, String reason) {}

  /// Runs one line.
  public static Outcome check(JsonNode line) {
    boolean error = line.has("compile_error");
    try {
      Constraint constraint = new ConstraintCompiler().compile(source(line));
      String wrong = error ? "compiles" : wrong(line, constraint);
      return new Outcome(wrong.isEmpty() ? Kind.RIGHT : Kind.WRONG, wrong);
    } catch (ConstraintException e) {
      return new Outcome(error ? Kind.RIGHT : Kind.REFUSED, String.valueOf(e.getMessage()));
    }
  }

  private static ConstraintSource source(JsonNode line) {
    JsonNode grammar = line.get("grammar");
    return switch (line.get("kind").stringValue()) {
      case "lark" -> new ConstraintSource.Lark(grammar.stringValue(), JsonOptions.ANY);
      case "structural_tag" ->
          new ConstraintSource.StructuralTag(
              strict(
                  grammar.isString()
                      ? JsonLines.mapper().readTree(grammar.stringValue())
                      : grammar),
              JsonOptions.ANY.withFixedOrder(true),
              List.of());
      case "ebnf", "gbnf" ->
          new ConstraintSource.Ebnf(grammar.stringValue(), line.path("root").asString("root"));
      default -> throw new IllegalArgumentException("unknown kind " + line.get("kind"));
    };
  }

  /// The recorded answers read schemas strictly: an object with declared properties has no others.
  private static JsonNode strict(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(GrammarSuite::strict);
    return node;
  }

  private static String wrong(JsonNode line, Constraint constraint) {
    for (JsonNode text : line.path("accept")) {
      if (!constraint.matches(text.stringValue())) {
        return "rejects '" + text.stringValue() + "'";
      }
    }
    for (String list : new String[] {"reject", "prefix_only"}) {
      for (JsonNode text : line.path(list)) {
        if (constraint.matches(text.stringValue())) {
          return "accepts '" + text.stringValue() + "'";
        }
      }
    }
    return "";
  }
}
