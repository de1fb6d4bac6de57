package io.espalier.runtime.backend.dialect;

import io.espalier.runtime.backend.transport.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/chat/completions` and `/v1/completions`, with vLLM's extras where the table is vLLM's.
record OpenAi(DialectTable table) implements Dialect {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private boolean extras() {
    return table == DialectTable.VLLM;
  }

  @Override
  public Exchange generate(Prompt prompt, Ask ask) {
    ObjectNode body = OpenAiBody.common(ask, extras());
    body.put("stream", true);
    body.set("stream_options", NODES.objectNode().put("include_usage", true));
    Wrapping wrapping = constrain(body, ask);
    switch (prompt) {
      case Prompt.Chat chat -> {
        OpenAiBody.messages(body, chat, extras());
        body.put(extras() ? "max_tokens" : "max_completion_tokens", ask.maxTokens());
        if (ask.logprobs()) {
          body.put("logprobs", true);
        }
        return new Exchange(
            "/v1/chat/completions", body, Framing.EVENTS, OpenAiAnswer::chat, wrapping);
      }
      case Prompt.Text(var text) -> body.put("prompt", text);
      case Prompt.Tokens(var ids) -> {
        body.set("prompt", OpenAiBody.ids(ids));
        body.put("return_token_ids", true);
      }
    }
    body.put("max_tokens", ask.maxTokens());
    if (ask.logprobs()) {
      body.put("logprobs", 0);
    }
    return new Exchange(
        "/v1/completions", body, Framing.EVENTS, OpenAiAnswer::completion, wrapping);
  }

  private Wrapping constrain(ObjectNode body, Ask ask) {
    if (ask.constraint().isEmpty()) {
      return Wrapping.NONE;
    }
    Lowering lowered = Lowering.of(ask.constraint().get(), table);
    if (extras()) {
      ObjectNode outputs = NODES.objectNode();
      outputs.set(
          switch (lowered.means()) {
            case REGEX -> "regex";
            case CHOICE -> "choice";
            case JSON_SCHEMA -> "json";
            case GRAMMAR, LARK -> "grammar";
            case TAG -> "structural_tag";
            case NONE, OBJECT_SCHEMA, TOOL ->
                throw new IllegalStateException("vLLM is given no " + lowered.means());
          },
          lowered.value());
      body.set("structured_outputs", outputs);
    } else {
      OpenAiBody.responseFormat(body, lowered.value());
    }
    return lowered.wrapping();
  }

  /// vLLM's `prompt_logprobs`: one object for each token of the prompt, the first null.
  @Override
  public Optional<List<double[]>> score(
      Prompt prompt, List<Continuation> choices, Ask ask, Caller caller)
      throws InterruptedException {
    if (!extras() || prompt instanceof Prompt.Chat) {
      return Optional.empty();
    }
    var scores = new ArrayList<double[]>();
    ObjectNode body = NODES.objectNode().put("model", ask.model());
    ArrayNode prompts = body.putArray("prompt");
    for (Continuation choice : choices) {
      switch (prompt) {
        case Prompt.Text(var text) -> prompts.add(text + choice.text());
        case Prompt.Tokens tokens -> prompts.add(OpenAiBody.ids(tokens.then(choice.ids()).ids()));
        case Prompt.Chat _ -> throw new IllegalStateException("a chat is not scored");
      }
    }
    body.put("max_tokens", 1).put("temperature", 0).put("prompt_logprobs", 0);
    if (!ask.namespace().isEmpty()) {
      body.put("cache_salt", ask.namespace());
    }
    JsonNode answer = caller.call("/v1/completions", body);
    JsonNode all = answer.path("choices");
    if (!all.isArray() || all.size() != choices.size()) {
      throw Answer.malformed("%d choices where %d are due".formatted(all.size(), choices.size()));
    }
    for (int i = 0; i < choices.size(); i++) {
      scores.add(TokenScores.ofObjects(all.get(i).path("prompt_logprobs"), choices.get(i)));
    }
    return Optional.of(scores);
  }
}
