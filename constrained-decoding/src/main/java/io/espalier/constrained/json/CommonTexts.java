package io.espalier.constrained.json;

import io.espalier.constrained.CompileLimits;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// States inside texts that many schemas have: strings that may hold anything, numbers, strings of
/// a standard format. Masks share what they do to tokens between schemas, so it is worth preparing
/// with the vocabulary.
public final class CommonTexts {
  /// Formats, each with a text that leads through most of its states.
  private static final Map<String, String> SAMPLES =
      new TreeMap<>(
          Map.of("email", "john.d@a-b.c", "date-time", "2024-12-29T12:30:45.5Z", "date", "2024-1"));

  private static final String SCHEMA =
      """
      {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "number"},
        "c": {"type": "integer"}, "d": {"type": "boolean"}, "f": {"type": "object"}, "g": {},
        "e": {"type": "array", "items": {"type": "string"}}}}
      """;

  /// Follows the order of [#SCHEMA] and has no white space, so that every way of writing takes it.
  private static final String TEXT =
      "{\"a\":\"x\",\"b\":1.5,\"c\":10,\"d\":true,\"f\":{\"k\":1},\"g\":null,\"e\":[\"x\",\"y\"]}";

  private CommonTexts() {}

  /// Returns the states: inside strings after their opening quote, inside numbers after a character
  /// or more.
  public static List<State> states() {
    List<State> out = new ArrayList<>();
    for (JsonOptions options : List.of(JsonOptions.ANY, JsonOptions.GENERATION)) {
      ExprFactory exprs = new ExprFactory(new Work(CompileLimits.DEFAULT));
      JsonEngine engine = new JsonEngine(exprs, options);
      out.add(JsonString.start(engine.states, options.canonical(), exprs.anyText()));
      Formula whole = engine.formulas.numberIn(engine.numbers.integers());
      for (Formula formula : List.of(engine.formulas.truth, whole)) {
        State number = engine.numberContent(new Goal(formula, List.of(), false));
        follow(number, "-12.5e+10", out);
        follow(number, "0", out);
        follow(number, "10.25", out);
      }
      SAMPLES.forEach((name, sample) -> {
        Expr language = Formats.language(exprs, name);
        if (language != null) {
          Formula format = engine.formulas.stringIn(language);
          State content = engine.stringContent(new Goal(format, List.of(), false));
          if (content != null) {
            State start = JsonString.start(engine.states, options.canonical(), content);
            out.add(start);
            follow(start, sample, out);
          }
        }
      });
    }
    return out;
  }

  /// Returns the places along a text of a schema that has one member of each usual kind: what
  /// stands between pieces of text, and before them, is much the same in all schemas.
  public static List<State> places() {
    List<State> out = new ArrayList<>();
    for (JsonOptions options : List.of(JsonOptions.ANY, JsonOptions.GENERATION)) {
      State start =
          JsonSchemaCompiler.compile(
              new ExprFactory(new Work(CompileLimits.DEFAULT)),
              new ConstraintSource.JsonSchema(JsonText.parse(SCHEMA), options));
      if (start != null) {
        out.add(start);
      }
      follow(start, TEXT, out);
    }
    return out;
  }

  private static void follow(@Nullable State start, String text, List<State> out) {
    State state = start;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      state = state == null ? null : state.next(b & 255);
      if (state == null) {
        return;
      }
      out.add(state);
    }
  }
}
