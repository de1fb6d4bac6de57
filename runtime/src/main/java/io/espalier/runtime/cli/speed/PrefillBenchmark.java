package io.espalier.runtime.cli.speed;

import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.model.benchmark.RandomShape;
import io.espalier.runtime.model.config.ModelConfig;
import io.espalier.runtime.model.loader.LoadListener;
import io.espalier.runtime.scheduler.GenerationRequest;
import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.TokenListener;
import java.util.ArrayList;
import java.util.List;

/// Times prompts by the whole engine: from the call for one token to that token, each prompt alone
/// and new to the cache.
public final class PrefillBenchmark {
  /// What to measure.
  ///
  /// @param setup the model
  /// @param prompts lengths in tokens
  /// @param rounds rounds
  public record Plan(RandomEngine.Setup setup, List<Integer> prompts, int rounds) {
    /// Checks the ranges.
    public Plan {
      prompts = List.copyOf(prompts);
      int most = setup.shape().config().contextLength();
      if (rounds < 1
          || prompts.isEmpty()
          || prompts.stream().anyMatch(prompt -> prompt < 1 || prompt >= most)) {
        throw new IllegalArgumentException(
            "rounds from 1, prompts from 1 to %d tokens".formatted(most - 1));
      }
    }
  }

  private PrefillBenchmark() {}

  /// Makes the model and measures it.
  ///
  /// @param listener told how far the weights are
  public static PrefillReport run(Plan plan, LoadListener listener) {
    int longest = plan.prompts.stream().mapToInt(Integer::intValue).max().orElseThrow();
    try (var engine = new RandomEngine(plan.setup, 1, 2L * longest + 256, listener)) {
      double[][] seconds = new double[plan.prompts.size()][plan.rounds];
      long seed = 0;
      // One round more, unmeasured, lets the compiler settle.
      for (int round = -1; round < plan.rounds; round++) {
        for (int kind = 0; kind < seconds.length; kind++) {
          seconds[kind][Math.max(0, round)] = prompt(engine, plan.prompts.get(kind), seed++);
        }
      }
      List<PrefillReport.Prompt> figures = new ArrayList<>();
      for (int kind = 0; kind < seconds.length; kind++) {
        double time = DecodeBenchmark.median(seconds[kind]);
        int tokens = plan.prompts.get(kind);
        double operations = operations(plan.setup.shape(), tokens);
        figures.add(
            new PrefillReport.Prompt(tokens, 1e3 * time, tokens / time, operations / time / 1e12));
      }
      ModelDescription model = engine.description();
      return new PrefillReport(
          model.name(), model.format(), engine.kernels(), engine.loadSeconds(), figures);
    }
  }

  private static double prompt(RandomEngine engine, int tokens, long seed) {
    try (Sequence sequence = engine.open(tokens, seed)) {
      long start = System.nanoTime();
      sequence.generate(GenerationRequest.of(1), TokenListener.NONE);
      return (System.nanoTime() - start) / 1e9;
    }
  }

  /// Multiplications and additions of the layers' matrices, and of the output projection for the
  /// last token.
  private static double operations(RandomShape shape, int tokens) {
    ModelConfig config = shape.config();
    double layer =
        (double) config.hiddenSize()
            * (2.0 * config.headDim() * (config.queryHeads() + config.kvHeads())
                + 3.0 * config.intermediateSize());
    double head = (double) config.vocabularySize() * config.hiddenSize();
    return 2 * (tokens * layer * config.layers() + head);
  }
}
