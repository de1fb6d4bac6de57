package io.espalier.runtime.backend.dialect;

import io.espalier.dsl.Role;
import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import io.espalier.runtime.backend.transport.Framing;
import io.espalier.runtime.sampling.SamplingParameters;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's `/v1/messages`. A typed value is the input of a tool that the model must call.
record Anthropic() implements Dialect {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String TOOL = "answer";

  @Override
  public DialectTable table() {
    return DialectTable.ANTHROPIC;
  }

  @Override
  public Map.Entry<String, String> keyHeader() {
    return Map.entry("x-api-key", "");
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("anthropic-version", "2023-06-01");
  }

  /// The server refuses stop texts of white space only; those are watched for on our side.
  @Override
  public boolean takesStop(String stop) {
    return !stop.isBlank();
  }

  @Override
  public Exchange generate(Prompt prompt, Ask ask) {
    if (!(prompt instanceof Prompt.Chat chat)) {
      throw new IllegalStateException("Anthropic takes turns only");
    }
    SamplingParameters sampling = ask.sampling();
    if (sampling.temperature() > 1) {
      throw new BackendException(
          Kind.INEXPRESSIBLE,
          "temperature is %s; anthropic takes 0 to 1".formatted(sampling.temperature()));
    }
    ObjectNode body = NODES.objectNode().put("model", ask.model());
    body.put("max_tokens", ask.maxTokens()).put("stream", true);
    body.put("temperature", sampling.temperature());
    OpenAiBody.put(body, "top_p", sampling.topP(), 1);
    OpenAiBody.put(body, "top_k", sampling.topK(), 0);
    turns(body, chat);
    if (!ask.stops().isEmpty()) {
      ArrayNode stops = body.putArray("stop_sequences");
      ask.stops().forEach(stops::add);
    }
    Wrapping wrapping = Wrapping.NONE;
    if (ask.constraint().isPresent()) {
      Lowering lowered = Lowering.of(ask.constraint().get(), table());
      wrapping = lowered.wrapping();
      ObjectNode tool = NODES.objectNode().put("name", TOOL);
      tool.put("description", "Gives the answer.").set("input_schema", lowered.value());
      body.putArray("tools").add(tool);
      body.set("tool_choice", NODES.objectNode().put("type", "tool").put("name", TOOL));
    }
    return new Exchange("/v1/messages", body, Framing.EVENTS, Anthropic::read, wrapping);
  }

  /// System turns at the beginning are the request's `system`; the API has no place for later ones.
  private static void turns(ObjectNode body, Prompt.Chat chat) {
    var system = new StringBuilder();
    ArrayNode messages = NODES.arrayNode();
    for (Message message : chat.messages()) {
      if (message.role() == Role.SYSTEM) {
        if (!messages.isEmpty()) {
          throw new BackendException(
              Kind.INEXPRESSIBLE,
              "anthropic takes system turns at the beginning only; make the later one a user's");
        }
        system.append(system.isEmpty() ? "" : "\n\n").append(message.text());
      } else {
        String role = message.role() == Role.ASSISTANT ? "assistant" : "user";
        messages.add(NODES.objectNode().put("role", role).put("content", message.text()));
      }
    }
    if (!system.isEmpty()) {
      body.put("system", system.toString());
    }
    body.set("messages", messages);
  }

  private static void read(JsonNode part, Answer answer) {
    OpenAiAnswer.requireNoError(part);
    JsonNode type = part.path("type");
    if (!type.isString()) {
      throw Answer.malformed("an event without a type");
    }
    switch (type.stringValue()) {
      case "message_start" -> {
        JsonNode usage = part.at("/message/usage");
        answer.cachedTokens(usage.path("cache_read_input_tokens"));
        JsonNode fresh = usage.path("input_tokens");
        // Here the cached tokens are no part of the input's.
        answer.promptTokens(
            fresh.isInt() && usage.path("cache_read_input_tokens").isInt()
                ? NODES.numberNode(
                    fresh.longValue() + usage.path("cache_read_input_tokens").longValue())
                : fresh);
      }
      case "content_block_delta" -> {
        JsonNode delta = part.path("delta");
        JsonNode text = delta.has("partial_json") ? delta.path("partial_json") : delta.path("text");
        if (text.isString()) {
          answer.append(text.stringValue());
        }
      }
      case "message_delta" -> {
        answer.completionTokens(part.at("/usage/output_tokens"));
        JsonNode reason = part.at("/delta/stop_reason");
        if (reason.isString()) {
          if (reason.stringValue().equals("refusal")) {
            throw new BackendException(Kind.REFUSED, "the model refuses to answer");
          }
          boolean length = reason.stringValue().equals("max_tokens");
          answer.finish(length ? Answer.Finish.LENGTH : Answer.Finish.STOP);
        }
      }
      default -> {
        // ping, message_stop, beginnings and ends of blocks: nothing that is needed.
      }
    }
  }
}
