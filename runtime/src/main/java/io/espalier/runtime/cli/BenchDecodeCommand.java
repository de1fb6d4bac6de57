package io.espalier.runtime.cli;

import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.model.benchmark.DecodeBenchmark;
import io.espalier.runtime.model.benchmark.DecodeReport;
import io.espalier.runtime.model.benchmark.RandomShape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sgl bench decode`: prefill and decode of a random model beside a loop that only reads memory.
@Command(
    name = "decode",
    description = {
      "Makes a model of a known shape with random weights and times prefill and greedy decoding,",
      "whole passes, in turn with a loop that only reads memory. Prints medians."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl bench decode --random llama-3.2-1b --format q8_0",
      "  sgl bench decode --random qwen3-0.6b --format bf16 --batch 1,8 --context 512 --threads 2",
    })
final class BenchDecodeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--random",
      paramLabel = "SHAPE",
      defaultValue = "llama-3.2-1b",
      description = "llama-3.2-1b, llama-3.1-8b, qwen3-0.6b or tiny; default: llama-3.2-1b.")
  private String shape = "llama-3.2-1b";

  @Option(
      names = "--format",
      defaultValue = "q8_0",
      description = "q8_0, q4_0, bf16, f16 or f32; default: q8_0.")
  private String format = "q8_0";

  @Option(names = "--batch", split = ",", description = "Batch sizes; default: 1,8.")
  private List<Integer> batches = List.of(1, 8);

  @Option(names = "--prompt", description = "Tokens of the prompt; default: 512.")
  private int prompt = 512;

  @Option(names = "--context", description = "Tokens before the first decode step; default: 128.")
  private int context = 128;

  @Option(names = "--steps", description = "Decode steps a round; default: 16.")
  private int steps = 16;

  @Option(names = "--rounds", description = "Rounds; default: 5.")
  private int rounds = 5;

  @Option(names = "--threads", description = "Threads; default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  BenchDecodeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    DecodeReport report;
    try (var bar = new ProgressBar(terminal, "making " + shape)) {
      report =
          DecodeBenchmark.run(
              plan(), (done, total) -> bar.update((double) done / Math.max(1, total), ""));
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
          RandomShape.of(shape),
          numberFormat(),
          NumberFormat.F32,
          threads,
          batches,
          prompt,
          context,
          steps,
          rounds);
    } catch (IllegalArgumentException e) {
      throw new ArgumentException(String.valueOf(e.getMessage()));
    }
  }

  private NumberFormat numberFormat() {
    for (NumberFormat known : NumberFormat.values()) {
      if (known.name().equals(format.toUpperCase(Locale.ROOT))) {
        return known;
      }
    }
    throw new ArgumentException(
        "--format %s is unknown; there are: %s"
            .formatted(format, Arrays.toString(NumberFormat.values()).toLowerCase(Locale.ROOT)));
  }
}
