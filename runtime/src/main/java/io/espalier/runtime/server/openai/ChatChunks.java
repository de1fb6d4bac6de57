package io.espalier.runtime.server.openai;

import io.espalier.runtime.server.generation.TokenUsage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The pieces of a streamed chat completion. Immutable.
///
/// @param usage whether the last piece has the token counts, and all others `null` for them
record ChatChunks(String id, String model, long created, boolean usage) {

  /// The first piece of a choice.
  ObjectNode role(int index) {
    ObjectNode delta = OpenAiJson.NODES.objectNode().put("role", "assistant").put("content", "");
    return chunk(choice(index, delta, OpenAiJson.NODES.nullNode(), null));
  }

  /// A piece of text.
  ObjectNode text(int index, String text, JsonNode logprobs) {
    return chunk(choice(index, OpenAiJson.NODES.objectNode().put("content", text), logprobs, null));
  }

  /// A whole call.
  ObjectNode call(int index, ToolCall call) {
    ObjectNode delta = OpenAiJson.NODES.objectNode();
    delta.set("tool_calls", OpenAiJson.NODES.arrayNode().add(call.json().put("index", 0)));
    return chunk(choice(index, delta, OpenAiJson.NODES.nullNode(), null));
  }

  /// The last piece of a choice.
  ObjectNode end(int index, String reason) {
    return chunk(choice(index, OpenAiJson.NODES.objectNode(), OpenAiJson.NODES.nullNode(), reason));
  }

  /// The last piece of all.
  ObjectNode usage(TokenUsage counts) {
    ObjectNode node = OpenAiJson.head(id, "chat.completion.chunk", model, created);
    node.set("choices", OpenAiJson.NODES.arrayNode());
    node.set("usage", OpenAiJson.usage(counts));
    return node;
  }

  /// The log-probability of the token that a piece of text belongs to.
  JsonNode logprobs(ObjectNode token) {
    token.set("top_logprobs", OpenAiJson.NODES.arrayNode());
    ObjectNode node = OpenAiJson.NODES.objectNode();
    node.set("content", OpenAiJson.NODES.arrayNode().add(token));
    return node;
  }

  private static ObjectNode choice(
      int index,
      ObjectNode delta,
      JsonNode logprobs,
      @org.jspecify.annotations.Nullable String reason) {
    ObjectNode choice = OpenAiJson.NODES.objectNode().put("index", index);
    choice.set("delta", delta);
    choice.set("logprobs", logprobs);
    if (reason == null) {
      choice.putNull("finish_reason");
    } else {
      choice.put("finish_reason", reason);
    }
    return choice;
  }

  private ObjectNode chunk(ObjectNode choice) {
    ObjectNode node = OpenAiJson.head(id, "chat.completion.chunk", model, created);
    ArrayNode choices = OpenAiJson.NODES.arrayNode().add(choice);
    node.set("choices", choices);
    if (usage) {
      node.putNull("usage");
    }
    return node;
  }
}
