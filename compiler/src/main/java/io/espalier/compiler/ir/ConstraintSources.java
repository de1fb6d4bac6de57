package io.espalier.compiler.ir;

import io.espalier.compiler.types.Bounds;
import io.espalier.compiler.types.JsonText;
import io.espalier.compiler.types.ValueException;
import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.RegexDialect;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Entries of a program's table as what the constraint compiler takes.
public final class ConstraintSources {
  private static final JsonOptions JSON =
      new JsonOptions(
          0, true, true, true, Bounds.STRING_CHARS, Bounds.LIST_ITEMS, Bounds.JSON_DEPTH);

  private ConstraintSources() {}

  /// The source of a constraint.
  ///
  /// @throws ConstraintException if it asks for what cannot be enforced
  public static ConstraintSource of(ConstraintText constraint) {
    return switch (constraint) {
      case ConstraintText.Free(int min, int max, boolean orNull) ->
          regex("(?s:.{" + min + "," + (max < 0 ? "" : max) + "})" + (orNull ? "|null" : ""));
      case ConstraintText.Regex(var pattern, boolean orNull) ->
          regex(orNull ? "(?:" + pattern + ")|null" : pattern);
      case ConstraintText.Format(var name) -> new ConstraintSource.Format(name);
      case ConstraintText.Choice(var values) -> new ConstraintSource.Choice(values);
      case ConstraintText.JsonSchema(var text) -> schema(text);
      case ConstraintText.Grammar(var syntax, var text) ->
          switch (syntax) {
            case EBNF -> new ConstraintSource.Ebnf(text);
            case LARK -> new ConstraintSource.Lark(text, JSON);
            case STRUCTURAL_TAG -> new ConstraintSource.StructuralTag(json(text), JSON, List.of());
          };
    };
  }

  private static ConstraintSource regex(String pattern) {
    return new ConstraintSource.Regex(pattern, RegexDialect.RE2_FULL);
  }

  private static ConstraintSource schema(String text) {
    return new ConstraintSource.JsonSchema(json(text), JSON);
  }

  private static JsonNode json(String text) {
    try {
      return JsonText.read(text);
    } catch (ValueException e) {
      throw new ConstraintException(
          ConstraintError.SYNTAX, "#" + e.pointer(), e.problem(), "JSON", "");
    }
  }
}
