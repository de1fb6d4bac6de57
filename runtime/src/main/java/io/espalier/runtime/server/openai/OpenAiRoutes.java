package io.espalier.runtime.server.openai;

import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.request.RequestException;
import io.espalier.runtime.server.request.Route;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The routes of OpenAI's dialect.
public final class OpenAiRoutes {
  private OpenAiRoutes() {}

  /// Returns the routes.
  public static List<Route> of(ModelService model) {
    var store = new ResponseStore();
    var responses = new ResponsesHandler(model, store);
    return List.of(
        Route.quick(
            "GET",
            "/v1/models",
            call -> {
              ObjectNode body = OpenAiJson.NODES.objectNode().put("object", "list");
              body.set("data", OpenAiJson.NODES.arrayNode().add(describe(model)));
              call.json(200, body);
            }),
        Route.quick(
            "GET",
            "/v1/models/{id}",
            call -> {
              String id = call.path().get("id");
              if (!model.name().equals(id)) {
                throw RequestException.of(
                    404,
                    "model_not_found",
                    "there is no model '%s'; this server has '%s'".formatted(id, model.name()));
              }
              call.json(200, describe(model));
            }),
        Route.work(
            "POST",
            "/v1/chat/completions",
            call -> new ChatHandler(model.charging(call)).handle(call)),
        Route.work(
            "POST",
            "/v1/completions",
            call -> new CompletionHandler(model.charging(call)).handle(call)),
        Route.work(
            "POST",
            "/v1/responses",
            call -> new ResponsesHandler(model.charging(call), store).handle(call)),
        Route.quick("GET", "/v1/responses/{id}", responses::show),
        Route.quick("GET", "/v1/responses/{id}/input_items", responses::showInput),
        Route.quick("POST", "/v1/responses/{id}/cancel", responses::cancel),
        Route.quick("DELETE", "/v1/responses/{id}", responses::delete));
  }

  private static ObjectNode describe(ModelService model) {
    return OpenAiJson.NODES
        .objectNode()
        .put("id", model.name())
        .put("object", "model")
        .put("created", model.started().getEpochSecond())
        .put("owned_by", "espalier")
        .put("max_model_len", model.engine().contextLength());
  }
}
