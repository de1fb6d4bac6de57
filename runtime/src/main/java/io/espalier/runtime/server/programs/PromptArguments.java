package io.espalier.runtime.server.programs;

import io.espalier.compiler.ir.Parameter;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.types.ValueChecks;
import io.espalier.compiler.types.ValueException;
import io.espalier.runtime.server.request.RequestException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads the arguments of a prompt from a JSON object, and says of each that is wrong where (RFC
/// 6901) and what is allowed.
final class PromptArguments {
  private PromptArguments() {}

  /// Reads the arguments in the order of the parameters; what is not given takes its default.
  ///
  /// @throws RequestException 422 with every problem
  static List<@Nullable Object> read(ValueChecks checks, Routine prompt, JsonNode given) {
    ArrayNode problems = JsonNodeFactory.instance.arrayNode();
    var values = new ArrayList<@Nullable Object>();
    for (Parameter parameter : prompt.parameters()) {
      String pointer = "/" + parameter.name();
      JsonNode node = given.get(parameter.name());
      if (node != null) {
        try {
          values.add(checks.fromJson(parameter.type(), node));
        } catch (ValueException e) {
          problems.add(problem(pointer + e.pointer(), e.problem()));
        }
      } else if (parameter.defaultValue().isPresent()) {
        values.add(parameter.defaultValue().get().value());
      } else {
        problems.add(problem(pointer, "is missing"));
      }
    }
    for (String name : given.propertyNames()) {
      if (prompt.parameters().stream().noneMatch(parameter -> parameter.name().equals(name))) {
        problems.add(
            problem(
                "/" + name.replace("~", "~0").replace("/", "~1"),
                "is no parameter of '%s'; it has: %s"
                    .formatted(
                        prompt.name(),
                        prompt.parameters().stream().map(Parameter::name).toList())));
      }
    }
    if (!problems.isEmpty()) {
      JsonNode first = problems.get(0);
      throw RequestException.of(
          422,
          "invalid_argument",
          "%s: %s"
              .formatted(first.path("pointer").stringValue(), first.path("message").stringValue()),
          JsonNodeFactory.instance
              .objectNode()
              .put("pointer", first.path("pointer").stringValue())
              .set("problems", problems));
    }
    return values;
  }

  private static ObjectNode problem(String pointer, String message) {
    return JsonNodeFactory.instance.objectNode().put("pointer", pointer).put("message", message);
  }
}
