package io.espalier.runtime.server.sglang;

import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.SequenceOptions;
import io.espalier.runtime.server.generation.Fan;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.PieceListener;
import io.espalier.runtime.server.generation.PromptScores;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `POST /generate`. A stream's pieces hold the whole text so far, as SGLang's do.
final class GenerateHandler implements Handler {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ModelService model;
  private final RunningRequests running;

  GenerateHandler(ModelService model, RunningRequests running) {
    this.model = model;
    this.running = running;
  }

  @Override
  public void handle(Call call) throws Exception {
    Fields fields = call.fields();
    SequenceOptions options = model.sequenceOptions(call, fields, "extra_key");
    GenerateBody body = GenerateBody.read(fields, model);
    running.begin(call.tenant(), body.id());
    try {
      if (body.stream()) {
        stream(call, body, options);
      } else {
        whole(call, body, options);
      }
    } finally {
      running.end(call.tenant(), body.id());
    }
  }

  /// A prompt's completion, with the prompt's own log-probabilities where they are asked for.
  private record Generated(TextResult result, PromptScores scores) {}

  private List<Generated> results(
      GenerateBody body, SequenceOptions options, List<PieceListener> listeners) throws Exception {
    var tasks = new ArrayList<Callable<Generated>>();
    for (int i = 0; i < listeners.size(); i++) {
      int[] prompt = body.prompts().get(i / body.count());
      TextRequest request = body.request().forCompletion(i % body.count());
      PieceListener listener = listeners.get(i);
      tasks.add(() -> generated(body, prompt, request, options, listener));
    }
    List<Generated> results = Fan.run(tasks);
    results.forEach(generated -> {
      TokenUsage usage = generated.result().usage();
      model.metrics().tokens(usage.prompt(), usage.completion());
    });
    return results;
  }

  private Generated generated(
      GenerateBody body,
      int[] prompt,
      TextRequest request,
      SequenceOptions options,
      PieceListener listener) {
    TextEngine engine = model.engine();
    PromptScores scores =
        body.promptStart() < 0
            ? PromptScores.NONE
            : PromptScores.of(
                engine, prompt, body.promptStart(), Math.max(0, request.logprobs()), options);
    if (request.maxTokens() == 0) {
      return new Generated(TextResult.nothing(prompt.length), scores);
    }
    TextRequest bounded =
        request.withMaxTokens(model.maxTokens(request.maxTokens(), prompt.length));
    try (Sequence sequence = engine.open(prompt, options)) {
      return new Generated(engine.generate(sequence, bounded, listener), scores);
    }
  }

  private void whole(Call call, GenerateBody body, SequenceOptions options) throws Exception {
    long start = System.nanoTime();
    var listeners = new ArrayList<PieceListener>();
    for (int i = 0; i < body.prompts().size() * body.count(); i++) {
      TokenClock clock = model.metrics().clock();
      listeners.add((_, _, _) -> clock.token());
    }
    List<Generated> results = results(body, options, listeners);
    ArrayNode all = NODES.arrayNode();
    for (int i = 0; i < results.size(); i++) {
      all.add(json(body, results.get(i), i, start));
    }
    call.json(200, body.batch() || body.count() > 1 ? all : all.get(0));
  }

  private void stream(Call call, GenerateBody body, SequenceOptions options) throws Exception {
    long start = System.nanoTime();
    ResponseStream stream = call.exchange().stream(200, Events.TYPE, Map.of());
    boolean many = body.batch() || body.count() > 1;
    var listeners = new ArrayList<PieceListener>();
    for (int i = 0; i < body.prompts().size() * body.count(); i++) {
      int index = i;
      TokenClock clock = model.metrics().clock();
      var text = new StringBuilder();
      var tokens = new ArrayList<Integer>();
      int prompt = body.prompts().get(i / body.count()).length;
      listeners.add((piece, token, _) -> {
        clock.token();
        text.append(piece);
        if (token >= 0) {
          tokens.add(token);
        }
        if (!piece.isEmpty()) {
          ObjectNode meta = NODES.objectNode().put("id", id(body, index));
          meta.putNull("finish_reason");
          meta.put("prompt_tokens", prompt).put("completion_tokens", tokens.size());
          ObjectNode event = NODES.objectNode().put("text", text.toString());
          ArrayNode ids = NODES.arrayNode();
          tokens.forEach(ids::add);
          event.set("output_ids", ids);
          event.set("meta_info", meta);
          if (many) {
            event.put("index", index);
          }
          stream.write(Events.data(event));
        }
      });
    }
    List<Generated> results = results(body, options, listeners);
    for (int i = 0; i < results.size(); i++) {
      ObjectNode event = json(body, results.get(i), i, start);
      if (many) {
        event.put("index", i);
      }
      stream.write(Events.data(event));
    }
    stream.write("data: [DONE]\n\n");
  }

  private static String id(GenerateBody body, int index) {
    return index == 0 ? body.id() : body.id() + "_" + index;
  }

  private ObjectNode json(GenerateBody body, Generated generated, int index, long start) {
    TextResult result = generated.result();
    String stop = body.untrimmed() ? result.matched().orElse("") : "";
    ObjectNode node = NODES.objectNode().put("text", result.text() + stop);
    ArrayNode ids = NODES.arrayNode();
    for (int token : result.tokens()) {
      ids.add(token);
    }
    node.set("output_ids", ids);
    ObjectNode meta = NODES.objectNode().put("id", id(body, index));
    ObjectNode reason = NODES.objectNode().put("type", result.isCut() ? "length" : "stop");
    if (result.isCut()) {
      reason.put("length", result.tokens().length);
    } else if (result.matched().isPresent()) {
      reason.put("matched", result.matched().get());
    } else if (result.endToken() >= 0) {
      reason.put("matched", result.endToken());
    }
    meta.set("finish_reason", reason);
    meta.put("prompt_tokens", result.usage().prompt())
        .put("completion_tokens", result.usage().completion())
        .put("cached_tokens", result.usage().cached())
        .put("e2e_latency", (System.nanoTime() - start) / 1e9);
    if (body.logprobs()) {
      var list = new TokenLogprobs(model.engine());
      list.addPrompt(meta, body.prompts().get(index / body.count()), generated.scores());
      list.addCompletion(meta, result);
    }
    node.set("meta_info", meta);
    return node;
  }
}
