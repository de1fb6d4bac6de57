package io.espalier.runtime.cli.speed;

import io.espalier.constrained.BoundConstraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.model.loader.LoadListener;
import io.espalier.runtime.sampling.SamplingParameters;
import io.espalier.runtime.scheduler.GenerationRequest;
import io.espalier.runtime.scheduler.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Times decoding of a random model by the whole engine: sequences with prompts of their own in a
/// scheduler, tokens as their callers get them.
///
/// A shared machine's memory is now faster, now slower: rounds at each batch size, free and
/// constrained, and the memory measure take turns, and the medians are compared.
public final class DecodeBenchmark {
  /// What to measure.
  ///
  /// @param setup the model
  /// @param batches batch sizes
  /// @param context tokens before the first step
  /// @param steps decode steps a round
  /// @param rounds rounds
  /// @param temperature 0 for the most likely tokens
  /// @param constrained whether to measure under a JSON constraint, too
  public record Plan(
      RandomEngine.Setup setup,
      List<Integer> batches,
      int context,
      int steps,
      int rounds,
      double temperature,
      boolean constrained) {
    /// Checks the ranges.
    public Plan {
      batches = List.copyOf(batches);
      boolean positive =
          context > 0
              && steps > 0
              && rounds > 0
              && !batches.isEmpty()
              && batches.stream().allMatch(batch -> batch > 0 && batch <= 1024);
      int most = setup.shape().config().contextLength();
      if (!positive || context + longest(steps) > most) {
        throw new IllegalArgumentException(
            ("context, steps, rounds and batches (up to 1024) from 1, and context + %d (the tokens"
                    + " of %d steps) at most %d")
                .formatted(longest(steps), steps, most));
      }
    }

    private int mostSequences() {
      return batches.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
  }

  /// Tokens in which a JSON record can be finished.
  private static final int LONGEST_RECORD = 64;

  private final Plan plan;
  private final RandomEngine engine;
  private final List<Sequence> sequences = new ArrayList<>();
  private final GenerationRequest free;
  private final @Nullable BoundConstraint constraint;

  private DecodeBenchmark(Plan plan, RandomEngine engine) {
    this.plan = plan;
    this.engine = engine;
    int tokens = longest(plan.steps);
    free =
        GenerationRequest.of(tokens)
            .withMinTokens(tokens - LONGEST_RECORD)
            .withJumpForward(false)
            .withSampling(
                new SamplingParameters(plan.temperature, 0, 1, 0, 1, 0, 0, Map.of(), plan.steps));
    constraint =
        plan.constrained
            ? new ConstraintCompiler().compile(JsonRecords.SOURCE).bind(engine.vocabulary())
            : null;
  }

  /// Tokens that a sequence may make around so many timed steps.
  private static int longest(int steps) {
    return 2 * steps + 256;
  }

  /// Makes the model and measures it.
  ///
  /// @param listener told how far the weights are
  public static DecodeReport run(Plan plan, LoadListener listener) {
    int most = plan.mostSequences();
    long tokens = (long) most * (plan.context + longest(plan.steps));
    try (var engine = new RandomEngine(plan.setup, most, tokens, listener)) {
      return new DecodeBenchmark(plan, engine).measure();
    }
  }

  private DecodeReport measure() {
    for (int index = 0; index < plan.mostSequences(); index++) {
      sequences.add(engine.open(plan.context, index));
    }
    int kinds = plan.batches.size();
    double[][] seconds = new double[kinds][plan.rounds];
    double[][] constrained = new double[kinds][plan.rounds];
    double[][] shares = new double[kinds][plan.rounds];
    double[] rates = new double[plan.rounds * kinds];
    // One round more, unmeasured, fills the contexts and lets the compiler settle.
    for (int round = -1; round < plan.rounds; round++) {
      int slot = Math.max(0, round);
      double before = engine.measureMemory();
      for (int kind = 0; kind < kinds; kind++) {
        List<Sequence> batch = sequences.subList(0, plan.batches.get(kind));
        seconds[kind][slot] = DecodeWindow.measure(batch, plan.steps, _ -> free) / plan.steps;
        double after = engine.measureMemory();
        double rate = stepBytes(batch.size()) / seconds[kind][slot] / 1e9;
        // Against what memory gave just before and just after.
        shares[kind][slot] = rate / ((before + after) / 2);
        rates[slot * kinds + kind] = after;
        before = after;
        constrained[kind][slot] = constrainedSeconds(batch);
      }
    }
    sequences.forEach(Sequence::close);
    List<DecodeReport.Batch> figures = new ArrayList<>();
    for (int kind = 0; kind < kinds; kind++) {
      double step = median(seconds[kind]);
      int size = plan.batches.get(kind);
      figures.add(
          new DecodeReport.Batch(
              size,
              plan.context,
              1e3 * step,
              size / step,
              stepBytes(size),
              median(shares[kind]),
              1e3 * median(constrained[kind])));
    }
    ModelDescription model = engine.description();
    return new DecodeReport(
        model.name(),
        model.format(),
        engine.kernels(),
        engine.loadSeconds(),
        model.weightBytes(),
        engine.probe(),
        median(rates),
        figures);
  }

  private double constrainedSeconds(List<Sequence> batch) {
    BoundConstraint bound = constraint;
    return bound == null
        ? Double.NaN
        : DecodeWindow.measure(batch, plan.steps, _ -> free.withMatcher(bound.matcher()))
            / plan.steps;
  }

  /// Weights, and the keys and values of the context in the middle of a round.
  private long stepBytes(int batch) {
    ModelDescription model = engine.description();
    return model.weightBytes() + batch * model.kvBytesPerToken() * (plan.context + plan.steps / 2L);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
