package io.espalier.runtime.server.openai;

import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.TokenUsage;
import io.espalier.runtime.server.openai.ChatTurn.Answer;
import io.espalier.runtime.server.request.Failure;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The objects of the Responses API. Immutable.
///
/// @param id of the response
/// @param message id of its text
/// @param call id of its call of a tool
/// @param created seconds since 1970
/// @param echo members that are repeated from the request
record ResponseJson(
    String id, String message, String call, String model, long created, ObjectNode echo) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  static ResponseJson of(String model, long created, ObjectNode echo) {
    return new ResponseJson(
        ModelService.id("resp_"),
        ModelService.id("msg_"),
        ModelService.id("fc_"),
        model,
        created,
        echo);
  }

  /// A response that is being made.
  ObjectNode inProgress() {
    ObjectNode body = body("in_progress");
    body.set("output", NODES.arrayNode());
    return body.putNull("usage");
  }

  /// A response whose answer is there.
  ObjectNode ended(Answer answer, List<ObjectNode> output) {
    boolean cut = answer.finishReason().equals("length");
    ObjectNode body = body(cut ? "incomplete" : "completed");
    if (cut) {
      body.set("incomplete_details", NODES.objectNode().put("reason", "max_output_tokens"));
    }
    ArrayNode items = NODES.arrayNode();
    output.forEach(items::add);
    body.set("output", items);
    body.set("usage", usage(answer.usage()));
    return body;
  }

  /// A response that could not be made.
  ObjectNode failed(Failure failure) {
    ObjectNode body = body("failed");
    String code = failure.status() >= 500 ? "server_error" : failure.code();
    body.set("error", NODES.objectNode().put("code", code).put("message", failure.message()));
    body.set("output", NODES.arrayNode());
    return body.putNull("usage");
  }

  private ObjectNode body(String status) {
    ObjectNode body =
        NODES
            .objectNode()
            .put("id", id)
            .put("object", "response")
            .put("created_at", created)
            .put("status", status);
    body.putNull("error").putNull("incomplete_details");
    body.put("model", model);
    echo.properties().forEach(entry -> body.set(entry.getKey(), entry.getValue()));
    return body;
  }

  private static ObjectNode usage(TokenUsage usage) {
    ObjectNode node = NODES.objectNode().put("input_tokens", usage.prompt());
    node.set("input_tokens_details", NODES.objectNode().put("cached_tokens", usage.cached()));
    node.put("output_tokens", usage.completion());
    node.set("output_tokens_details", NODES.objectNode().put("reasoning_tokens", 0));
    return node.put("total_tokens", usage.total());
  }

  /// The item of a text.
  ObjectNode textItem(String status, List<ObjectNode> parts) {
    ObjectNode item =
        NODES.objectNode().put("type", "message").put("id", message).put("status", status);
    item.put("role", "assistant");
    ArrayNode content = NODES.arrayNode();
    parts.forEach(content::add);
    item.set("content", content);
    return item;
  }

  /// The part of a text's item that holds it.
  static ObjectNode part(String text, ArrayNode logprobs) {
    ObjectNode part = NODES.objectNode().put("type", "output_text").put("text", text);
    part.set("annotations", NODES.arrayNode());
    part.set("logprobs", logprobs);
    return part;
  }

  /// The item of a call.
  ObjectNode callItem(String status, ToolCall tool, String arguments) {
    return NODES
        .objectNode()
        .put("type", "function_call")
        .put("id", call)
        .put("call_id", tool.id())
        .put("name", tool.name())
        .put("arguments", arguments)
        .put("status", status);
  }

  /// The items of an answer. A call that was cut before its end is a text.
  List<ObjectNode> items(Answer answer, ArrayNode logprobs) {
    String status = answer.finishReason().equals("length") ? "incomplete" : "completed";
    ObjectNode text = textItem(status, List.of(part(answer.text(), logprobs)));
    if (answer.call().isEmpty()) {
      return List.of(text);
    }
    ToolCall tool = answer.call().get();
    ObjectNode item = callItem("completed", tool, tool.arguments());
    return answer.text().isEmpty() ? List.of(item) : List.of(text, item);
  }

  /// The log-probabilities of an answer's text.
  static ArrayNode logprobs(boolean asked, Answer answer, Tokenizer tokenizer) {
    if (!asked || answer.call().isPresent()) {
      return NODES.arrayNode();
    }
    JsonNode content = OpenAiJson.chatLogprobs(answer.result(), tokenizer).path("content");
    return (ArrayNode) content;
  }
}
