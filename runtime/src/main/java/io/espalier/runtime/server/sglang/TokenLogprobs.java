package io.espalier.runtime.server.sglang;

import io.espalier.runtime.scheduler.TopLogprobs;
import io.espalier.runtime.server.generation.PromptScores;
import io.espalier.runtime.server.generation.TextEngine;
import io.espalier.runtime.server.generation.TextResult;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The log-probabilities of an answer of `/generate`: each token as log-probability, id, text.
record TokenLogprobs(TextEngine engine) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// Lists the prompt's tokens from where they were asked for. Its first follows nothing and has no
  /// probability: `null`.
  void addPrompt(ObjectNode meta, int[] prompt, PromptScores scores) {
    ArrayNode tokens = NODES.arrayNode();
    ArrayNode tops = NODES.arrayNode();
    for (int i = 0; i < scores.logprobs().length; i++) {
      tokens.add(entry(scores.logprobs()[i], prompt[scores.start() + i], true));
      tops.add(i < scores.top().size() ? top(scores.top().get(i)) : NODES.arrayNode());
    }
    meta.set("input_token_logprobs", tokens);
    meta.set("input_top_logprobs", tops);
  }

  /// Lists what was generated. A forced token is certain: 0.
  void addCompletion(ObjectNode meta, TextResult result) {
    ArrayNode tokens = NODES.arrayNode();
    ArrayNode tops = NODES.arrayNode();
    for (int i = 0; i < result.tokens().length; i++) {
      tokens.add(entry(result.logprobs()[i], result.tokens()[i], false));
      tops.add(i < result.top().size() ? top(result.top().get(i)) : NODES.arrayNode());
    }
    meta.set("output_token_logprobs", tokens);
    meta.set("output_top_logprobs", tops);
  }

  private ArrayNode top(TopLogprobs top) {
    ArrayNode list = NODES.arrayNode();
    for (int i = 0; i < top.tokens().size(); i++) {
      list.add(entry(top.logprobs().get(i), top.tokens().get(i), false));
    }
    return list;
  }

  private ArrayNode entry(double logprob, int token, boolean unknownWhereNaN) {
    ArrayNode entry = NODES.arrayNode();
    if (!Double.isNaN(logprob)) {
      entry.add(Math.max(logprob, -1e4));
    } else if (unknownWhereNaN) {
      entry.addNull();
    } else {
      entry.add(0);
    }
    return entry.add(token).add(engine.decode(new int[] {token}));
  }
}
