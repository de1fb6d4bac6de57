package io.espalier.runtime.cli;

import io.espalier.runtime.cli.speed.PrefillBenchmark;
import io.espalier.runtime.cli.speed.PrefillReport;
import io.espalier.runtime.interpreter.ArgumentException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sgl bench prefill`: prompts of a random model read by the whole engine.
@Command(
    name = "prefill",
    description = {
      "Makes a model of a known shape with random weights and times prompts by the whole engine,",
      "from the call to the first token, each alone and new to the cache. Prints medians."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl bench prefill --random llama-3.2-1b --prompt 512",
      "  sgl bench prefill --device cuda --random llama-3.1-8b --prompt 512,2048,8192",
    })
final class BenchPrefillCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private RandomModelOptions model = new RandomModelOptions();

  @Option(names = "--prompt", split = ",", description = "Tokens of the prompts; default: 512.")
  private List<Integer> prompts = List.of(512);

  @Option(names = "--rounds", description = "Rounds; default: 5.")
  private int rounds = 5;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  BenchPrefillCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    PrefillReport report;
    PrefillBenchmark.Plan plan = plan();
    try (var bar = new ProgressBar(terminal, "making " + model.shape())) {
      report =
          PrefillBenchmark.run(
              plan, (done, total) -> bar.update((double) done / Math.max(1, total), ""));
    }
    if (json) {
      terminal.print(JsonOutput.MAPPER.writeValueAsString(report));
    } else {
      report.lines().forEach(terminal::print);
    }
    return 0;
  }

  private PrefillBenchmark.Plan plan() {
    try {
      return new PrefillBenchmark.Plan(model.setup(), prompts, rounds);
    } catch (IllegalArgumentException e) {
      throw new ArgumentException(String.valueOf(e.getMessage()));
    }
  }
}
