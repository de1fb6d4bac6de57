package io.espalier.runtime.server.programs;

import io.espalier.compiler.ir.Parameter;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.types.JsonSchemas;
import io.espalier.runtime.server.request.Route;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The OpenAPI 3.1 document of a server: its programs with the types of their arguments and
/// results, the resource of submitted programs, and where the other dialects answer. What those say
/// is described by whoever made them.
final class OpenApi {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OpenApi() {}

  /// @param others routes of other dialects
  static ObjectNode document(List<ServedProgram> programs, List<Route> others) {
    ObjectNode document = NODES.objectNode().put("openapi", "3.1.0");
    document.set(
        "info",
        NODES
            .objectNode()
            .put("title", "Espalier")
            .put("description", "Generation programs as requests.")
            .put("version", "0.1.0"));
    ObjectNode paths = NODES.objectNode();
    for (ServedProgram program : programs) {
      for (Routine prompt : program.program().prompts()) {
        paths.set(
            "/run/%s/%s".formatted(program.name(), prompt.name()),
            NODES.objectNode().set("post", run(program, prompt)));
      }
    }
    ObjectNode all = NODES.objectNode();
    all.set(
        "get",
        operation(
            "listPrograms", "The programs that the server was started with.", "200", object()));
    all.set("post", submit());
    paths.set("/v1/programs", all);
    paths.set("/v1/programs/check", NODES.objectNode().set("post", check()));
    ObjectNode one = NODES.objectNode();
    one.set("parameters", NODES.arrayNode().add(pathParameter("id")));
    one.set("get", operation("showProgram", "What became of a program.", "200", runSchema()));
    one.set(
        "delete",
        operation("cancelProgram", "Cancels a program with all its branches.", "200", runSchema()));
    paths.set("/v1/programs/{id}", one);
    others.forEach(route -> add(paths, route));
    document.set("paths", paths);
    // With a key, or without where the server has none.
    document.set(
        "security",
        NODES
            .arrayNode()
            .add(NODES.objectNode().set("key", NODES.arrayNode()))
            .add(NODES.objectNode()));
    ObjectNode error = object();
    error.set("properties", NODES.objectNode().set("error", object()));
    ObjectNode components = NODES.objectNode();
    components.set("schemas", NODES.objectNode().set("Error", error));
    components.set(
        "securitySchemes",
        NODES
            .objectNode()
            .set("key", NODES.objectNode().put("type", "http").put("scheme", "bearer")));
    document.set("components", components);
    return document;
  }

  /// Lists a route without saying more than that it is there.
  private static void add(ObjectNode paths, Route route) {
    String method = route.method().toLowerCase(Locale.ROOT);
    JsonNode known = paths.get(route.path());
    ObjectNode path = known instanceof ObjectNode object ? object : NODES.objectNode();
    paths.set(route.path(), path);
    if (path.has(method)) {
      return;
    }
    var id = new StringBuilder(method);
    ArrayNode parameters = NODES.arrayNode();
    for (String part : route.path().substring(1).split("[/_]", -1)) {
      String name = part.startsWith("{") ? part.substring(1, part.length() - 1) : part;
      id.append(Character.toUpperCase(name.charAt(0))).append(name, 1, name.length());
      if (part.startsWith("{")) {
        parameters.add(pathParameter(name));
      }
    }
    ObjectNode operation =
        operation(id.toString(), route.method() + " " + route.path(), "200", object());
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    if (route.method().equals("POST") || route.method().equals("PUT")) {
      operation.set("requestBody", body(object()).put("required", false));
    }
    path.set(method, operation);
  }

  /// The schema of a prompt's arguments by name.
  static ObjectNode arguments(Routine prompt) {
    ObjectNode arguments = object();
    ObjectNode properties = NODES.objectNode();
    ArrayNode required = NODES.arrayNode();
    for (Parameter parameter : prompt.parameters()) {
      ObjectNode schema = JsonSchemas.of(parameter.type());
      if (!parameter.description().isEmpty()) {
        schema.put("description", parameter.description());
      }
      properties.set(parameter.name(), schema);
      if (parameter.defaultValue().isEmpty()) {
        required.add(parameter.name());
      }
    }
    arguments.set("properties", properties);
    arguments.set("required", required);
    return arguments.put("additionalProperties", false);
  }

