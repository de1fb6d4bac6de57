package io.espalier.runtime.server.openai;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A function that the model may call.
///
/// @param parameters schema of the arguments, an object
record ToolSpec(String name, String description, ObjectNode parameters) {

  /// Returns one line that tells the model about it: `name(city: string, days: integer): purpose`.
  String signature() {
    var text = new StringBuilder("- ").append(name).append('(');
    boolean first = true;
    JsonNode properties = parameters.path("properties");
    for (var property : properties.properties()) {
      if (!first) {
        text.append(", ");
      }
      first = false;
      text.append(property.getKey()).append(": ").append(type(property.getValue()));
    }
    text.append(')');
    if (!description.isEmpty()) {
      text.append(": ").append(description);
    }
    return text.toString();
  }

  private static String type(JsonNode schema) {
    JsonNode values = schema.path("enum");
    if (values.isArray()) {
      var names = new StringBuilder();
      values.forEach(value -> names.append(names.isEmpty() ? "" : " | ").append(value.toString()));
      return names.toString();
    }
    JsonNode type = schema.path("type");
    return type.isString() ? type.stringValue() : "any";
  }
}
