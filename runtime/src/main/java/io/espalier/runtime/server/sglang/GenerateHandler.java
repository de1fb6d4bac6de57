package io.espalier.runtime.server.sglang;

import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.SequenceOptions;
import io.espalier.runtime.scheduler.TopLogprobs;
import io.espalier.runtime.server.generation.Fan;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.PieceListener;
import io.espalier.runtime.server.generation.TextRequest;
import io.espalier.runtime.server.generation.TextResult;
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

  private List<TextResult> results(
      GenerateBody body, SequenceOptions options, List<PieceListener> listeners) throws Exception {
    var tasks = new ArrayList<Callable<TextResult>>();
    for (int i = 0; i < listeners.size(); i++) {
      int[] prompt = body.prompts().get(i / body.count());
      TextRequest request =
          body.request()
              .forCompletion(i % body.count())
              .withMaxTokens(model.maxTokens(body.request().maxTokens(), prompt.length));
      PieceListener listener = listeners.get(i);
      tasks.add(() -> {
        try (Sequence sequence = model.engine().open(prompt, options)) {
          return model.engine().generate(sequence, request, listener);
        }
      });
    }
    List<TextResult> results = Fan.run(tasks);
    results.forEach(
        result -> model.metrics().tokens(result.usage().prompt(), result.usage().completion()));
    return results;
  }

  private void whole(Call call, GenerateBody body, SequenceOptions options) throws Exception {
    long start = System.nanoTime();
    var listeners = new ArrayList<PieceListener>();
    for (int i = 0; i < body.prompts().size() * body.count(); i++) {
      TokenClock clock = model.metrics().clock();
      listeners.add((_, _, _) -> clock.token());
    }
    List<TextResult> results = results(body, options, listeners);
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
    List<TextResult> results = results(body, options, listeners);
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

  private ObjectNode json(GenerateBody body, TextResult result, int index, long start) {
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
      ArrayNode tokens = NODES.arrayNode();
      ArrayNode tops = NODES.arrayNode();
      for (int i = 0; i < result.tokens().length; i++) {
        tokens.add(entry(result.logprobs()[i], result.tokens()[i]));
        ArrayNode list = NODES.arrayNode();
        if (i < result.top().size()) {
          TopLogprobs top = result.top().get(i);
          for (int j = 0; j < top.tokens().size(); j++) {
            list.add(entry(top.logprobs().get(j), top.tokens().get(j)));
          }
        }
        tops.add(list);
      }
      meta.set("output_token_logprobs", tokens);
      meta.set("output_top_logprobs", tops);
      meta.set("input_token_logprobs", NODES.arrayNode());
    }
    node.set("meta_info", meta);
    return node;
  }

  /// A token as SGLang lists it: log-probability, id, text. A forced token is certain: 0.
  private ArrayNode entry(double logprob, int token) {
    return NODES
        .arrayNode()
        .add(Double.isNaN(logprob) ? 0 : Math.max(logprob, -1e4))
        .add(token)
        .add(model.engine().decode(new int[] {token}));
  }
}
