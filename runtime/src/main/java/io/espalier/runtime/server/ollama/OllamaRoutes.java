package io.espalier.runtime.server.ollama;

import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.Route;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The routes of Ollama's dialect.
public final class OllamaRoutes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OllamaRoutes() {}

  /// Returns the routes.
  public static List<Route> of(ModelService model) {
    return List.of(
        Route.quick(
            "GET",
            "/api/tags",
            call -> {
              ObjectNode entry =
                  NODES
                      .objectNode()
                      .put("name", model.name() + ":latest")
                      .put("model", model.name() + ":latest")
                      .put("modified_at", model.started().toString())
                      .put("size", model.engine().backend().model().weightBytes());
              entry.set("details", details(model));
              call.json(200, NODES.objectNode().set("models", NODES.arrayNode().add(entry)));
            }),
        Route.quick(
            "POST",
            "/api/show",
            call -> {
              Fields fields = call.fields();
              if (fields.has("name")) {
                fields.ignore("name");
              }
              model.checkModel(fields);
              ObjectNode body = NODES.objectNode().put("modelfile", "");
              body.put("template", model.engine().tokenizer().chatTemplate().orElse(""));
              body.set("details", details(model));
              body.set(
                  "model_info",
                  NODES
                      .objectNode()
                      .put("general.architecture", model.engine().backend().model().architecture())
                      .put("general.context_length", model.engine().contextLength()));
              body.set("capabilities", NODES.arrayNode().add("completion"));
              call.json(200, body);
            }),
        Route.work(
            "POST",
            "/api/chat",
            call -> new OllamaHandler(model.charging(call), true).handle(call)),
        Route.work(
            "POST",
            "/api/generate",
            call -> new OllamaHandler(model.charging(call), false).handle(call)));
  }

  private static ObjectNode details(ModelService model) {
    ModelDescription description = model.engine().backend().model();
    return NODES
        .objectNode()
        .put("family", description.architecture())
        .put("parameter_size", "%.1fM".formatted(description.parameters() / 1e6))
        .put("quantization_level", description.format());
  }
}
