package io.espalier.runtime.backend.dialect;

import io.espalier.runtime.backend.transport.Framing;
import io.espalier.runtime.sampling.SamplingParameters;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Ollama's `/api/chat` for turns, `/api/generate` in raw mode for text.
record Ollama() implements Dialect {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Override
  public DialectTable table() {
    return DialectTable.OLLAMA;
  }

  @Override
  public Exchange generate(Prompt prompt, Ask ask) {
    ObjectNode body = NODES.objectNode().put("model", ask.model()).put("stream", true);
    String path;
    switch (prompt) {
      case Prompt.Chat chat -> {
        path = "/api/chat";
        ArrayNode messages = body.putArray("messages");
        for (Message message : chat.messages()) {
          String role = message.role().name().toLowerCase(Locale.ROOT);
          messages.add(NODES.objectNode().put("role", role).put("content", message.text()));
        }
      }
      case Prompt.Text(var text) -> {
        path = "/api/generate";
        body.put("prompt", text).put("raw", true);
      }
      case Prompt.Tokens _ -> throw new IllegalStateException("Ollama takes no token ids");
    }
    body.set("options", options(ask));
    Wrapping wrapping = Wrapping.NONE;
    if (ask.constraint().isPresent()) {
      Lowering lowered = Lowering.of(ask.constraint().get(), table());
      wrapping = lowered.wrapping();
      body.set("format", lowered.value());
    }
    return new Exchange(path, body, Framing.LINES, Ollama::read, wrapping);
  }

  /// The server's defaults (top_k 40, top_p 0.9, a repetition penalty) are none of ours: those that
  /// change a result are said.
  private static ObjectNode options(Ask ask) {
    SamplingParameters sampling = ask.sampling();
    ObjectNode options = NODES.objectNode().put("num_predict", ask.maxTokens());
    options
        .put("temperature", sampling.temperature())
        .put("top_k", sampling.topK())
        .put("top_p", sampling.topP())
        .put("min_p", sampling.minP())
        .put("repeat_penalty", sampling.repetitionPenalty())
        .put("frequency_penalty", sampling.frequencyPenalty())
        .put("presence_penalty", sampling.presencePenalty())
        .put("seed", ask.seed31());
    if (!ask.stops().isEmpty()) {
      ArrayNode stops = options.putArray("stop");
      ask.stops().forEach(stops::add);
    }
    return options;
  }

  private static void read(JsonNode part, Answer answer) {
    OpenAiAnswer.requireNoError(part);
    JsonNode text = part.has("message") ? part.at("/message/content") : part.path("response");
    if (!text.isString()) {
      throw Answer.malformed("no text");
    }
    answer.append(text.stringValue());
    if (part.path("done").isBoolean() && part.path("done").booleanValue()) {
      answer.promptTokens(part.path("prompt_eval_count"));
      answer.completionTokens(part.path("eval_count"));
      JsonNode reason = part.path("done_reason");
      boolean length = reason.isString() && reason.stringValue().equals("length");
      answer.finish(length ? Answer.Finish.LENGTH : Answer.Finish.STOP);
    }
  }
}
