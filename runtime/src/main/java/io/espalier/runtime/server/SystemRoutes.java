package io.espalier.runtime.server;

import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.TextEngine;
import io.espalier.runtime.server.http.HttpTransport;
import io.espalier.runtime.server.metrics.EngineSnapshot;
import io.espalier.runtime.server.metrics.Metrics;
import io.espalier.runtime.server.request.Call;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.RequestException;
import io.espalier.runtime.server.request.Route;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Health, metrics and the tokenizer.
final class SystemRoutes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private SystemRoutes() {}

  static List<Route> of(
      ModelService model, Supplier<Gateway> gateway, Supplier<HttpTransport> transport) {
    return List.of(
        new Route("GET", "/health", Route.Access.OPEN, call -> health(call, gateway.get())),
        Route.quick(
            "GET",
            "/metrics",
            call ->
                call.exchange()
                    .send(
                        200,
                        Metrics.TYPE,
                        model
                            .metrics()
                            .write(
                                new EngineSnapshot(
                                    model.engine().backend().statistics(),
                                    model.engine().backend().constraintStatistics(),
                                    gateway.get().serving(),
                                    transport.get().connections())),
                        Map.of())),
        Route.quick("POST", "/tokenize", call -> tokenize(call, model.engine())),
        Route.quick("POST", "/v1/tokenize", call -> tokenize(call, model.engine())),
        Route.quick("POST", "/detokenize", call -> detokenize(call, model.engine())),
        Route.quick("POST", "/v1/detokenize", call -> detokenize(call, model.engine())));
  }

  private static void health(Call call, Gateway gateway) {
    boolean draining = gateway.isDraining();
    call.json(draining ? 503 : 200, NODES.objectNode().put("status", draining ? "draining" : "ok"));
  }

  private static void tokenize(Call call, TextEngine engine) {
    Fields fields = call.fields();
    fields.ignore("model");
    String text =
        fields
            .text("prompt")
            .or(() -> fields.text("text"))
            .orElseThrow(
                () -> RequestException.parameter("prompt", "is missing; it must be a string"));
    boolean special = fields.flag("add_special_tokens", true);
    fields.refuseOthers();
    int[] tokens = special ? engine.encodeText(text) : engine.tokenizer().encode(text);
    ArrayNode list = NODES.arrayNode();
    Arrays.stream(tokens).forEach(list::add);
    ObjectNode body = NODES.objectNode();
    body.set("tokens", list);
    body.put("count", tokens.length).put("max_model_len", engine.contextLength());
    call.json(200, body);
  }

  private static void detokenize(Call call, TextEngine engine) {
    Fields fields = call.fields();
    fields.ignore("model");
    List<Integer> tokens =
        fields.wholes("tokens", 1 << 20, 0, engine.tokenizer().vocabularySize() - 1);
    fields.refuseOthers();
    int[] ids = tokens.stream().mapToInt(Integer::intValue).toArray();
    String text = engine.tokenizer().decodeWithSpecial(ids);
    call.json(200, NODES.objectNode().put("prompt", text).put("text", text));
  }
}
