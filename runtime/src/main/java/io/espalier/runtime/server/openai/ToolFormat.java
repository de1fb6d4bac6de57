package io.espalier.runtime.server.openai;

import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.runtime.server.request.JsonBody;
import io.espalier.runtime.server.request.RequestException;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How a model writes the call of a tool.
enum ToolFormat {
  /// `<tool_call>` around `{"name": …, "arguments": {…}}`, as models with that mark in their
  /// template were trained.
  MARKED("<tool_call>"),
  /// One flat object, `{"type": "weather", "city": …}`, as the bundled model was trained.
  TYPED("{\"type\":\"");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String BASE = "https://tools.invalid/";

  private final String trigger;

  ToolFormat(String trigger) {
    this.trigger = trigger;
  }

  /// Returns the format of a model for some tools: flat, unless the template knows the mark or a
  /// tool's arguments do not fit beside a `type`.
  static ToolFormat of(Tokenizer tokenizer, List<ToolSpec> tools) {
    boolean marked = tokenizer.chatTemplate().orElse("").contains(MARKED.trigger);
    boolean flat =
        tools.stream()
            .allMatch(tool ->
                !tool.parameters().path("properties").has("type")
                    && !tool.parameters().has("anyOf")
                    && !tool.parameters().has("oneOf")
                    && !tool.parameters().has("$ref"));
    return marked || !flat ? MARKED : TYPED;
  }

  /// Returns the text that begins a call: where it comes, the model has decided to make one.
  String trigger() {
    return trigger;
  }

  /// Returns what stands between the beginning of a call and its JSON.
  String opening() {
    return this == MARKED ? trigger + "\n" : "";
  }

  /// Returns what the model is told about the tools.
  String instructions(List<ToolSpec> tools, boolean required) {
    String list = tools.stream().map(ToolSpec::signature).collect(Collectors.joining("\n"));
    String how =
        switch (this) {
          case MARKED ->
              "To call one, write <tool_call>, a line with {\"name\": …, \"arguments\": {…}}, and"
                  + " </tool_call>.";
          case TYPED -> "Answer with a JSON tool call.";
        };
    return "You may call these tools:\n%s\n%s%s"
        .formatted(list, how, required || this == TYPED ? "" : " Otherwise answer with text.");
  }

  /// Returns a call as the model would have written it.
  String render(ToolCall call) {
    JsonNode arguments = JsonBody.read(call.arguments().getBytes(StandardCharsets.UTF_8));
    ObjectNode node = NODES.objectNode();
    if (this == MARKED || !arguments.isObject()) {
      node.put("name", call.name()).set("arguments", arguments);
      return "<tool_call>\n" + node + "\n</tool_call>";
    }
    node.put("type", call.name());
    arguments.properties().forEach(entry -> node.set(entry.getKey(), entry.getValue()));
    return node.toString();
  }

  /// Returns the constraint on the JSON of a call of one of the tools. Each tool's schema is a
  /// document of its own, so that references inside it keep their meaning.
  ConstraintSource constraint(List<ToolSpec> tools) {
    Map<String, JsonNode> documents = new HashMap<>();
    ArrayNode alternatives = NODES.arrayNode();
    for (ToolSpec tool : tools) {
      documents.put(BASE + tool.name(), document(tool));
      ObjectNode reference = NODES.objectNode().put("$ref", BASE + tool.name());
      alternatives.add(this == TYPED ? reference : named(tool, reference));
    }
    ObjectNode schema = NODES.objectNode();
    schema.set("anyOf", alternatives);
    return new ConstraintSource.JsonSchema(schema, JsonOptions.GENERATION, documents);
  }

  private ObjectNode document(ToolSpec tool) {
    ObjectNode document = tool.parameters().deepCopy();
    document.remove("$schema");
    document.remove("$id");
    document.put("type", "object");
    if (!document.has("additionalProperties")) {
      document.put("additionalProperties", false);
    }
    if (this == MARKED) {
      return document;
    }
    ObjectNode properties = NODES.objectNode();
    properties.set("type", NODES.objectNode().put("const", tool.name()));
    document
        .path("properties")
        .properties()
        .forEach(entry -> properties.set(entry.getKey(), entry.getValue()));
    document.set("properties", properties);
    ArrayNode required = NODES.arrayNode().add("type");
    document.path("required").forEach(required::add);
    document.set("required", required);
    return document;
  }

  private static ObjectNode named(ToolSpec tool, ObjectNode arguments) {
    ObjectNode properties = NODES.objectNode();
    properties.set("name", NODES.objectNode().put("const", tool.name()));
    properties.set("arguments", arguments);
    ObjectNode schema = NODES.objectNode().put("type", "object");
    schema.set("properties", properties);
    schema.set("required", NODES.arrayNode().add("name").add("arguments"));
    return schema.put("additionalProperties", false);
  }

  /// Reads a call; empty where the text was cut before its end.
  Optional<ToolCall> parse(String id, String text) {
    JsonNode node;
    try {
      node = JsonBody.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (RequestException _) {
      return Optional.empty();
    }
    if (this == MARKED) {
      return Optional.of(
          new ToolCall(id, node.path("name").asString(), node.path("arguments").toString()));
    }
    ObjectNode arguments = NODES.objectNode();
    node.properties().forEach(entry -> arguments.set(entry.getKey(), entry.getValue()));
    arguments.remove("type");
    return Optional.of(new ToolCall(id, node.path("type").asString(), arguments.toString()));
  }
}
