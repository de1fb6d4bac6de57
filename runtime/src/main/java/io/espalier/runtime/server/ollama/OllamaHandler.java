package io.espalier.runtime.server.ollama;

import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.dsl.Role;
import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.server.generation.Message;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.PieceListener;
import io.espalier.runtime.server.generation.SamplingFields;
import io.espalier.runtime.server.generation.TextRequest;
import io.espalier.runtime.server.generation.TextResult;
import io.espalier.runtime.server.http.ResponseStream;
import io.espalier.runtime.server.metrics.TokenClock;
import io.espalier.runtime.server.request.Call;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.Handler;
import io.espalier.runtime.server.request.RequestException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/chat` and `POST /api/generate`.
final class OllamaHandler implements Handler {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final double TEMPERATURE = 0.8;

  private final ModelService model;
  private final boolean chat;

  OllamaHandler(ModelService model, boolean chat) {
    this.model = model;
    this.chat = chat;
  }

  @Override
  public void handle(Call call) throws Exception {
    long start = System.nanoTime();
    Fields fields = call.fields();
    model.checkModel(fields);
    var options = model.sequenceOptions(call, fields, "cache_salt");
    int[] prompt = prompt(fields);
    boolean stream = fields.flag("stream", true);
    TextRequest request = request(fields, prompt.length);
    fields.ignore("keep_alive");
    fields.refuseOthers();
    TokenClock clock = model.metrics().clock();
    try (Sequence sequence = model.engine().open(prompt, options)) {
      if (!stream) {
        TextResult result = model.engine().generate(sequence, request, (_, _, _) -> clock.token());
        call.json(200, last(result, result.text(), start));
        return;
      }
      ResponseStream lines = call.exchange().stream(200, "application/x-ndjson", Map.of());
      PieceListener listener =
          (text, _, _) -> {
            clock.token();
            if (!text.isEmpty()) {
              lines.write(piece(text).put("done", false) + "\n");
            }
          };
      TextResult result = model.engine().generate(sequence, request, listener);
      lines.write(last(result, "", start) + "\n");
    }
  }

  private int[] prompt(Fields fields) {
    var messages = new ArrayList<Message>();
    if (chat) {
      int index = 0;
      for (JsonNode node : fields.list("messages", model.limits().messages())) {
        Fields message = Fields.of(node, fields.at("messages/" + index++));
        messages.add(new Message(role(message), message.text("content").orElse("")));
        message.refuseOthers();
      }
      if (messages.isEmpty()) {
        throw RequestException.parameter("messages", "must have at least one message");
      }
      return model.engine().encodeChat(messages, false);
    }
    String text = fields.text("prompt").orElse("");
    if (fields.flag("raw", false)) {
      int[] tokens = model.engine().encodeText(text);
      if (tokens.length == 0) {
        throw RequestException.parameter("prompt", "must not be empty");
      }
      return tokens;
    }
    fields.text("system").ifPresent(system -> messages.add(new Message(Role.SYSTEM, system)));
    messages.add(new Message(Role.USER, text));
    return model.engine().encodeChat(messages, false);
  }

  private static Role role(Fields message) {
    String role = message.requiredText("role");
    return switch (role) {
      case "system" -> Role.SYSTEM;
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "tool" -> Role.TOOL;
      default ->
          throw RequestException.parameter(
              message.at("role"),
              "must be system, user, assistant or tool, not '%s'".formatted(role));
    };
  }

  private TextRequest request(Fields fields, int promptTokens) {
    Fields options =
        fields.object("options").orElseGet(() -> Fields.of(NODES.objectNode(), "options"));
    var sampling = SamplingFields.read(options, TEMPERATURE, "seed", model.engine().tokenizer());
    long asked = options.whole("num_predict", -1, -2, model.limits().tokens());
    List<String> stops = options.texts("stop", model.limits().stops());
    // How Ollama loads a model; this one is loaded.
    options.ignore("num_ctx", "num_batch", "num_gpu", "num_thread", "num_keep", "use_mmap");
    options.refuseOthers();
    if (stops.contains("")) {
      throw RequestException.parameter(options.at("stop"), "must not be empty");
    }
    return new TextRequest(
        model.maxTokens(Math.max(0, asked), promptTokens),
        0,
        sampling,
        format(fields),
        stops,
        Set.of(),
        false,
        -1);
  }

  private static Optional<ConstraintSource> format(Fields fields) {
    JsonNode format = fields.node("format");
    if (format == null || (format.isString() && format.stringValue().isEmpty())) {
      return Optional.empty();
    }
    boolean json = format.isString() && format.stringValue().equals("json");
    if (!json && !format.isObject()) {
      throw RequestException.parameter("format", "must be \"json\" or a JSON schema");
    }
    JsonNode schema = json ? NODES.objectNode().put("type", "object") : format;
    return Optional.of(new ConstraintSource.JsonSchema(schema, JsonOptions.GENERATION));
  }

  private ObjectNode piece(String text) {
    ObjectNode node =
        NODES.objectNode().put("model", model.name()).put("created_at", Instant.now().toString());
    if (chat) {
      node.set("message", NODES.objectNode().put("role", "assistant").put("content", text));
      return node;
    }
    return node.put("response", text);
  }

  private ObjectNode last(TextResult result, String text, long start) {
    model.metrics().tokens(result.usage().prompt(), result.usage().completion());
    return piece(text)
        .put("done", true)
        .put("done_reason", result.isCut() ? "length" : "stop")
        .put("total_duration", System.nanoTime() - start)
        .put("prompt_eval_count", result.usage().prompt())
        .put("eval_count", result.usage().completion());
  }
}
