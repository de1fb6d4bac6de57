package io.espalier.runtime.cli.programs;

import io.espalier.compiler.Compiler;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.interpreter.BranchScope;
import io.espalier.runtime.interpreter.ProgramRunner;
import io.espalier.runtime.interpreter.RunOptions;
import io.espalier.runtime.scheduler.SchedulerStatistics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs workloads on a model, once for each ablation.
///
/// @param folder where the programs are
/// @param model what runs them
/// @param workloads names, none for all
/// @param ablations what to switch off, in turn
/// @param seed of the data and of sampling
/// @param length factor on the lengths of texts
/// @param count factor on the numbers of programs
/// @param concurrency most programs side by side
/// @param pages pages in the cache; 0 for the default
public record ProgramBenchmark(
    Path folder,
    BenchModel model,
    List<String> workloads,
    List<Ablation> ablations,
    long seed,
    double length,
    double count,
    int concurrency,
    int pages) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  public ProgramBenchmark {
    workloads = List.copyOf(workloads);
    ablations = List.copyOf(ablations);
    if (!(length > 0 && length <= 4) || !(count > 0 && count <= 100)) {
      throw new ArgumentException(
          "length is %s and count %s; allowed: above 0, to 4 and to 100".formatted(length, count));
    }
    if (concurrency < 1 || pages < 0) {
      throw new ArgumentException(
          "concurrency is %d and pages %d; allowed: 1 or more, 0 or more"
              .formatted(concurrency, pages));
    }
  }

  /// A program with what it is called with.
  private record Prepared(Workload workload, List<Callable<Long>> calls) {}

  /// Runs everything, after a fifth of it unmeasured to warm the machine up.
  ///
  /// @param listener told of each result as it comes
  /// @throws IOException when a program or the model cannot be read
  public List<WorkloadReport> run(Consumer<WorkloadReport> listener) throws IOException {
    new ProgramBenchmark(
            folder,
            model,
            workloads,
            List.of(Ablation.FULL),
            seed + 1,
            length,
            count / 5,
            concurrency,
            pages)
        .measure(_ -> {});
    return measure(listener);
  }

  private List<WorkloadReport> measure(Consumer<WorkloadReport> listener) throws IOException {
    List<Workload> chosen = choose();
    List<WorkloadReport> reports = new ArrayList<>();
    for (Ablation ablation : ablations) {
      var optimum = new OfflineOptimum();
      try (LocalBackend backend =
          model.open(options ->
              ablation.change(
                  (pages == 0 ? options : options.withPages(pages)).withTrace(optimum)))) {
        for (Workload workload : chosen) {
          optimum.clear();
          WorkloadReport report =
              run(prepare(workload, backend, ablation), backend, ablation, optimum);
          backend.checkInvariants();
          reports.add(report);
          listener.accept(report);
        }
      }
    }
    return reports;
  }

  private List<Workload> choose() throws IOException {
    List<Workload> all = new Workloads(model.tokenizer(), seed, length, count).all();
    List<String> known = all.stream().map(Workload::name).toList();
    for (String name : workloads) {
      if (!known.contains(name)) {
        throw new ArgumentException(
            "there is no workload '%s'; there are: %s".formatted(name, String.join(", ", known)));
      }
    }
    return workloads.isEmpty()
        ? all
        : all.stream().filter(workload -> workloads.contains(workload.name())).toList();
  }

  /// Compiles the program and reads the arguments, so that only running is measured.
  private Prepared prepare(Workload workload, LocalBackend backend, Ablation ablation)
      throws IOException {
    var runner =
        new ProgramRunner(Compiler.compile(folder.resolve(workload.file())).programOrThrow());
    List<Callable<Long>> calls = new ArrayList<>();
    for (Workload.Call call : workload.calls()) {
      var prompt = runner.prompt(call.prompt());
      Map<String, JsonNode> given = new HashMap<>();
      call.arguments().forEach((name, value) -> given.put(name, MAPPER.valueToTree(value)));
      var arguments = runner.arguments(prompt, given);
      RunOptions options =
          RunOptions.DEFAULT
              .withSeed(seed + calls.size())
              .withNamespace(workload.name())
              .withParallel(ablation.parallelForks());
      calls.add(() -> runner.run(backend, prompt, arguments, options).time().toNanos());
    }
    return new Prepared(workload, calls);
  }

  private WorkloadReport run(
      Prepared prepared, LocalBackend backend, Ablation ablation, OfflineOptimum optimum) {
    SchedulerStatistics before = backend.statistics();
    int side = prepared.workload().serial() ? 1 : ablation.concurrency(concurrency);
    long start = System.nanoTime();
    long[] nanos = runAll(prepared, side);
    double seconds = (System.nanoTime() - start) / 1e9;
    SchedulerStatistics after = backend.statistics();
    Arrays.sort(nanos);
    return new WorkloadReport(
        prepared.workload().name(),
        ablation.label(),
        nanos.length,
        seconds,
        after.prefilledTokens() - before.prefilledTokens(),
        optimum.promptTokens(),
        after.forcedTokens() - before.forcedTokens(),
        after.sampledTokens() - before.sampledTokens(),
        after.draftedTokens() - before.draftedTokens(),
        after.acceptedTokens() - before.acceptedTokens(),
        optimum.tokens(),
        nanos[nanos.length / 2] / 1e6,
        nanos[Math.min(nanos.length - 1, nanos.length * 99 / 100)] / 1e6);
  }

  /// Runs the programs in order, some side by side; returns how long each took.
  private static long[] runAll(Prepared prepared, int side) {
    var permits = new Semaphore(side, true);
    List<Callable<Long>> calls = new ArrayList<>();
    for (Callable<Long> call : prepared.calls()) {
      calls.add(() -> {
        permits.acquire();
        try {
          return call.call();
        } finally {
          permits.release();
        }
      });
    }
    try {
      BranchScope.Result<Long> result =
          BranchScope.run(calls, prepared.workload().name(), BranchScope.Policy.ALL_OR_NOTHING);
      if (result.decisive() >= 0) {
        throw new IllegalStateException(
            "a program of %s failed".formatted(prepared.workload().name()),
            result.failure(result.decisive()));
      }
      return result.branches().stream()
          .map(BranchScope.Ended::value)
          .mapToLong(Long::longValue)
          .toArray();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ArgumentException("the benchmark was interrupted");
    }
  }
}
