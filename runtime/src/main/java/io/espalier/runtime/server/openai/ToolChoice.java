package io.espalier.runtime.server.openai;

import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.RequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Which tools a conversation has, and whether one must be called.
///
/// @param tools that may be called; for a named choice only that one
/// @param told tools that the model is told of
/// @param required whether the answer must be a call
record ToolChoice(List<ToolSpec> tools, List<ToolSpec> told, boolean required) {
  static final ToolChoice NONE = new ToolChoice(List.of(), List.of(), false);
  private static final int MAX_NAME = 64;

  boolean isAuto() {
    return !tools.isEmpty() && !required;
  }

  /// Reads `tools` and `tool_choice`.
  static ToolChoice read(Fields fields, int most) {
    var tools = new ArrayList<ToolSpec>();
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode node : fields.list("tools", most)) {
      ToolSpec tool = tool(Fields.of(node, fields.at("tools/" + index++)));
      if (!names.add(tool.name())) {
        throw RequestException.parameter(
            fields.at("tools"), "two tools are called '%s'".formatted(tool.name()));
      }
      tools.add(tool);
    }
    JsonNode choice = fields.node("tool_choice");
    String word = choice == null ? (tools.isEmpty() ? "none" : "auto") : word(fields, choice);
    return switch (word) {
      case "none" -> new ToolChoice(List.of(), tools, false);
      case "auto" -> new ToolChoice(tools, tools, false);
      case "required" -> new ToolChoice(nonEmpty(fields, tools), tools, true);
      default -> new ToolChoice(List.of(named(fields, tools, word.substring(1))), tools, true);
    };
  }

  /// Returns `none`, `auto`, `required`, or a tool's name behind a colon.
  private static String word(Fields fields, JsonNode choice) {
    String at = fields.at("tool_choice");
    if (choice.isString()) {
      String word = choice.stringValue();
      if (!Set.of("none", "auto", "required").contains(word)) {
        throw RequestException.parameter(
            at, "must be none, auto, required or an object that names a function");
      }
      return word;
    }
    Fields object = Fields.of(choice, at);
    String type = object.requiredText("type");
    if (!type.equals("function")) {
      throw RequestException.unsupported(
          object.at("type"), "'%s' is not supported".formatted(type));
    }
    Optional<Fields> function = object.object("function");
    String name =
        function.isPresent() ? function.get().requiredText("name") : object.requiredText("name");
    return ":" + name;
  }

  private static List<ToolSpec> nonEmpty(Fields fields, List<ToolSpec> tools) {
    if (tools.isEmpty()) {
      throw RequestException.parameter(
          fields.at("tool_choice"), "requires a tool but none is given");
    }
    return tools;
  }

  private static ToolSpec named(Fields fields, List<ToolSpec> tools, String name) {
    return tools.stream()
        .filter(tool -> tool.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            RequestException.parameter(
                fields.at("tool_choice"),
                "names '%s', which is not among the tools".formatted(name)));
  }

  private static ToolSpec tool(Fields tool) {
    String type = tool.text("type").orElse("function");
    if (!type.equals("function")) {
      throw RequestException.unsupported(tool.at("type"), "'%s' is not supported".formatted(type));
    }
    // Chat completions nest the function, responses do not.
    Fields function = tool.object("function").orElse(tool);
    String name = function.requiredText("name");
    boolean plain =
        !name.isEmpty()
            && name.length() <= MAX_NAME
            && name.chars()
                .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-'));
    if (!plain) {
      throw RequestException.parameter(
          function.at("name"), "must be 1 to %d letters, digits, '_' or '-'".formatted(MAX_NAME));
    }
    JsonNode parameters = function.node("parameters");
    if (parameters != null && !parameters.isObject()) {
      throw RequestException.parameter(function.at("parameters"), "must be a JSON schema object");
    }
    ObjectNode schema =
        parameters instanceof ObjectNode object
            ? object
            : JsonNodeFactory.instance.objectNode().put("type", "object");
    var spec = new ToolSpec(name, function.text("description").orElse(""), schema);
    function.ignore("strict", "type");
    function.refuseOthers();
    tool.refuseOthers();
    return spec;
  }
}
