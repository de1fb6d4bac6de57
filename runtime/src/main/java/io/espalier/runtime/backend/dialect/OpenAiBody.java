package io.espalier.runtime.backend.dialect;

import io.espalier.dsl.Role;
import io.espalier.runtime.sampling.SamplingParameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Parts of requests to OpenAI's endpoints and their relatives'.
final class OpenAiBody {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OpenAiBody() {}

  /// Returns a body with everything but the prompt, the bound of tokens and the constraint. What is
  /// at the API's default is left out.
  ///
  /// @param extras whether the server takes what vLLM and SGLang add
  static ObjectNode common(Ask ask, boolean extras) {
    SamplingParameters sampling = ask.sampling();
    ObjectNode body = NODES.objectNode().put("model", ask.model());
    body.put("temperature", sampling.temperature());
    if (sampling.topP() < 1) {
      body.put("top_p", sampling.topP());
    }
    if (!ask.greedy()) {
      body.put("seed", ask.seed31());
    }
    put(body, "frequency_penalty", sampling.frequencyPenalty(), 0);
    put(body, "presence_penalty", sampling.presencePenalty(), 0);
    if (extras) {
      put(body, "top_k", sampling.topK(), 0);
      put(body, "min_p", sampling.minP(), 0);
      put(body, "repetition_penalty", sampling.repetitionPenalty(), 1);
      put(body, "min_tokens", ask.minTokens(), 0);
      if (!ask.namespace().isEmpty()) {
        body.put("cache_salt", ask.namespace());
      }
    }
    if (!ask.stops().isEmpty()) {
      ArrayNode stops = body.putArray("stop");
      ask.stops().forEach(stops::add);
    }
    return body;
  }

  static void put(ObjectNode body, String name, double value, double usual) {
    if (value != usual) {
      body.put(name, value);
    }
  }

  static void put(ObjectNode body, String name, int value, int usual) {
    if (value != usual) {
      body.put(name, value);
    }
  }

  /// Adds the messages of a conversation.
  static void messages(ObjectNode body, Prompt.Chat chat, boolean extras) {
    ArrayNode messages = body.putArray("messages");
    for (Message message : chat.messages()) {
      messages.add(
          NODES
              .objectNode()
              .put("role", role(message.role(), extras))
              .put("content", message.text()));
    }
    if (chat.open()) {
      body.put("add_generation_prompt", false).put("continue_final_message", true);
    }
  }

  /// A tool's turn without the call it answers is no message of OpenAI's API; there it is the
  /// user's.
  private static String role(Role role, boolean extras) {
    return switch (role) {
      case SYSTEM -> "system";
      case USER -> "user";
      case ASSISTANT -> "assistant";
      case TOOL -> extras ? "tool" : "user";
    };
  }

  static ArrayNode ids(int[] ids) {
    ArrayNode array = NODES.arrayNode();
    for (int id : ids) {
      array.add(id);
    }
    return array;
  }

  static void responseFormat(ObjectNode body, JsonNode schema) {
    ObjectNode inner = NODES.objectNode().put("name", "value").put("strict", true);
    inner.set("schema", schema);
    ObjectNode format = NODES.objectNode().put("type", "json_schema");
    format.set("json_schema", inner);
    body.set("response_format", format);
  }
}
