package io.espalier.runtime.backend.dialect;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import io.espalier.runtime.backend.transport.Framing;
import io.espalier.runtime.sampling.SamplingParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// SGLang's `/generate` for text and token ids, its `/v1/chat/completions` for turns.
record Sglang() implements Dialect {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Override
  public DialectTable table() {
    return DialectTable.SGLANG;
  }

  @Override
  public Exchange generate(Prompt prompt, Ask ask) {
    return prompt instanceof Prompt.Chat chat ? chat(chat, ask) : plain(prompt, ask);
  }

  private Exchange plain(Prompt prompt, Ask ask) {
    ObjectNode body = NODES.objectNode();
    switch (prompt) {
      case Prompt.Text(var text) -> body.put("text", text);
      case Prompt.Tokens(var ids) -> body.set("input_ids", OpenAiBody.ids(ids));
      case Prompt.Chat _ -> throw new IllegalStateException("turns go to the chat endpoint");
    }
    ObjectNode sampling = sampling(ask);
    Wrapping wrapping = Wrapping.NONE;
    if (ask.constraint().isPresent()) {
      Lowering lowered = Lowering.of(ask.constraint().get(), table());
      wrapping = lowered.wrapping();
      switch (lowered.means()) {
        case REGEX -> sampling.set("regex", lowered.value());
        case JSON_SCHEMA -> sampling.put("json_schema", lowered.value().toString());
        case GRAMMAR -> sampling.set("ebnf", lowered.value());
        case TAG -> sampling.put("structural_tag", lowered.value().toString());
        case NONE, CHOICE, OBJECT_SCHEMA, LARK, TOOL ->
            throw new IllegalStateException("SGLang is given no " + lowered.means());
      }
    }
    body.set("sampling_params", sampling);
    body.put("stream", true);
    if (ask.logprobs()) {
      body.put("return_logprob", true);
    }
    salt(body, ask);
    return new Exchange("/generate", body, Framing.EVENTS, Sglang::read, wrapping);
  }

  private static void salt(ObjectNode body, Ask ask) {
    if (!ask.namespace().isEmpty()) {
      body.put("extra_key", ask.namespace());
    }
  }

  private static ObjectNode sampling(Ask ask) {
    SamplingParameters from = ask.sampling();
    ObjectNode sampling = NODES.objectNode().put("max_new_tokens", ask.maxTokens());
    sampling.put("temperature", from.temperature());
    OpenAiBody.put(sampling, "top_p", from.topP(), 1);
    OpenAiBody.put(sampling, "top_k", from.topK(), 0);
    OpenAiBody.put(sampling, "min_p", from.minP(), 0);
    OpenAiBody.put(sampling, "repetition_penalty", from.repetitionPenalty(), 1);
    OpenAiBody.put(sampling, "frequency_penalty", from.frequencyPenalty(), 0);
    OpenAiBody.put(sampling, "presence_penalty", from.presencePenalty(), 0);
    OpenAiBody.put(sampling, "min_new_tokens", ask.minTokens(), 0);
    if (!ask.greedy()) {
      sampling.put("sampling_seed", ask.seed31());
    }
    if (!ask.stops().isEmpty()) {
      ArrayNode stops = sampling.putArray("stop");
      ask.stops().forEach(stops::add);
    }
    return sampling;
  }

  private Exchange chat(Prompt.Chat chat, Ask ask) {
    ObjectNode body = OpenAiBody.common(ask, true);
    OpenAiBody.messages(body, chat, true);
    if (chat.open()) {
      // SGLang derives it from continue_final_message.
      body.remove("add_generation_prompt");
    }
    body.put("max_tokens", ask.maxTokens()).put("stream", true);
    body.set("stream_options", NODES.objectNode().put("include_usage", true));
    if (ask.logprobs()) {
      body.put("logprobs", true);
    }
    Wrapping wrapping = Wrapping.NONE;
    if (ask.constraint().isPresent()) {
      Lowering lowered = Lowering.of(ask.constraint().get(), table());
      wrapping = lowered.wrapping();
      switch (lowered.means()) {
        case REGEX -> body.set("regex", lowered.value());
        case GRAMMAR -> body.set("ebnf", lowered.value());
        case JSON_SCHEMA -> OpenAiBody.responseFormat(body, lowered.value());
        case TAG -> body.set("response_format", lowered.value());
        case NONE, CHOICE, OBJECT_SCHEMA, LARK, TOOL ->
            throw new IllegalStateException("SGLang is given no " + lowered.means());
      }
    }
    return new Exchange("/v1/chat/completions", body, Framing.EVENTS, OpenAiAnswer::chat, wrapping);
  }

