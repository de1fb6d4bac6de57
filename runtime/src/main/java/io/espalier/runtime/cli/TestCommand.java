package io.espalier.runtime.cli;

import io.espalier.runtime.Engine;
import io.espalier.runtime.interpreter.ProgramRunner;
import io.espalier.runtime.interpreter.RunOptions;
import io.espalier.runtime.interpreter.TestRunner;
import io.espalier.runtime.interpreter.TestRunner.TestResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `sgl test`: the `test` blocks of programs.
@Command(
    name = "test",
    description = "Runs the test blocks of programs; exit status 1 if one fails.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl test notebooks/examples",
      "  sgl test qa.sgl --only Berlin --model model.gguf"
    })
final class TestCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Programs, or folders with programs.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--only", paramLabel = "TEXT", description = "Only tests whose name contains it.")
  private String only = "";

  @Option(names = "--json", description = "Print the results as one JSON array.")
  private boolean json;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of sampled generations.")
  private long seed;

  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private BackendOptions remote = new BackendOptions();
  @Mixin private ToolOptions tools = new ToolOptions();

  TestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ArrayNode report = JsonNodeFactory.instance.arrayNode();
    int passed = 0;
    int failed = 0;
    try (Engine engine = remote.open(model, terminal)) {
      for (Path file : Programs.find(files)) {
        ProgramRunner program = Programs.compile(file, terminal);
        if (program.program().tests().isEmpty()) {
          continue;
        }
        RunOptions options =
            RunOptions.DEFAULT
                .withSeed(seed)
                .withTools(tools.read(file, program.program(), terminal));
        if (!json) {
          terminal.print(terminal.paint("1", file.toString()));
        }
        for (TestResult result : TestRunner.run(program, engine.backend(), options, only)) {
          if (result.passed()) {
            passed++;
          } else {
            failed++;
          }
          report.add(json(file, result));
          if (!json) {
            print(result);
          }
        }
      }
    }
    if (json) {
      terminal.print(report.toString());
    } else {
      terminal.print("%d passed, %d failed".formatted(passed, failed));
    }
    return failed > 0 ? 1 : 0;
  }

  private void print(TestResult result) {
    String mark = result.passed() ? terminal.paint("32", "ok  ") : terminal.paint("31", "FAIL");
    terminal.print(
        String.format(
            Locale.ROOT, "  %s %s (%.2f s)", mark, result.name(), result.time().toNanos() / 1e9));
    if (!result.passed()) {
      terminal.print("       " + result.failure());
    }
    for (String check : result.failedChecks()) {
      terminal.print("       " + terminal.paint("33", "check failed: ") + check);
    }
  }

  private static ObjectNode json(Path file, TestResult result) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("file", file.toString());
    node.put("test", result.name());
    node.put("passed", result.passed());
    if (!result.passed()) {
      node.put("failure", result.failure());
    }
    node.set("failedChecks", JsonOutput.MAPPER.valueToTree(result.failedChecks()));
    node.set("stats", JsonOutput.stats(result.stats(), result.time().toNanos() / 1e9));
    return node;
  }
}