  private static ObjectNode run(ServedProgram program, Routine prompt) {
    ObjectNode result = object();
    ObjectNode members = NODES.objectNode();
    members.set("result", JsonSchemas.of(prompt.result()));
    members.set(
        "failedChecks",
        NODES
            .objectNode()
            .put("type", "array")
            .set("items", NODES.objectNode().put("type", "string")));
    members.set("stats", object());
    result.set("properties", members);
    result.set("required", NODES.arrayNode().add("result").add("stats"));
    ObjectNode operation =
        operation(
            "run_%s_%s".formatted(program.name(), prompt.name().replace('.', '_')),
            prompt.description().isEmpty() ? "Runs " + prompt.name() + "." : prompt.description(),
            "200",
            result);
    operation.set("requestBody", body(arguments(prompt)));
    return operation;
  }

  private static ObjectNode check() {
    ObjectNode properties = NODES.objectNode();
    properties.set("source", described("string", "Text of a program."));
    ObjectNode schema = object();
    schema.set("properties", properties);
    schema.set("required", NODES.arrayNode().add("source"));
    schema.put("additionalProperties", false);
    ObjectNode operation =
        operation("checkProgram", "What is wrong with a text, and its prompts.", "200", object());
    operation.set("requestBody", body(schema));
    return operation;
  }

  private static ObjectNode submit() {
    ObjectNode properties = NODES.objectNode();
    properties.set("source", described("string", "Text of a program."));
    properties.set("ir", described("object", "A compiled program."));
    properties.set("name", described("string", "A program that the server was started with."));
    properties.set("prompt", described("string", "Which prompt; without it the last."));
    properties.set("args", described("object", "Arguments by name."));
    properties.set("seed", described("integer", "Repeats a sampled result."));
    properties.set("priority", described("integer", "Higher runs first."));
    properties.set("cache_salt", described("string", "Shares cached prefixes only with its like."));
    ObjectNode limits = object();
    ObjectNode each = NODES.objectNode();
    for (String name : new String[] {"tokens", "branches", "seconds"}) {
      each.set(name, NODES.objectNode().put("type", "integer").put("minimum", 1));
    }
    limits.set("properties", each);
    limits.put("additionalProperties", false);
    properties.set("limits", limits);
    ObjectNode schema = object();
    schema.set("properties", properties);
    schema.put("additionalProperties", false);
    ObjectNode operation = operation("submitProgram", "Starts a program.", "201", runSchema());
    operation.set("requestBody", body(schema));
    return operation;
  }

  private static ObjectNode runSchema() {
    ObjectNode properties = NODES.objectNode();
    properties.set("id", described("string", "Its name."));
    ObjectNode status = described("string", "Where it stands.");
    status.set(
        "enum", NODES.arrayNode().add("running").add("succeeded").add("failed").add("cancelled"));
    properties.set("status", status);
    properties.set("bounds", described("object", "What it can cost at most."));
    ObjectNode schema = object();
    schema.set("properties", properties);
    schema.set("required", NODES.arrayNode().add("id").add("status").add("bounds"));
    return schema;
  }

  private static ObjectNode operation(String id, String summary, String status, ObjectNode schema) {
    ObjectNode operation = NODES.objectNode().put("operationId", id).put("summary", summary);
    ObjectNode responses = NODES.objectNode();
    responses.set(status, response("Done.", schema));
    responses.set(
        "default",
        response(
            "Refused or failed.", NODES.objectNode().put("$ref", "#/components/schemas/Error")));
    operation.set("responses", responses);
    return operation;
  }

  private static ObjectNode response(String description, ObjectNode schema) {
    ObjectNode node = NODES.objectNode().put("description", description);
    node.set("content", content(schema));
    return node;
  }

  private static ObjectNode body(ObjectNode schema) {
    ObjectNode node = NODES.objectNode().put("required", true);
    node.set("content", content(schema));
    return node;
  }

  private static ObjectNode content(ObjectNode schema) {
    ObjectNode media = NODES.objectNode();
    media.set("schema", schema);
    return NODES.objectNode().set("application/json", media);
  }

  private static ObjectNode pathParameter(String name) {
    ObjectNode node = NODES.objectNode().put("name", name).put("in", "path").put("required", true);
    node.set("schema", NODES.objectNode().put("type", "string"));
    return node;
  }

  private static ObjectNode described(String type, String description) {
    return NODES.objectNode().put("type", type).put("description", description);
  }

  private static ObjectNode object() {
    return NODES.objectNode().put("type", "object");
  }
}
