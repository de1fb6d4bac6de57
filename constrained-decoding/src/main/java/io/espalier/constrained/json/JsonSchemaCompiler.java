package io.espalier.constrained.json;

import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.regex.ExprFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compiles a JSON Schema to the automaton of the JSON texts that satisfy it.
public final class JsonSchemaCompiler {
  private JsonSchemaCompiler() {}

  /// Returns the state before the first byte, or null where no value satisfies the schema.
  public static @Nullable State compile(ExprFactory exprs, ConstraintSource.JsonSchema source) {
    JsonEngine engine = new JsonEngine(exprs, source.options());
    SchemaReader reader = new SchemaReader(engine, source.documents());
    Formula formula = reader.readDocument(source.schema());
    State start = ValueState.start(engine, new Goal(formula, List.of(), false), new Root());
    Foresight.look(start);
    return start;
  }
}
