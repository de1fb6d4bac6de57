package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The heap that compiled tool schemas keep, as a bound far from what it is and further from what a
/// table per state and vocabulary would take.
final class SchemaMemoryTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int COUNT = 1_000;
  private static final int MOST_KILOBYTES_EACH = 80;

  private static ConstraintSource tool(int number) {
    ObjectNode schema = MAPPER.createObjectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (int i = 0; i < 6; i++) {
      ObjectNode property = properties.putObject("parameter_" + number + "_" + i);
      property.put("type", List.of("string", "integer", "number", "boolean").get(i % 4));
    }
    ObjectNode items = properties.putObject("list").put("type", "array").putObject("items");
    items.put("type", "object").putObject("properties").putObject("unit").putArray("enum").add("m");
    schema.putArray("required").add("list");
    return new ConstraintSource.JsonSchema(schema, JsonOptions.ANY);
  }

  @Test
  void aThousandToolSchemasStayWithinTheirBytes() {
    ConstraintCompiler compiler = new ConstraintCompiler();
    compiler.compile(tool(COUNT));
    long before = used();
    List<Constraint> kept = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      kept.add(compiler.compile(tool(i)));
    }
    long each = (used() - before) / COUNT;
    assertThat(kept).hasSize(COUNT);
    assertThat(each / 1024).as("kilobytes each").isLessThan(MOST_KILOBYTES_EACH);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
