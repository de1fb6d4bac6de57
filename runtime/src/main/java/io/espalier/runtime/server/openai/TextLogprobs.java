package io.espalier.runtime.server.openai;

import io.espalier.runtime.scheduler.TopLogprobs;
import io.espalier.runtime.server.generation.PromptScores;
import io.espalier.runtime.server.generation.TextResult;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The log-probabilities of a plain completion, in the shape that OpenAI's older API has: four
/// lists beside each other. Confined to one thread.
final class TextLogprobs {
  private final Tokenizer tokenizer;
  private final ArrayNode tokens = OpenAiJson.NODES.arrayNode();
  private final ArrayNode values = OpenAiJson.NODES.arrayNode();
  private final ArrayNode tops = OpenAiJson.NODES.arrayNode();
  private final ArrayNode offsets = OpenAiJson.NODES.arrayNode();
  private int offset;

  TextLogprobs(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /// Lists a prompt's own tokens. The first follows nothing, so it has no probability: `null`.
  void addPrompt(int[] prompt, PromptScores scores) {
    for (int i = 0; i < prompt.length; i++) {
      double logprob = scores.logprobs()[i];
      add(prompt[i], i < scores.top().size() ? scores.top().get(i) : null, logprob);
      if (Double.isNaN(logprob)) {
        values.addNull();
      } else {
        values.add(OpenAiJson.certain(logprob));
      }
    }
  }

  /// Lists a completion's tokens.
  TextLogprobs add(TextResult result) {
    for (int i = 0; i < result.tokens().length; i++) {
      TopLogprobs top = i < result.top().size() ? result.top().get(i) : null;
      add(result.tokens()[i], top, Double.NaN);
      values.add(OpenAiJson.certain(result.logprobs()[i]));
    }
    return this;
  }

  /// @param logprob the token's own, listed among its alternatives too; NaN for not
  private void add(
      int token, @org.jspecify.annotations.Nullable TopLogprobs alternatives, double logprob) {
    String text = text(token);
    tokens.add(text);
    offsets.add(offset);
    offset += text.length();
    if (alternatives == null || alternatives.tokens().isEmpty()) {
      tops.addNull();
      return;
    }
    ObjectNode top = OpenAiJson.NODES.objectNode();
    List<Integer> ids = alternatives.tokens();
    for (int i = 0; i < ids.size(); i++) {
      top.put(text(ids.get(i)), alternatives.logprobs().get(i));
    }
    if (!Double.isNaN(logprob) && !ids.contains(token)) {
      top.put(text, OpenAiJson.certain(logprob));
    }
    tops.add(top);
  }

  private String text(int token) {
    return new String(tokenizer.tokenBytes(token), StandardCharsets.UTF_8);
  }

  ObjectNode json() {
    ObjectNode node = OpenAiJson.NODES.objectNode();
    node.set("tokens", tokens);
    node.set("token_logprobs", values);
    node.set("top_logprobs", tops);
    node.set("text_offset", offsets);
    return node;
  }
}
