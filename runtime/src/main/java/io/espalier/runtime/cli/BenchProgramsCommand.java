package io.espalier.runtime.cli;

import io.espalier.runtime.cli.programs.Ablation;
import io.espalier.runtime.cli.programs.BarChart;
import io.espalier.runtime.cli.programs.BenchModel;
import io.espalier.runtime.cli.programs.ProgramBenchmark;
import io.espalier.runtime.cli.programs.WorkloadReport;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.model.benchmark.RandomShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sgl bench programs`: whole programs, what they share, and what each part of sharing is worth.
@Command(
    name = "programs",
    description = {
      "Runs workloads in the shapes of the SGLang paper's evaluation and reports time, hit rate,",
      "hit rate as a share of the offline optimum (of opt), token counts and latencies."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl bench programs",
      "  sgl bench programs --ablation all --plot plots",
      "  sgl bench programs --model sapling --workload judge,react --ablation full,no-cache",
      "  sgl bench programs --random qwen3-0.6b --count 0.05",
    })
final class BenchProgramsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "simulated, sapling, or a model's path; default: simulated.")
  private String model = "simulated";

  @Option(
      names = "--random",
      paramLabel = "SHAPE",
      description = "Random weights: tiny, qwen3-0.6b, llama-3.2-1b or llama-3.1-8b.")
  private String shape = "";

  @Option(names = "--device", description = "auto, cpu or cuda; default: auto.")
  private String device = "auto";

  @Option(names = "--threads", description = "Threads that compute; default: all processors.")
  private int threads;

  @Option(
      names = "--workload",
      split = ",",
      paramLabel = "NAME",
      description = "Which workloads; default: all.")
  private List<String> workloads = List.of();

  @Option(
      names = "--ablation",
      split = ",",
      paramLabel = "NAME",
      description = {
        "full, no-cache, first-come-first-served, no-in-batch-sharing, no-fork-parallelism,",
        "no-jump-forward, no-speculation, request-at-a-time, or all; default:"
            + " full,request-at-a-time."
      })
  private List<String> ablations = List.of("full", "request-at-a-time");

  @Option(
      names = "--length",
      paramLabel = "FACTOR",
      description = "On the lengths of texts; default: 1 simulated, 0.3 else.")
  private double length;

  @Option(
      names = "--count",
      paramLabel = "FACTOR",
      description = "On the numbers of programs; default: 1 simulated, 0.1 else.")
  private double count;

  @Option(names = "--concurrency", description = "Most programs side by side; default: 64.")
  private int concurrency = 64;

  @Option(names = "--pages", description = "Pages of 16 tokens in the cache; default: the model's.")
  private int pages;

  @Option(names = "--seed", description = "Of the data and of sampling; default: 1.")
  private long seed = 1;

  @Option(names = "--json", description = "Print one JSON array.")
  private boolean json;

  @Option(
      names = "--plot",
      paramLabel = "DIR",
      description = "Write throughput.svg and hit-rate.svg there.")
  private Path plot = Path.of("");

  @Option(
      names = "--programs",
      paramLabel = "DIR",
      description = "Where the programs are; default: notebooks/benchmarks of the installation.")
  private Path folder = defaultFolder();

  BenchProgramsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  private static Path defaultFolder() {
    String home = System.getenv("ESPALIER_HOME");
    return Path.of(home == null ? "" : home).resolve("notebooks").resolve("benchmarks");
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new ArgumentException(
          "there is no folder %s with the programs; name it with --programs".formatted(folder));
    }
    boolean simulated = shape.isEmpty() && model.equals("simulated");
    var benchmark =
        new ProgramBenchmark(
            folder,
            benchModel(simulated),
            workloads,
            chosenAblations(),
            seed,
            length == 0 ? (simulated ? 1 : 0.3) : length,
            count == 0 ? (simulated ? 1 : 0.1) : count,
            concurrency,
            pages);
    if (!json) {
      terminal.print(WorkloadReport.HEADING);
    }
    List<WorkloadReport> reports =
        benchmark.run(report -> {
          if (!json) {
            terminal.print(report.line());
            terminal.flush();
          }
        });
    if (json) {
      terminal.print(JsonOutput.MAPPER.writeValueAsString(reports));
    }
    if (!plot.toString().isEmpty()) {
      Files.createDirectories(plot);
      Files.writeString(plot.resolve("throughput.svg"), throughput(reports).svg());
      Files.writeString(plot.resolve("hit-rate.svg"), hitRates(reports).svg());
    }
    return 0;
  }

  private BenchModel benchModel(boolean simulated) {
    String chosen = device.equals("auto") ? "" : device;
    if (simulated) {
      return new BenchModel.Simulated();
    }
    if (shape.isEmpty()) {
      return new BenchModel.Named(model, chosen, threads);
    }
    try {
      return new BenchModel.Random(RandomShape.of(shape), chosen, threads);
    } catch (IllegalArgumentException unknown) {
      throw new ArgumentException(String.valueOf(unknown.getMessage()));
    }
  }

  private List<Ablation> chosenAblations() {
    if (ablations.equals(List.of("all"))) {
      return List.of(Ablation.values());
    }
    List<Ablation> chosen = new ArrayList<>();
    for (String name : ablations) {
      chosen.add(
          Arrays.stream(Ablation.values())
              .filter(ablation -> ablation.label().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new ArgumentException(
                      "there is no ablation '%s'; there are: all, %s"
                          .formatted(
                              name,
                              Arrays.stream(Ablation.values())
                                  .map(Ablation::label)
                                  .collect(Collectors.joining(", "))))));
    }
    return chosen;
  }

  private static BarChart throughput(List<WorkloadReport> reports) {
    return chart(reports, "Programs per second", "", WorkloadReport::programsPerSecond);
  }

  private static BarChart hitRates(List<WorkloadReport> reports) {
    return chart(reports, "Cache hit rate", " %", report -> 100 * report.hitRate());
  }

  private static BarChart chart(
      List<WorkloadReport> reports,
      String title,
      String unit,
      java.util.function.ToDoubleFunction<WorkloadReport> figure) {
    List<BarChart.Group> groups = new ArrayList<>();
    for (String workload : reports.stream().map(WorkloadReport::workload).distinct().toList()) {
      groups.add(
          new BarChart.Group(
              workload,
              reports.stream()
                  .filter(report -> report.workload().equals(workload))
                  .map(report -> new BarChart.Bar(report.ablation(), figure.applyAsDouble(report)))
                  .toList()));
    }
    return new BarChart(title, unit, groups);
  }
}
