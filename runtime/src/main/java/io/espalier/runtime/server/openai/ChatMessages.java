package io.espalier.runtime.server.openai;

import io.espalier.dsl.Role;
import io.espalier.runtime.server.generation.Message;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.RequestException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads the messages of a conversation as the turns that the model sees.
final class ChatMessages {
  private ChatMessages() {}

  /// @param most most messages
  static List<Message> read(Fields fields, ToolChoice choice, ToolFormat format, int most) {
    var messages = new ArrayList<Message>();
    int index = 0;
    for (JsonNode node : fields.list("messages", most)) {
      messages.add(message(Fields.of(node, fields.at("messages/" + index++)), format));
    }
    if (messages.isEmpty()) {
      throw RequestException.parameter(fields.at("messages"), "must have at least one message");
    }
    tell(messages, choice, format);
    return messages;
  }

  /// Tells the model of its tools, in front of everything or at the end of what it is told there.
  static void tell(List<Message> messages, ToolChoice choice, ToolFormat format) {
    if (!choice.told().isEmpty()) {
      String instructions = format.instructions(choice.told(), choice.required());
      Message first = messages.getFirst();
      if (first.role() == Role.SYSTEM) {
        messages.set(0, new Message(Role.SYSTEM, first.content() + "\n\n" + instructions));
      } else {
        messages.addFirst(new Message(Role.SYSTEM, instructions));
      }
    }
  }

  private static Message message(Fields fields, ToolFormat format) {
    String name = fields.requiredText("role");
    Role role =
        switch (name) {
          case "system", "developer" -> Role.SYSTEM;
          case "user" -> Role.USER;
          case "assistant" -> Role.ASSISTANT;
          case "tool" -> Role.TOOL;
          default ->
              throw RequestException.parameter(
                  fields.at("role"),
                  "must be system, developer, user, assistant or tool, not '%s'".formatted(name));
        };
    var content = new StringBuilder(content(fields, "content"));
    for (JsonNode node : fields.list("tool_calls", 128)) {
      Fields call = Fields.of(node, fields.at("tool_calls"));
      Fields function =
          call.object("function")
              .orElseThrow(() ->
                  RequestException.parameter(fields.at("tool_calls"), "a call has no function"));
      content.append(content.isEmpty() ? "" : "\n");
      content.append(
          format.render(
              new ToolCall(
                  call.text("id").orElse(""),
                  function.requiredText("name"),
                  function.text("arguments").orElse("{}"))));
    }
    fields.ignore("name", "tool_call_id", "refusal", "annotations", "audio");
    fields.refuseOthers();
    return new Message(role, content.toString());
  }

  /// Reads a text that may come in parts.
  static String content(Fields fields, String name) {
    JsonNode node = fields.node(name);
    if (node == null || node.isString()) {
      return node == null ? "" : node.stringValue();
    }
    var text = new StringBuilder();
    int index = 0;
    for (JsonNode part : fields.list(name, 1024)) {
      Fields fieldsOfPart = Fields.of(part, fields.at(name + "/" + index++));
      String type = fieldsOfPart.requiredText("type");
      if (!type.equals("text") && !type.equals("input_text") && !type.equals("output_text")) {
        throw RequestException.unsupported(
            fieldsOfPart.at("type"), "'%s' is not supported; the model reads text".formatted(type));
      }
      text.append(fieldsOfPart.requiredText("text"));
    }
    return text.toString();
  }
}
