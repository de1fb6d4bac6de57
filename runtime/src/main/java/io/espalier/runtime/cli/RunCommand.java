package io.espalier.runtime.cli;

import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.types.ValueCodec;
import io.espalier.runtime.Engine;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.Ledger;
import io.espalier.runtime.backend.recording.RecordingBackend;
import io.espalier.runtime.backend.recording.ReplayBackend;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.interpreter.ProgramRunner;
import io.espalier.runtime.interpreter.RunListener;
import io.espalier.runtime.interpreter.RunOptions;
import io.espalier.runtime.interpreter.RunResult;
import io.espalier.runtime.interpreter.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `sgl run`: runs a prompt of a file and prints its result.
@Command(
    name = "run",
    description = "Runs a prompt and prints its result; progress goes to standard error.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl run notebooks/examples/qa.sgl --arg question=\"What is the capital of Italy?\"",
      "  sgl run notebooks/examples/judge.sgl --args notebooks/examples/judge.args.json --stats",
      "  sgl run program.sgl --prompt extract --arg page=@page.txt --json",
      "  sgl run program.sgl --model model.gguf --seed 7",
      "  sgl run program.sgl --backend sglang:http://127.0.0.1:30000 --model llama-3",
      "  sgl run program.sgl --record run.jsonl; sgl run program.sgl --replay run.jsonl",
    })
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "The program.")
  private Path file = Path.of("");

  @Option(names = "--prompt", paramLabel = "NAME", description = "Which prompt; default: the last.")
  private String prompt = "";

  @Mixin private ArgumentOptions arguments = new ArgumentOptions();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private BackendOptions remote = new BackendOptions();
  @Mixin private ToolOptions tools = new ToolOptions();

  @Option(
      names = "--json",
      description = "Print one JSON object: {\"result\": …}, or {\"error\": …}.")
  private boolean json;

  @Option(names = "--stats", description = "Report tokens prefilled, cached, forced and sampled.")
  private boolean stats;

  @Option(names = "--seed", paramLabel = "N", description = "Repeat a sampled result; default: 0.")
  private long seed;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Write down what the model and the tools answer.")
  private Path record = Path.of("");

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = "Answer from a recording, without a model and without tools.")
  private Path replay = Path.of("");

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ProgramRunner program = Programs.compile(file, terminal);
    Routine routine = program.prompt(prompt);
    List<@Nullable Object> values = program.arguments(routine, arguments.read(routine));
    if (!replay.toString().isEmpty()) {
      if (!record.toString().isEmpty()) {
        throw new ArgumentException("--record and --replay exclude each other");
      }
      var backend = new ReplayBackend(replay);
      return run(backend, program, routine, values, RecordedTools.replay(program, backend));
    }
    Map<String, Tool> known = tools.read(file, program.program(), terminal);
    try (Engine engine = remote.open(model, terminal, stats)) {
      BackendOptions.check(program, routine, engine.backend());
      if (record.toString().isEmpty()) {
        return run(engine.backend(), program, routine, values, known);
      }
      try (var backend = new RecordingBackend(engine.backend(), record)) {
        return run(
            backend, program, routine, values, RecordedTools.record(program, known, backend));
      }
    }
  }

  private int run(
      Backend backend,
      ProgramRunner program,
      Routine routine,
      List<@Nullable Object> values,
      Map<String, Tool> registered) {
    RunOptions options = RunOptions.DEFAULT.withSeed(seed).withTools(registered);
    RunResult result = Interruption.run(() -> run(backend, program, routine, values, options));
    print(routine, result, backend.ledger().map(Ledger::total));
    return 0;
  }

  private RunResult run(
      Backend backend,
      ProgramRunner program,
      Routine routine,
      List<@Nullable Object> values,
      RunOptions options) {
    if (!terminal.interactive()) {
      return program.run(backend, routine, values, options);
    }
    try (var view = new BranchView(terminal)) {
      RunListener listener = view;
      return program.run(backend, routine, values, options.withListener(listener));
    }
  }

  private void print(Routine routine, RunResult result, Optional<Ledger.Entry> account) {
    double seconds = result.time().toNanos() / 1e9;
    if (json) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.set("result", ValueCodec.toJson(routine.result(), result.value()));
      if (!result.failedChecks().isEmpty()) {
        node.set("failedChecks", JsonOutput.MAPPER.valueToTree(result.failedChecks()));
      }
      if (stats) {
        ObjectNode counts = JsonOutput.stats(result.stats(), seconds);
        account.ifPresent(entry -> counts.set("requests", JsonOutput.account(entry)));
        node.set("stats", counts);
      }
      terminal.print(node.toString());
      return;
    }
    result.failedChecks().forEach(check -> terminal.error("check failed: " + check));
    terminal.print(
        result.value() instanceof String text
            ? text
            : JsonOutput.pretty(ValueCodec.toJson(routine.result(), result.value())));
    if (stats) {
      terminal.error(terminal.paint("2", JsonOutput.statsLine(result.stats(), seconds)));
      account.ifPresent(
          entry -> terminal.error(terminal.paint("2", JsonOutput.accountLine(entry))));
    }
  }
}
