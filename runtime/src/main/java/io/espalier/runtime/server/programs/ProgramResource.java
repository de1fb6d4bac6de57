package io.espalier.runtime.server.programs;

import io.espalier.compiler.ir.IrJson;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.runtime.interpreter.Tool;
import io.espalier.runtime.server.http.ResponseStream;
import io.espalier.runtime.server.programs.EventLog.Event;
import io.espalier.runtime.server.programs.ProgramService.Submission;
import io.espalier.runtime.server.request.Call;
import io.espalier.runtime.server.request.Events;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.JsonBody;
import io.espalier.runtime.server.request.RequestException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The requests about programs.
final class ProgramResource {
  private static final int MAX_KEY = 255;
  private static final Duration CANCEL_TIME = Duration.ofSeconds(5);

  private final ProgramService service;

  ProgramResource(ProgramService service) {
    this.service = service;
  }

  /// `POST /v1/programs`.
  void submit(Call call) throws Exception {
    Optional<SubmittedRun> known =
        service.registry().known(call.tenant(), key(call), call.request().body());
    SubmittedRun run = known.isPresent() ? known.get() : start(call);
    var headers = Map.of("Location", "/v1/programs/" + run.id(), "X-Program-Id", run.id());
    if (call.wantsEvents()) {
      follow(call, run, headers, true);
    } else {
      call.exchange()
          .send(known.isPresent() ? 200 : 201, "application/json", run.json().toString(), headers);
    }
  }

  private SubmittedRun start(Call call) {
    Fields fields = call.fields();
    Map<String, Tool> tools = service.tools();
    IrProgram program;
    String name = ProgramService.SUBMITTED;
    boolean source = fields.has("source");
    boolean ir = fields.has("ir");
    if ((source ? 1 : 0) + (ir ? 1 : 0) + (fields.has("name") ? 1 : 0) != 1) {
      throw RequestException.parameter("source", "give exactly one of source, ir and name");
    }
    JsonNode irNode = fields.node("ir");
    if (source) {
      program = ProgramTexts.compile(fields.requiredText("source")).programOrThrow();
    } else if (irNode != null) {
      program = IrJson.read(irNode);
    } else {
      ServedProgram served = service.served(fields.requiredText("name"));
      program = served.program();
      name = served.name();
      tools = served.tools();
    }
    JsonNode arguments = fields.node("args");
    if (arguments != null && !arguments.isObject()) {
      throw RequestException.parameter("args", "must be an object of arguments by name");
    }
    var submission =
        new Submission(
            name,
            program,
            fields.text("prompt").orElse(""),
            arguments instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode(),
            fields.whole("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE),
            service.runLimits(fields.object("limits")),
            service
                .namespaces()
                .of(call.tenant(), fields.text("cache_salt").orElse(call.saltHeader())),
            (int) fields.whole("priority", 0, -1000, 1000),
            tools,
            key(call));
    fields.refuseOthers();
    return service.submit(call, submission);
  }

  private static String key(Call call) {
    String key = call.request().header("idempotency-key");
    if (key.length() > MAX_KEY) {
      throw RequestException.of(
          400,
          "invalid_value",
          "Idempotency-Key has %d characters; at most %d".formatted(key.length(), MAX_KEY));
    }
    return key;
  }

  /// `GET /v1/programs/{id}`.
  void show(Call call) throws InterruptedException {
    SubmittedRun run = run(call);
    if (call.wantsEvents()) {
      follow(call, run, Map.of(), false);
    } else {
      call.json(200, run.json());
    }
  }

  /// `DELETE /v1/programs/{id}`: answers when every branch has ended.
  void cancel(Call call) throws InterruptedException {
    SubmittedRun run = run(call);
    if (!run.isEnded()) {
      run.cancel();
      boolean _ = run.awaitEnd(CANCEL_TIME);
    }
    call.json(200, run.json());
  }

  private SubmittedRun run(Call call) {
    return service.registry().get(call.tenant(), call.path().getOrDefault("id", ""));
  }

  /// `POST /run/{file}/{prompt}`, or without a prompt the file's last: the body is the arguments.
  void runServed(Call call) throws Exception {
    ServedProgram served = service.served(call.path().getOrDefault("file", ""));
    byte[] body = call.request().body();
    var arguments =
        body.length == 0 ? JsonNodeFactory.instance.objectNode() : JsonBody.readObject(body);
    String prompt = call.path().getOrDefault("prompt", "");
    if (!prompt.isEmpty() && served.program().prompt(prompt).isEmpty()) {
      throw RequestException.of(
          404, "prompt_not_found", "%s has no prompt '%s'".formatted(served.name(), prompt));
    }
    SubmittedRun run =
        service.submit(
            call,
            new Submission(
                served.name(),
                served.program(),
                prompt,
                (ObjectNode) arguments,
                seed(call),
                service.runLimits(Optional.empty()),
                service.namespaces().of(call.tenant(), call.saltHeader()),
                0,
                served.tools(),
                ""));
    if (call.wantsEvents()) {
      follow(call, run, Map.of("X-Program-Id", run.id()), true);
      return;
    }
    try {
      call.json(200, run.await());
    } finally {
      run.cancel();
    }
  }

  private static long seed(Call call) {
    String seed = call.request().query().getOrDefault("seed", "0");
    try {
      return Long.parseLong(seed);
    } catch (NumberFormatException _) {
      throw RequestException.parameter("seed", "must be a whole number, not '%s'".formatted(seed));
    }
  }

  /// Sends a run's events from where the client says it stopped.
  ///
  /// @param owns whether the run ends when the client goes
  private static void follow(Call call, SubmittedRun run, Map<String, String> headers, boolean owns)
      throws InterruptedException {
    int next = from(call);
    ResponseStream stream = call.exchange().stream(200, Events.TYPE, headers);
    boolean whole = false;
    try {
      Optional<Event> event = run.log().await(next);
      while (event.isPresent()) {
        stream.write(Events.named(event.get().name(), next, event.get().data()));
        next++;
        event = run.log().await(next);
      }
      whole = true;
    } finally {
      if (owns && !whole) {
        run.cancel();
      }
    }
  }

  private static int from(Call call) {
    String last = call.request().header("last-event-id");
    try {
      return last.isEmpty() ? 0 : Math.max(0, Math.addExact(Integer.parseInt(last), 1));
    } catch (NumberFormatException | ArithmeticException _) {
      return 0;
    }
  }
}
