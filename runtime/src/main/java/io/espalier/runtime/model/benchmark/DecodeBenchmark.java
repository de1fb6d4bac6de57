package io.espalier.runtime.model.benchmark;

import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.cpu.CpuKernels;
import io.espalier.kernels.cpu.MemoryReadProbe;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.loader.LoadListener;
import io.espalier.runtime.model.loader.LoadOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Times prefill and greedy decoding of a random model, whole passes through [Model#forward] with
/// the output projection and the choice of the best token.
///
/// A shared machine's memory is now faster, now slower: rounds of prefill, decoding at each batch
/// size and a plain read loop take turns, and the medians are compared.
public final class DecodeBenchmark {
  /// What to measure.
  ///
  /// @param shape the model's shape
  /// @param format format of its matrices
  /// @param kvFormat format of keys and values
  /// @param threads threads of the kernels and of the read loop
  /// @param batches batch sizes
  /// @param prompt tokens of the prompt
  /// @param context tokens before the first measured decode step
  /// @param steps decode steps a round
  /// @param rounds rounds
  public record Plan(
      RandomShape shape,
      NumberFormat format,
      NumberFormat kvFormat,
      int threads,
      List<Integer> batches,
      int prompt,
      int context,
      int steps,
      int rounds) {
    /// Checks the ranges.
    public Plan {
      batches = List.copyOf(batches);
      boolean positive =
          threads > 0
              && prompt > 0
              && context > 0
              && steps > 0
              && rounds > 0
              && !batches.isEmpty()
              && batches.stream().allMatch(batch -> batch > 0 && batch <= 1024);
      if (!positive || Math.max(prompt, context + steps) > shape.config().contextLength()) {
        throw new IllegalArgumentException(
            "threads, prompt, context, steps, rounds and batches (up to 1024) from 1, and at most "
                + shape.config().contextLength()
                + " tokens in a sequence");
      }
    }

    /// Returns the usual plan: batches of 1 and 8, a prompt of 512, a context of 128.
    public static Plan of(RandomShape shape, NumberFormat format) {
      return new Plan(
          shape,
          format,
          NumberFormat.F32,
          Runtime.getRuntime().availableProcessors(),
          List.of(1, 8),
          512,
          128,
          16,
          5);
    }
  }

  private static final long PROBE_BYTES = 512L << 20;

  private final Plan plan;
  private final Model model;
  private final ForwardBatch batch = new ForwardBatch();
  private final Logits logits;
  private final int[][] pages;
  private final int[] promptPages;

  private DecodeBenchmark(Plan plan, Model model) {
    this.plan = plan;
    this.model = model;
    this.logits = new Logits(model.description().vocabularySize());
    int most = plan.batches.stream().mapToInt(Integer::intValue).max().orElseThrow();
    int each = pagesFor(plan.context + plan.steps);
    // The prompt has pages of its own: the contexts stay as they are from round to round.
    pages = new int[most][];
    for (int s = 0; s < most; s++) {
      pages[s] = range(s * each, each);
    }
    promptPages = range(most * each, pagesFor(plan.prompt));
    model.allocatePages(most * each + promptPages.length);
  }

  private static int[] range(int from, int count) {
    int[] pages = new int[count];
    Arrays.setAll(pages, i -> from + i);
    return pages;
  }

  private static int pagesFor(int tokens) {
    return (tokens + ForwardBatch.PAGE_TOKENS - 1) / ForwardBatch.PAGE_TOKENS;
  }

  /// Makes the model and measures it.
  ///
  /// @param listener told how far the weights are
  public static DecodeReport run(Plan plan, LoadListener listener) {
    long start = System.nanoTime();
    try (var kernels = new CpuKernels(plan.threads);
        var model =
            RandomModel.build(
                plan.shape, plan.format, 1, new LoadOptions(kernels, plan.kvFormat), listener);
        var probe = new MemoryReadProbe(plan.threads, PROBE_BYTES)) {
      double loadSeconds = (System.nanoTime() - start) / 1e9;
      return new DecodeBenchmark(plan, model).measure(kernels.description(), loadSeconds, probe);
    }
  }

  private DecodeReport measure(String kernels, double loadSeconds, MemoryReadProbe probe) {
    int kinds = plan.batches.size();
    double[][] steps = new double[kinds][plan.rounds];
    double[][] shares = new double[kinds][plan.rounds];
    double[] prefills = new double[plan.rounds];
    double[] reads = new double[plan.rounds * (kinds + 1)];
    fillContexts();
    // One round more, unmeasured, lets the compiler settle.
    for (int round = -1; round < plan.rounds; round++) {
      int slot = Math.max(0, round);
      prefills[slot] = prefill();
      double before = probe.measure();
      reads[slot * (kinds + 1)] = before;
      for (int kind = 0; kind < kinds; kind++) {
        steps[kind][slot] = decode(plan.batches.get(kind));
        double after = probe.measure();
        // Against what memory gave just before and just after.
        shares[kind][slot] = gigabytes(steps[kind][slot]) / ((before + after) / 2);
        reads[slot * (kinds + 1) + kind + 1] = after;
        before = after;
      }
    }
    var figures = new ArrayList<DecodeReport.Decode>();
    for (int kind = 0; kind < kinds; kind++) {
      double rate = median(steps[kind]);
      int size = plan.batches.get(kind);
      figures.add(
          new DecodeReport.Decode(
              size, plan.context, rate * size, gigabytes(rate), median(shares[kind])));
    }
    var description = model.description();
    return new DecodeReport(
        description.name(),
        description.format(),
        kernels,
        loadSeconds,
        description.weightBytes(),
        median(reads),
        plan.prompt,
        median(prefills),
        figures);
  }

  /// 10^9 bytes of weights a second at this many steps a second.
  private double gigabytes(double stepsPerSecond) {
    return stepsPerSecond * model.description().weightBytes() / 1e9;
  }

  /// Returns tokens a second.
  private double prefill() {
    long start = System.nanoTime();
    batch.clear();
    batch.addSequence(promptPages, 0);
    for (int i = 0; i < plan.prompt; i++) {
      batch.addRow(token(i), i == plan.prompt - 1);
    }
    model.forward(batch, logits);
    best(0);
    return plan.prompt * 1e9 / (System.nanoTime() - start);
  }

  private void fillContexts() {
    for (int s = 0; s < pages.length; s++) {
      batch.clear();
      batch.addSequence(pages[s], 0);
      for (int i = 0; i < plan.context; i++) {
        batch.addRow(token(i + s), false);
      }
      model.forward(batch, logits);
    }
  }

  /// Returns steps a second; the steps overwrite what the round before decoded.
  private double decode(int sequences) {
    int[] tokens = new int[sequences];
    long start = System.nanoTime();
    for (int step = 0; step < plan.steps; step++) {
      batch.clear();
      for (int s = 0; s < sequences; s++) {
        batch.addSequence(pages[s], plan.context + step);
        batch.addRow(tokens[s], true);
      }
      model.forward(batch, logits);
      for (int s = 0; s < sequences; s++) {
        tokens[s] = best(s);
      }
    }
    return plan.steps * 1e9 / (System.nanoTime() - start);
  }

  private int token(int i) {
    return (i * 131 + 7) % logits.vocabularySize();
  }

  private int best(int row) {
    float[] values = logits.values();
    int from = logits.offset(row);
    int best = 0;
    for (int t = 1; t < logits.vocabularySize(); t++) {
      if (values[from + t] > values[from + best]) {
        best = t;
      }
    }
    return best;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
