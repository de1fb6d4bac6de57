package io.espalier.constrained.tag;

import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How a family of models writes calls of tools, as data: the texts around a tool's name and its
/// arguments.
///
/// Sources: the chat templates that the models' publishers ship with them.
///
/// @param name what the format is called here
/// @param trigger the text that announces a call within free text; empty where there is no free
///   text
/// @param open what stands before the first call
/// @param begin what stands before a call's arguments, `{name}` for the tool's name
/// @param end what stands after a call's arguments
/// @param separator what stands between two calls
/// @param close what stands after the last call
/// @param texts other messages that may stand where a call may: what begins them, and their ends
/// @param controlTokens the parts of these texts that are control tokens of the models'
///   vocabularies
public record ToolFormat(
    String name,
    String trigger,
    String open,
    String begin,
    String end,
    String separator,
    String close,
    Map<String, List<String>> texts,
    List<String> controlTokens) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<ToolFormat> ALL =
      List.of(
          new ToolFormat(
              "llama",
              "{\"name\": \"",
              "",
              "{\"name\": \"{name}\", \"parameters\": ",
              "}",
              "; ",
              "",
              Map.of(),
              List.of("<|python_tag|>")),
          new ToolFormat(
              "hermes",
              "<tool_call>",
              "",
              "<tool_call>\n{\"name\": \"{name}\", \"arguments\": ",
              "}\n</tool_call>",
              "\n",
              "",
              Map.of(),
              List.of("<tool_call>", "</tool_call>")),
          new ToolFormat(
              "qwen",
              "<tool_call>",
              "",
              "<tool_call>\n{\"name\": \"{name}\", \"arguments\": ",
              "}\n</tool_call>",
              "\n",
              "",
              Map.of(),
              List.of("<tool_call>", "</tool_call>")),
          new ToolFormat(
              "mistral",
              "[TOOL_CALLS]",
              "[TOOL_CALLS][",
              "{\"name\": \"{name}\", \"arguments\": ",
              "}",
              ", ",
              "]",
              Map.of(),
              List.of("[TOOL_CALLS]")),
          new ToolFormat(
              "deepseek",
              "<｜tool▁calls▁begin｜>",
              "<｜tool▁calls▁begin｜>",
              "<｜tool▁call▁begin｜>function<｜tool▁sep｜>{name}\n```json\n",
              "\n```<｜tool▁call▁end｜>",
              "\n",
              "<｜tool▁calls▁end｜>",
              Map.of(),
              List.of(
                  "<｜tool▁calls▁begin｜>",
                  "<｜tool▁calls▁end｜>",
                  "<｜tool▁call▁begin｜>",
                  "<｜tool▁call▁end｜>",
                  "<｜tool▁sep｜>")),
          new ToolFormat(
              "deepseek-v3.1",
              "<｜tool▁calls▁begin｜>",
              "<｜tool▁calls▁begin｜>",
              "<｜tool▁call▁begin｜>{name}<｜tool▁sep｜>",
              "<｜tool▁call▁end｜>",
              "",
              "<｜tool▁calls▁end｜>",
              Map.of(),
              List.of(
                  "<｜tool▁calls▁begin｜>",
                  "<｜tool▁calls▁end｜>",
                  "<｜tool▁call▁begin｜>",
                  "<｜tool▁call▁end｜>",
                  "<｜tool▁sep｜>")),
          new ToolFormat(
              "harmony",
              "",
              "",
              "<|channel|>commentary to=functions.{name} <|constrain|>json<|message|>",
              "<|call|>",
              "<|start|>assistant",
              "",
              new TreeMap<>(
                  Map.of(
                      "<|channel|>analysis<|message|>", List.of("<|end|>"),
                      "<|channel|>commentary<|message|>", List.of("<|end|>"),
                      "<|channel|>final<|message|>", List.of("<|return|>", "<|end|>"))),
              List.of(
                  "<|channel|>",
                  "<|constrain|>",
                  "<|message|>",
                  "<|call|>",
                  "<|start|>",
                  "<|end|>",
                  "<|return|>")));

  /// Copies the collections.
  public ToolFormat {
    texts = Collections.unmodifiableMap(new TreeMap<>(texts));
    controlTokens = List.copyOf(controlTokens);
  }

  /// A tool that may be called: its name and the JSON Schema of its arguments.
  public record Tool(String name, JsonNode parameters) {}

  /// Returns every format.
  public static List<ToolFormat> all() {
    return ALL;
  }

  /// Returns the format called `name`.
  public static Optional<ToolFormat> of(String name) {
    return ALL.stream().filter(format -> format.name.equals(name)).findFirst();
  }

  /// Returns the constraint on a turn in which the model may call `tools`, or must where
  /// `required`.
  public ConstraintSource.StructuralTag constraint(
      List<Tool> tools, boolean required, JsonOptions options) {
    ArrayNode calls = JSON.arrayNode();
    for (Tool tool : tools) {
      ObjectNode content = JSON.objectNode().put("type", "json_schema");
      content.set("json_schema", tool.parameters());
      calls.add(tag(begin.replace("{name}", tool.name()), content, List.of(end)));
    }
    ObjectNode format;
    if (trigger.isEmpty()) {
      ArrayNode messages = JSON.arrayNode();
      messages.addAll(calls);
      if (!required || tools.isEmpty()) {
        texts.forEach((start, ends) -> messages.add(tag(start, anyText(), ends)));
      }
      format = separated(messages);
    } else {
      format =
          JSON.objectNode()
              .put("type", "triggered_tags")
              .put("at_least_one", required && !tools.isEmpty());
      format.putArray("triggers").add(trigger);
      format.set(
          "tags",
          open.isEmpty()
              ? calls
              : JSON.arrayNode().add(tag(open, separated(calls), List.of(close))));
    }
    ObjectNode whole = JSON.objectNode().put("type", "structural_tag");
    whole.set("format", format);
    return new ConstraintSource.StructuralTag(whole, options, controlTokens);
  }

  private static ObjectNode anyText() {
    return JSON.objectNode().put("type", "any_text");
  }

  private ObjectNode separated(ArrayNode tags) {
    ObjectNode list =
        JSON.objectNode()
            .put("type", "tags_with_separator")
            .put("separator", separator)
            .put("at_least_one", true);
    list.set("tags", tags);
    return list;
  }

  private static ObjectNode tag(String begin, ObjectNode content, List<String> ends) {
    ObjectNode tag = JSON.objectNode().put("type", "tag").put("begin", begin);
    tag.set("content", content);
    ArrayNode list = tag.putArray("end");
    ends.forEach(list::add);
    return tag;
  }
}