  private static void read(JsonNode part, Answer answer) {
    OpenAiAnswer.requireNoError(part);
    JsonNode text = part.path("text");
    if (!text.isString()) {
      throw Answer.malformed("no text");
    }
    answer.extendTo(text.stringValue());
    JsonNode meta = part.path("meta_info");
    answer.promptTokens(meta.path("prompt_tokens"));
    answer.completionTokens(meta.path("completion_tokens"));
    answer.cachedTokens(meta.path("cached_tokens"));
    if (part.path("output_ids").isArray()) {
      answer.ids(part.path("output_ids"));
    }
    JsonNode logprobs = meta.path("output_token_logprobs");
    if (logprobs.isArray()) {
      answer.restartLogprobs();
      logprobs.forEach(token -> answer.logprob(token.path(0)));
    }
    JsonNode reason = meta.at("/finish_reason/type");
    if (reason.isString()) {
      switch (reason.stringValue()) {
        case "length" -> answer.finish(Answer.Finish.LENGTH);
        case "abort" -> throw new BackendException(Kind.CUT, "the server aborted the request");
        default -> answer.finish(Answer.Finish.STOP);
      }
    }
  }

  /// As SGLang's own frontend does: first the prompt alone, which puts it in the cache and tells
  /// its length, then all choices behind it, with log-probabilities from shortly before its end.
  @Override
  public Optional<List<double[]>> score(
      Prompt prompt, List<Continuation> choices, Ask ask, Caller caller)
      throws InterruptedException {
    ObjectNode body = NODES.objectNode();
    int start;
    switch (prompt) {
      case Prompt.Chat _ -> {
        return Optional.empty();
      }
      case Prompt.Text(var text) -> {
        start = Math.max(0, promptTokens(text, ask, caller) - 2);
        ArrayNode texts = body.putArray("text");
        choices.forEach(choice -> texts.add(text + choice.text()));
      }
      case Prompt.Tokens tokens -> {
        start = Math.max(0, tokens.ids().length - 1);
        ArrayNode lists = body.putArray("input_ids");
        choices.forEach(choice -> lists.add(OpenAiBody.ids(tokens.then(choice.ids()).ids())));
      }
    }
    body.set("sampling_params", NODES.objectNode().put("max_new_tokens", 0).put("temperature", 0));
    body.put("return_logprob", true).put("logprob_start_len", start);
    body.put("return_text_in_logprobs", true);
    salt(body, ask);
    JsonNode answer = caller.call("/generate", body);
    if (!answer.isArray() || answer.size() != choices.size()) {
      throw Answer.malformed(
          "%d answers where %d are due".formatted(answer.size(), choices.size()));
    }
    var scores = new ArrayList<double[]>();
    for (int i = 0; i < choices.size(); i++) {
      scores.add(
          TokenScores.ofLists(answer.get(i).at("/meta_info/input_token_logprobs"), choices.get(i)));
    }
    return Optional.of(scores);
  }

  private static int promptTokens(String text, Ask ask, Caller caller) throws InterruptedException {
    ObjectNode body = NODES.objectNode().put("text", text);
    body.set("sampling_params", NODES.objectNode().put("max_new_tokens", 0).put("temperature", 0));
    salt(body, ask);
    JsonNode count = caller.call("/generate", body).at("/meta_info/prompt_tokens");
    if (!count.isInt() || count.intValue() < 0) {
      throw Answer.malformed("no count of the prompt's tokens");
    }
    return count.intValue();
  }
}
