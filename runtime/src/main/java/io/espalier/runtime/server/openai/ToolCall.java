package io.espalier.runtime.server.openai;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The call of a tool.
///
/// @param arguments JSON of the arguments
record ToolCall(String id, String name, String arguments) {
  ObjectNode json() {
    ObjectNode function =
        JsonNodeFactory.instance.objectNode().put("name", name).put("arguments", arguments);
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "function");
    node.set("function", function);
    return node;
  }
}
