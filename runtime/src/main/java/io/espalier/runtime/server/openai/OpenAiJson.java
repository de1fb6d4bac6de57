package io.espalier.runtime.server.openai;

import io.espalier.runtime.scheduler.TopLogprobs;
import io.espalier.runtime.server.generation.TextResult;
import io.espalier.runtime.server.generation.TokenUsage;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Parts of answers in OpenAI's shape.
final class OpenAiJson {
  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OpenAiJson() {}

  /// The head that every answer and piece of one has.
  static ObjectNode head(String id, String object, String model, long created) {
    return NODES
        .objectNode()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model);
  }

  static ObjectNode usage(TokenUsage usage) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("prompt_tokens", usage.prompt())
            .put("completion_tokens", usage.completion())
            .put("total_tokens", usage.total());
    node.set("prompt_tokens_details", NODES.objectNode().put("cached_tokens", usage.cached()));
    return node;
  }

  static String finishReason(TextResult result) {
    return result.isCut() ? "length" : "stop";
  }

  /// The log-probabilities of a chat completion. A forced token is certain: 0.
  static ObjectNode chatLogprobs(TextResult result, Tokenizer tokenizer) {
    ArrayNode content = NODES.arrayNode();
    for (int i = 0; i < result.tokens().length; i++) {
      ObjectNode entry = token(result.tokens()[i], result.logprobs()[i], tokenizer);
      ArrayNode top = NODES.arrayNode();
      if (i < result.top().size()) {
        TopLogprobs alternatives = result.top().get(i);
        for (int j = 0; j < alternatives.tokens().size(); j++) {
          top.add(token(alternatives.tokens().get(j), alternatives.logprobs().get(j), tokenizer));
        }
      }
      entry.set("top_logprobs", top);
      content.add(entry);
    }
    ObjectNode node = NODES.objectNode();
    node.set("content", content);
    return node;
  }

  static ObjectNode token(int token, double logprob, Tokenizer tokenizer) {
    byte[] bytes = tokenizer.tokenBytes(token);
    ObjectNode entry =
        NODES
            .objectNode()
            .put("token", new String(bytes, StandardCharsets.UTF_8))
            .put("logprob", certain(logprob));
    ArrayNode list = NODES.arrayNode();
    for (byte value : bytes) {
      list.add(value & 0xFF);
    }
    entry.set("bytes", list);
    return entry;
  }

  /// A forced token is certain: 0.
  static double certain(double logprob) {
    return Double.isNaN(logprob) ? 0 : Math.max(logprob, -1e4);
  }
}
