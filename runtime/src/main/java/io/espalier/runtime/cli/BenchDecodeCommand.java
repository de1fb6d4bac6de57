package io.espalier.runtime.cli;

import io.espalier.runtime.cli.speed.DecodeBenchmark;
import io.espalier.runtime.cli.speed.DecodeReport;
import io.espalier.runtime.interpreter.ArgumentException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sgl bench decode`: decoding of a random model by the whole engine beside a loop that only moves
/// memory.
@Command(
    name = "decode",
    description = {
      "Makes a model of a known shape with random weights and times decoding by the whole engine,",
      "from the scheduler to the callers that get the tokens, in turn with a loop that only moves",
      "memory. Prints medians."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl bench decode --random llama-3.2-1b --format q8_0",
      "  sgl bench decode --random qwen3-0.6b --format bf16 --batch 1,8 --context 512 --threads 2",
      "  sgl bench decode --device cuda --random llama-3.1-8b --batch 1,8,64,256 --context 1024",
      "  sgl bench decode --device cuda --random llama-3.1-8b --batch 64 --constrained",
    })
final class BenchDecodeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private RandomModelOptions model = new RandomModelOptions();

  @Option(names = "--batch", split = ",", description = "Batch sizes; default: 1,8.")
  private List<Integer> batches = List.of(1, 8);

  @Option(names = "--context", description = "Tokens before the first decode step; default: 128.")
  private int context = 128;

  @Option(names = "--steps", description = "Decode steps a round; default: 16.")
  private int steps = 16;

  @Option(names = "--rounds", description = "Rounds; default: 5.")
  private int rounds = 5;

  @Option(names = "--temperature", description = "Of sampling; default: 0, the most likely token.")
  private double temperature;

  @Option(
      names = "--constrained",
      description = "Also measure sequences that each have a JSON grammar, beside free ones.")
  private boolean constrained;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  BenchDecodeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    DecodeReport report;
    DecodeBenchmark.Plan plan = plan();
    try (var bar = new ProgressBar(terminal, "making " + model.shape())) {
      report =
          DecodeBenchmark.run(
              plan, (done, total) -> bar.update((double) done / Math.max(1, total), ""));
    }
    if (json) {
      terminal.print(JsonOutput.MAPPER.writeValueAsString(report));
    } else {
      report.lines().forEach(terminal::print);
    }
    return 0;
  }

  private DecodeBenchmark.Plan plan() {
    try {
      return new DecodeBenchmark.Plan(
          model.setup(), batches, context, steps, rounds, temperature, constrained);
    } catch (IllegalArgumentException e) {
      throw new ArgumentException(String.valueOf(e.getMessage()));
    }
  }
}
