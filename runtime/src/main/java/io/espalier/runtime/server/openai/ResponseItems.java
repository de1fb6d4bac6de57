package io.espalier.runtime.server.openai;

import io.espalier.dsl.Role;
import io.espalier.runtime.server.generation.Message;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.RequestException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The items of a conversation in the Responses API, as the turns that the model sees.
final class ResponseItems {
  private ResponseItems() {}

  /// Returns `input` as a list of items, whichever way it is given.
  ///
  /// @param most most items
  static ArrayNode read(Fields fields, int most) {
    ArrayNode items = OpenAiJson.NODES.arrayNode();
    JsonNode input = fields.node("input");
    if (input != null && input.isString()) {
      ObjectNode part =
          OpenAiJson.NODES.objectNode().put("type", "input_text").put("text", input.stringValue());
      ObjectNode message = OpenAiJson.NODES.objectNode().put("type", "message").put("role", "user");
      message.set("content", OpenAiJson.NODES.arrayNode().add(part));
      return items.add(message);
    }
    fields.list("input", most).forEach(items::add);
    if (items.isEmpty()) {
      throw RequestException.parameter(fields.at("input"), "must be text or at least one item");
    }
    return items;
  }

  /// Returns the turns of a conversation.
  ///
  /// @param most most items, those of earlier responses included
  static List<Message> messages(ArrayNode items, ToolFormat format, int most) {
    if (items.size() > most) {
      throw RequestException.parameter(
          "input",
          "the conversation has %d items; at most %d are allowed".formatted(items.size(), most));
    }
    var messages = new ArrayList<Message>();
    int index = 0;
    for (JsonNode item : items) {
      Message message = message(Fields.of(item, "input/" + index++), format);
      boolean afterAssistant = !messages.isEmpty() && messages.getLast().role() == Role.ASSISTANT;
      if (afterAssistant && message.role() == Role.ASSISTANT) {
        // A text and the calls behind it are one turn of the model.
        Message last = messages.removeLast();
        message = new Message(Role.ASSISTANT, last.content() + "\n" + message.content());
      }
      messages.add(message);
    }
    return messages;
  }

  private static Message message(Fields item, ToolFormat format) {
    String type = item.text("type").orElse("message");
    item.ignore("id", "status");
    Message message =
        switch (type) {
          case "message" -> new Message(role(item), ChatMessages.content(item, "content"));
          case "function_call" ->
              new Message(
                  Role.ASSISTANT,
                  format.render(
                      new ToolCall(
                          item.text("call_id").orElse(""),
                          item.requiredText("name"),
                          item.text("arguments").orElse("{}"))));
          case "function_call_output" -> {
            item.ignore("call_id");
            yield new Message(Role.TOOL, ChatMessages.content(item, "output"));
          }
          default ->
              throw RequestException.unsupported(
                  item.at("type"),
                  "'%s' is not supported; allowed: message, function_call, function_call_output"
                      .formatted(type));
        };
    item.refuseOthers();
    return message;
  }

  private static Role role(Fields item) {
    String name = item.requiredText("role");
    return switch (name) {
      case "system", "developer" -> Role.SYSTEM;
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      default ->
          throw RequestException.parameter(
              item.at("role"),
              "must be system, developer, user or assistant, not '%s'".formatted(name));
    };
  }
}
