package io.espalier.runtime.backend.dialect;

import io.espalier.runtime.backend.transport.Framing;
import io.espalier.runtime.sampling.SamplingParameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// llama.cpp's `/completion`; turns are rendered by its `/apply-template` first.
record LlamaCpp() implements Dialect {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Override
  public DialectTable table() {
    return DialectTable.LLAMA_CPP;
  }

  /// The template opens the assistant's turn; what the turn already holds is put behind that.
  @Override
  public Prompt prepare(Prompt prompt, Caller caller) throws InterruptedException {
    if (!(prompt instanceof Prompt.Chat chat)) {
      return prompt;
    }
    int count = chat.open() ? chat.messages().size() - 1 : chat.messages().size();
    ObjectNode body = NODES.objectNode();
    OpenAiBody.messages(body, new Prompt.Chat(chat.messages().subList(0, count), false), true);
    JsonNode text = caller.call("/apply-template", body).path("prompt");
    if (!text.isString()) {
      throw Answer.malformed("no rendered prompt");
    }
    return new Prompt.Text(
        text.stringValue() + (chat.open() ? chat.messages().getLast().text() : ""));
  }

  @Override
  public Exchange generate(Prompt prompt, Ask ask) {
    SamplingParameters sampling = ask.sampling();
    ObjectNode body = NODES.objectNode();
    switch (prompt) {
      case Prompt.Text(var text) -> body.put("prompt", text);
      case Prompt.Tokens(var ids) -> body.set("prompt", OpenAiBody.ids(ids));
      case Prompt.Chat _ -> throw new IllegalStateException("turns are rendered first");
    }
    // The server's defaults are none of ours: every knob is said.
    body.put("n_predict", ask.maxTokens())
        .put("temperature", sampling.temperature())
        .put("top_k", sampling.topK())
        .put("top_p", sampling.topP())
        .put("min_p", sampling.minP())
        .put("repeat_penalty", sampling.repetitionPenalty())
        .put("frequency_penalty", sampling.frequencyPenalty())
        .put("presence_penalty", sampling.presencePenalty())
        .put("seed", ask.seed31())
        .put("cache_prompt", true)
        .put("return_tokens", true)
        .put("stream", true);
    if (ask.logprobs()) {
      body.put("n_probs", 1);
    }
    if (!ask.stops().isEmpty()) {
      ArrayNode stops = body.putArray("stop");
      ask.stops().forEach(stops::add);
    }
    Wrapping wrapping = Wrapping.NONE;
    if (ask.constraint().isPresent()) {
      Lowering lowered = Lowering.of(ask.constraint().get(), table());
      wrapping = lowered.wrapping();
      body.set(lowered.means() == Means.GRAMMAR ? "grammar" : "json_schema", lowered.value());
    }
    return new Exchange("/completion", body, Framing.EVENTS, LlamaCpp::read, wrapping);
  }

  private static void read(JsonNode part, Answer answer) {
    OpenAiAnswer.requireNoError(part);
    JsonNode text = part.path("content");
    if (!text.isString()) {
      throw Answer.malformed("no content");
    }
    answer.append(text.stringValue());
    boolean last = part.path("stop").isBoolean() && part.path("stop").booleanValue();
    if (part.path("tokens").isArray() && !last) {
      answer.moreIds(part.path("tokens"));
    }
    for (JsonNode token : part.path("completion_probabilities")) {
      answer.logprob(token.path("logprob"));
    }
    if (last) {
      answer.promptTokens(part.path("tokens_evaluated"));
      answer.completionTokens(part.path("tokens_predicted"));
      answer.cachedTokens(part.at("/timings/cache_n"));
      JsonNode type = part.path("stop_type");
      boolean limit = type.isString() && type.stringValue().equals("limit");
      answer.finish(limit ? Answer.Finish.LENGTH : Answer.Finish.STOP);
    }
  }
}
