package io.espalier.runtime.server.openai;

import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.SequenceOptions;
import io.espalier.runtime.server.generation.Fan;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.PieceListener;
import io.espalier.runtime.server.generation.PromptScores;
import io.espalier.runtime.server.generation.Prompts;
import io.espalier.runtime.server.generation.TextEngine;
import io.espalier.runtime.server.generation.TextRequest;
import io.espalier.runtime.server.generation.TextResult;
import io.espalier.runtime.server.generation.TokenUsage;
import io.espalier.runtime.server.http.ResponseStream;
import io.espalier.runtime.server.metrics.TokenClock;
import io.espalier.runtime.server.request.Call;
import io.espalier.runtime.server.request.Events;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.Handler;
import io.espalier.runtime.server.request.RequestException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/completions`.
final class CompletionHandler implements Handler {
  private static final int MOST_ALTERNATIVES = 20;
  private static final int DEFAULT_TOKENS = 16;

  private final ModelService model;

  CompletionHandler(ModelService model) {
    this.model = model;
  }

  private record Asked(
      List<int[]> prompts,
      int count,
      TextRequest request,
      boolean echo,
      boolean stream,
      boolean usage) {
    /// Whether nothing is to be generated, only the prompt read back.
    boolean readsOnly() {
      return request.maxTokens() == 0;
    }
  }

  /// A prompt's completion, with the prompt's own log-probabilities where they are asked for.
  private record Completed(TextResult result, PromptScores scores) {}

  @Override
  public void handle(Call call) throws Exception {
    Fields fields = call.fields();
    model.checkModel(fields);
    SequenceOptions options = model.sequenceOptions(call, fields, "cache_salt");
    Asked asked = read(fields);
    String id = ModelService.id("cmpl-");
    long created = Instant.now().getEpochSecond();
    if (asked.stream()) {
      stream(call, asked, options, id, created);
    } else {
      whole(call, asked, options, id, created);
    }
  }

  private Asked read(Fields fields) {
    List<int[]> prompts =
        Prompts.read(fields, "prompt", model.engine(), model.limits().completions());
    int count =
        (int) fields.whole("n", 1, 1, Math.max(1, model.limits().completions() / prompts.size()));
    int logprobs = (int) fields.whole("logprobs", -1, 0, MOST_ALTERNATIVES);
    boolean stream = fields.flag("stream", false);
    boolean usage =
        fields
            .object("stream_options")
            .map(options -> {
              options.ignore("include_obfuscation", "continuous_usage_stats");
              return options.flag("include_usage", false);
            })
            .orElse(false);
    boolean echo = fields.flag("echo", false);
    int least = echo ? 0 : 1;
    int most = (int) fields.whole("max_tokens", DEFAULT_TOKENS, least, model.limits().tokens());
    TextRequest request = CommonFields.read(fields, model, most, logprobs);
    if (fields.whole("best_of", count, 1, 1000) != count) {
      throw RequestException.unsupported(fields.at("best_of"), "must equal 'n' here");
    }
    if (fields.flag("use_beam_search", false)) {
      throw RequestException.unsupported(fields.at("use_beam_search"), "is not supported");
    }
    if (!fields.text("suffix").orElse("").isEmpty()) {
      throw RequestException.unsupported(fields.at("suffix"), "is not supported");
    }
    fields.refuseOthers();
    return new Asked(prompts, count, request, echo, stream, usage);
  }

  /// Generates every completion; the prompts of a batch and the completions of a prompt run at a
  /// time.
  private List<Completed> results(
      Asked asked, SequenceOptions options, List<PieceListener> listeners) throws Exception {
    var tasks = new ArrayList<Callable<Completed>>();
    for (int i = 0; i < asked.prompts().size() * asked.count(); i++) {
      int[] prompt = asked.prompts().get(i / asked.count());
      TextRequest request = asked.request().forCompletion(i % asked.count());
      PieceListener listener = listeners.get(i);
      tasks.add(() -> completed(asked, prompt, request, options, listener));
    }
    List<Completed> results = Fan.run(tasks);
    TokenUsage usage = usage(asked, results);
    model.metrics().tokens(usage.prompt(), usage.completion());
    return results;
  }

  private Completed completed(
      Asked asked,
      int[] prompt,
      TextRequest request,
      SequenceOptions options,
      PieceListener listener) {
    TextEngine engine = model.engine();
    PromptScores scores =
        asked.echo() && request.logprobs() >= 0
            ? PromptScores.of(engine, prompt, 0, request.logprobs(), options)
            : PromptScores.NONE;
    if (asked.readsOnly()) {
      return new Completed(TextResult.nothing(prompt.length), scores);
    }
    TextRequest bounded =
        request.withMaxTokens(model.maxTokens(request.maxTokens(), prompt.length));
    try (Sequence sequence = engine.open(prompt, options)) {
      return new Completed(engine.generate(sequence, bounded, listener), scores);
    }
  }

  private static TokenUsage usage(Asked asked, List<Completed> results) {
    TokenUsage usage = TokenUsage.NONE;
    for (int i = 0; i < results.size(); i += asked.count()) {
      TokenUsage prompt = TokenUsage.NONE;
      for (Completed completed : results.subList(i, i + asked.count())) {
        prompt = prompt.plusCompletion(completed.result().usage());
      }
      usage = usage.plus(prompt);
    }
    return usage;
  }

  private void whole(Call call, Asked asked, SequenceOptions options, String id, long created)
      throws Exception {
    var listeners = new ArrayList<PieceListener>();
    for (int i = 0; i < asked.prompts().size() * asked.count(); i++) {
      TokenClock clock = model.metrics().clock();
      listeners.add((_, _, _) -> clock.token());
    }
    List<Completed> results = results(asked, options, listeners);
    ArrayNode choices = OpenAiJson.NODES.arrayNode();
    for (int i = 0; i < results.size(); i++) {
      TextResult result = results.get(i).result();
      choices.add(
          choice(
              i,
              echoed(asked, i) + result.text(),
              logprobs(asked, i, results.get(i)),
              OpenAiJson.finishReason(result)));
    }
    ObjectNode body = OpenAiJson.head(id, "text_completion", model.name(), created);
    body.set("choices", choices);
    body.set("usage", OpenAiJson.usage(usage(asked, results)));
    call.json(200, body);
  }

  /// Returns the prompt's text, where it is to be repeated.
  private String echoed(Asked asked, int index) {
    return asked.echo() ? model.engine().decode(asked.prompts().get(index / asked.count())) : "";
  }

  private JsonNode logprobs(Asked asked, int index, Completed completed) {
    if (asked.request().logprobs() < 0) {
      return OpenAiJson.NODES.nullNode();
    }
    var list = new TextLogprobs(model.engine().tokenizer());
    if (asked.echo()) {
      list.addPrompt(asked.prompts().get(index / asked.count()), completed.scores());
    }
    return list.add(completed.result()).json();
  }

  private static ObjectNode choice(
      int index, String text, JsonNode logprobs, @org.jspecify.annotations.Nullable String reason) {
    ObjectNode choice = OpenAiJson.NODES.objectNode().put("index", index).put("text", text);
    choice.set("logprobs", logprobs);
    return reason == null ? choice.putNull("finish_reason") : choice.put("finish_reason", reason);
  }

  private void stream(Call call, Asked asked, SequenceOptions options, String id, long created)
      throws Exception {
    ResponseStream stream = call.exchange().stream(200, Events.TYPE, Map.of());
    boolean late = asked.request().logprobs() >= 0;
    var listeners = new ArrayList<PieceListener>();
    for (int i = 0; i < asked.prompts().size() * asked.count(); i++) {
      int index = i;
      TokenClock clock = model.metrics().clock();
      if (asked.echo() && !late) {
        stream.write(
            chunk(
                id,
                created,
                choice(index, echoed(asked, index), OpenAiJson.NODES.nullNode(), null)));
      }
      listeners.add((text, _, _) -> {
        clock.token();
        if (!late && !text.isEmpty()) {
          stream.write(chunk(id, created, choice(index, text, OpenAiJson.NODES.nullNode(), null)));
        }
      });
    }
    List<Completed> results = results(asked, options, listeners);
    for (int i = 0; i < results.size(); i++) {
      TextResult result = results.get(i).result();
      stream.write(
          chunk(
              id,
              created,
              choice(
                  i,
                  late ? echoed(asked, i) + result.text() : "",
                  logprobs(asked, i, results.get(i)),
                  OpenAiJson.finishReason(result))));
    }
    if (asked.usage()) {
      ObjectNode last = OpenAiJson.head(id, "text_completion", model.name(), created);
      last.set("choices", OpenAiJson.NODES.arrayNode());
      last.set("usage", OpenAiJson.usage(usage(asked, results)));
      stream.write(Events.data(last));
    }
    stream.write("data: [DONE]\n\n");
  }

  private String chunk(String id, long created, ObjectNode choice) {
    ObjectNode node = OpenAiJson.head(id, "text_completion", model.name(), created);
    node.set("choices", OpenAiJson.NODES.arrayNode().add(choice));
    return Events.data(node);
  }
}
