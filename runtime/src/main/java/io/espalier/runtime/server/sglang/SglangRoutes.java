package io.espalier.runtime.server.sglang;

import io.espalier.runtime.sampling.SamplingParameters;
import io.espalier.runtime.scheduler.SchedulerStatistics;
import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.SequenceOptions;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.PieceListener;
import io.espalier.runtime.server.generation.TextRequest;
import io.espalier.runtime.server.request.Call;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.Handler;
import io.espalier.runtime.server.request.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The routes of SGLang's dialect. `/flush_cache` forgets what is cached for the tenant that asks,
/// not for others, and does so while requests run.
public final class SglangRoutes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Duration HEALTH_TIME = Duration.ofSeconds(20);

  private SglangRoutes() {}

  /// Returns the routes.
  public static List<Route> of(ModelService model) {
    var running = new RunningRequests();
    Handler generate = call -> new GenerateHandler(model.charging(call), running).handle(call);
    Handler info = call -> call.json(200, modelInfo(model));
    Handler server = call -> call.json(200, serverInfo(model));
    return List.of(
        Route.work("POST", "/generate", generate),
        Route.work("PUT", "/generate", generate),
        Route.quick("GET", "/get_model_info", info),
        Route.quick("GET", "/model_info", info),
        Route.quick("GET", "/server_info", server),
        Route.quick("GET", "/get_server_info", server),
        Route.work("GET", "/health_generate", call -> health(call, model)),
        Route.quick("GET", "/flush_cache", call -> flush(call, model)),
        Route.quick("POST", "/flush_cache", call -> flush(call, model)),
        Route.quick("POST", "/abort_request", call -> abort(call, running)));
  }

  private static ObjectNode modelInfo(ModelService model) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("model_path", model.name())
            .put("tokenizer_path", model.name())
            .put("is_generation", true);
    node.putNull("preferred_sampling_params");
    node.put("weight_version", "default");
    node.put("has_image_understanding", false).put("has_audio_understanding", false);
    node.put("model_type", model.engine().backend().model().architecture());
    node.set(
        "architectures", NODES.arrayNode().add(model.engine().backend().model().architecture()));
    return node;
  }

  private static ObjectNode serverInfo(ModelService model) {
    SchedulerStatistics now = model.engine().backend().statistics();
    return NODES
        .objectNode()
        .put("model_path", model.name())
        .put("served_model_name", model.name())
        .put("context_length", model.engine().contextLength())
        .put("page_size", 16)
        .put("max_total_num_tokens", 16L * now.pages())
        .put("num_running_reqs", now.running())
        .put("num_waiting_reqs", now.waiting())
        .put("version", "espalier");
  }

  /// Generates one token, so that what answers is the model and not the door.
  private static void health(Call call, ModelService model) {
    var options =
        SequenceOptions.DEFAULT
            .withLabel("health")
            .withNamespace("health")
            .withPriority(1000)
            .withDeadline(Instant.now().plus(HEALTH_TIME));
    var request =
        new TextRequest(
            1, 0, SamplingParameters.GREEDY, Optional.empty(), List.of(), Set.of(), true, -1);
    try (Sequence sequence = model.engine().open(model.engine().encodeText("0"), options)) {
      model.engine().generate(sequence, request, PieceListener.NONE);
    }
    call.exchange().send(200, "text/plain", "", Map.of());
  }

  private static void flush(Call call, ModelService model) {
    model.namespaces().flush(call.tenant());
    call.exchange().send(200, "text/plain; charset=utf-8", "Cache flushed.\n", Map.of());
  }

  private static void abort(Call call, RunningRequests running) {
    Fields fields = call.fields();
    Optional<String> id = fields.text("rid");
    if (fields.flag("abort_all", false)) {
      running.abortAll(call.tenant());
    }
    id.ifPresent(name -> running.abort(call.tenant(), name));
    fields.refuseOthers();
    call.json(200, NODES.objectNode().put("success", true));
  }
}
