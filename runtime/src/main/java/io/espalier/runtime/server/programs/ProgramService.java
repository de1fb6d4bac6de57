package io.espalier.runtime.server.programs;

import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.passes.ComputeBound;
import io.espalier.compiler.passes.StaticBound;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.interpreter.ProgramRunner;
import io.espalier.runtime.interpreter.RunLimits;
import io.espalier.runtime.interpreter.RunOptions;
import io.espalier.runtime.interpreter.Tool;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.metrics.Metrics;
import io.espalier.runtime.server.request.CacheNamespaces;
import io.espalier.runtime.server.request.Call;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.RequestException;
import io.espalier.runtime.server.request.Route;
import io.espalier.runtime.server.request.WorkLimits;
import io.espalier.runtime.server.tracing.Tracing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Runs programs for requests. Thread-safe.
public final class ProgramService implements AutoCloseable {
  /// What all programs that were not served from a file are called where names must be few.
  static final String SUBMITTED = "(submitted)";

  private final Backend backend;
  private final WorkLimits limits;
  private final List<ServedProgram> served;
  private final Map<String, Tool> tools;
  private final Metrics metrics;
  private final Tracing tracing;
  private final CacheNamespaces namespaces;
  private final RunRegistry registry;

  /// @param served programs that become routes
  /// @param tools what submitted programs may call
  public ProgramService(
      Backend backend,
      WorkLimits limits,
      List<ServedProgram> served,
      Map<String, Tool> tools,
      Metrics metrics,
      Tracing tracing,
      CacheNamespaces namespaces) {
    this.tracing = tracing;
    this.namespaces = namespaces;
    this.backend = backend;
    this.limits = limits;
    this.served = List.copyOf(served);
    this.tools = Map.copyOf(tools);
    this.metrics = metrics;
    this.registry = new RunRegistry(limits);
  }

  /// Returns the routes.
  ///
  /// @param others routes of other dialects, which the OpenAPI document lists too
  public List<Route> routes(List<Route> others) {
    var routes = new ArrayList<Route>();
    var resource = new ProgramResource(this);
    var texts = new ProgramTexts(served);
    routes.add(Route.work("POST", "/v1/programs", resource::submit));
    routes.add(Route.quick("GET", "/v1/programs", call -> call.json(200, texts.list())));
    routes.add(Route.work("POST", "/v1/programs/check", call -> call.json(200, texts.check(call))));
    routes.add(Route.quick("GET", "/v1/programs/{id}", resource::show));
    routes.add(Route.quick("DELETE", "/v1/programs/{id}", resource::cancel));
    routes.add(Route.work("POST", "/run/{file}/{prompt}", resource::runServed));
    routes.add(Route.work("POST", "/run/{file}", resource::runServed));
    String document = OpenApi.document(served, others).toString();
    routes.add(
        Route.quick(
            "GET",
            "/openapi.json",
            call -> call.exchange().send(200, "application/json", document, Map.of())));
    return routes;
  }

  CacheNamespaces namespaces() {
    return namespaces;
  }

  RunRegistry registry() {
    return registry;
  }

  Map<String, Tool> tools() {
    return tools;
  }

  /// Returns a program that the server was started with.
  ///
  /// @throws RequestException 404
  ServedProgram served(String name) {
    return served.stream()
        .filter(program -> program.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            RequestException.of(
                404,
                "program_not_found",
                "there is no program '%s'; this server has: %s"
                    .formatted(name, served.stream().map(ServedProgram::name).toList())));
  }

  /// What is to be run.
  ///
  /// @param name file that the program was served from, [#SUBMITTED] for others
  /// @param key idempotency key, empty for none
  record Submission(
      String name,
      IrProgram program,
      String prompt,
      ObjectNode arguments,
      long seed,
      RunLimits limits,
      String namespace,
      int priority,
      Map<String, Tool> tools,
      String key) {}

  /// Starts a program, unless its idempotency key belongs to one already.
  ///
  /// @throws RequestException when its arguments are wrong or its bound is above the limits
  SubmittedRun submit(Call call, Submission submission) {
    var runner = new ProgramRunner(submission.program());
    runner.requireTools(submission.tools().keySet());
    Routine routine = runner.prompt(submission.prompt());
    List<@Nullable Object> arguments =
        PromptArguments.read(runner.checks(), routine, submission.arguments());
    StaticBound bound = ComputeBound.of(submission.program(), routine);
    check(bound, submission.limits());
    var made = new ArrayList<SubmittedRun>();
    SubmittedRun run =
        registry.add(
            call.tenant(),
            submission.key(),
            call.request().body(),
            () -> {
              var log = new EventLog(limits.eventBytes());
              made.add(
                  new SubmittedRun(ModelService.id("prog_"), call.tenant(), routine, bound, log));
              return made.getFirst();
            });
    if (!made.isEmpty()) {
      metrics.programStarted();
      var watch =
          new RunWatch(run, submission.name(), routine.name(), metrics, tracing, call.quota());
      var options =
          new RunOptions(
              submission.seed(),
              submission.namespace(),
              submission.priority(),
              0,
              submission.limits(),
              submission.tools(),
              watch.listener());
      run.start(
          () -> runner.run(backend, routine, arguments, options),
          () -> {
            registry.ended();
            watch.ended();
          });
    }
    return run;
  }

  private static void check(StaticBound bound, RunLimits limits) {
    if (bound.generatedTokens() <= limits.tokens() && bound.branches() <= limits.branches()) {
      return;
    }
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.set("bounds", SubmittedRun.bounds(bound));
    details.set(
        "limits",
        JsonNodeFactory.instance
            .objectNode()
            .put("generatedTokens", limits.tokens())
            .put("branches", limits.branches()));
    throw RequestException.of(
        413,
        "program_too_large",
        "the program may generate %s tokens on %s branches; the limits are %d and %d"
            .formatted(
                shown(bound.generatedTokens()),
                shown(bound.branches()),
                limits.tokens(),
                limits.branches()),
        details);
  }

  private static String shown(long value) {
    return value >= StaticBound.UNBOUNDED ? "any number of" : Long.toString(value);
  }

  /// Returns the limits of a run: what is asked for, never above the server's.
  RunLimits runLimits(Optional<Fields> asked) {
    if (asked.isEmpty()) {
      return new RunLimits(
          limits.programTokens(), (int) limits.programBranches(), limits.programTime());
    }
    Fields fields = asked.get();
    long most = limits.programTime().toSeconds();
    var read =
        new RunLimits(
            fields.whole("tokens", limits.programTokens(), 1, limits.programTokens()),
            (int) fields.whole("branches", limits.programBranches(), 1, limits.programBranches()),
            Duration.ofSeconds(fields.whole("seconds", most, 1, most)));
    fields.refuseOthers();
    return read;
  }

  /// Waits until no program runs.
  ///
  /// @return whether that was so in time
  public boolean awaitIdle(Duration most) {
    long end = System.nanoTime() + most.toNanos();
    try {
      for (SubmittedRun run : registry.underWay()) {
        if (!run.awaitEnd(Duration.ofNanos(end - System.nanoTime()))) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Cancels every program and waits a little for them to end.
  @Override
  public void close() {
    registry.underWay().forEach(SubmittedRun::cancel);
    boolean _ = awaitIdle(Duration.ofSeconds(5));
  }
}
