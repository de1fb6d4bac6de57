package io.espalier.runtime.model.benchmark;

import io.espalier.kernels.Buffer;
import io.espalier.kernels.Draws;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.StoredTensor;
import io.espalier.kernels.cuda.CudaKernels;
import io.espalier.kernels.cuda.Precision;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.loader.LoadOptions;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Times a GPU: its memory, products of a decode step, and passes of random models, each line the
/// median of rounds. A pass includes the choice of the most likely token.
///
/// Arguments: `memory`, `products FORMAT`, or `model SHAPE FORMAT BATCHES CONTEXT PROMPTS`, as in
/// `model qwen3-0.6b bf16 1,8,64 512 512,2048`, for a fork of 64 branches with the tokens that they
/// share last; before them `exact` for exact products.
public final class DeviceBenchmark {
  private static final int ROUNDS = 5;

  private DeviceBenchmark() {}

  /// Runs one of the measurements.
  public static void main(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    boolean exact = words.getFirst().equals("exact");
    if (exact) {
      words = words.subList(1, words.size());
    }
    try (var kernels = new CudaKernels(0, exact ? Precision.EXACT : Precision.ROUNDED)) {
      System.out.println(kernels.description());
      switch (words.getFirst()) {
        case "memory" -> memory(kernels);
        case "products" -> products(kernels, format(words.get(1)));
        case "model" -> model(kernels, words);
        default -> throw new IllegalArgumentException("memory, products or model: " + words);
      }
    }
  }

  private static NumberFormat format(String text) {
    return NumberFormat.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static int[] numbers(String text) {
    return Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private static void memory(CudaKernels kernels) {
    long count = 256L << 20;
    try (Buffer into = kernels.allocateFloats(count);
        Buffer from = kernels.allocateFloats(count)) {
      double seconds = median(20, kernels, () -> kernels.add(into, from, count));
      System.out.printf(
          Locale.ROOT, "memory add, two reads and a write: %.0f GB/s%n", 12e-9 * count / seconds);
    }
  }

  /// Weights of the 8B shape's feed-forward layer, enough copies to pass the cache by.
  private static void products(CudaKernels kernels, NumberFormat format) {
    int rows = 14336;
    int columns = 4096;
    int copies = 8;
    Matrix[] matrices = new Matrix[copies];
    try (var arena = Arena.ofConfined()) {
      StoredTensor tensor = StoredTensor.random(arena, format, rows, columns, 0.02f, 1);
      Arrays.setAll(matrices, _ -> kernels.pack(tensor));
    }
    try (Buffer x = kernels.allocateFloats(2048L * columns);
        Buffer out = kernels.allocateFloats(2048L * rows)) {
      for (int batch : new int[] {1, 2, 4, 8, 16, 17, 32, 64, 128, 256, 512, 2048}) {
        double seconds =
            median(
                    3,
                    kernels,
                    () -> {
                      for (Matrix matrix : matrices) {
                        kernels.matmul(x, batch, matrix, null, out);
                      }
                    })
                / copies;
        System.out.printf(
            Locale.ROOT,
            "product %s %dx%d rows %d: %.1f us, %.0f GB/s of weights, %.1f TFLOP/s%n",
            format,
            rows,
            columns,
            batch,
            1e6 * seconds,
            1e-9 * matrices[0].bytes() / seconds,
            2e-12 * batch * rows * columns / seconds);
      }
    }
    for (Matrix matrix : matrices) {
      matrix.close();
    }
  }

  private static void model(CudaKernels kernels, List<String> words) {
    RandomShape shape = RandomShape.of(words.get(1));
    int[] batches = numbers(words.get(3));
    int context = Integer.parseInt(words.get(4));
    int[] prompts = numbers(words.get(5));
    long start = System.nanoTime();
    var options = new LoadOptions(kernels, NumberFormat.F16);
    try (Model model =
        RandomModel.build(shape, format(words.get(2)), 1, options, (done, total) -> {})) {
      System.out.printf(
          Locale.ROOT,
          "%s: %.2f GB in %.1f s%n",
          model.description().name(),
          model.description().weightBytes() / 1e9,
          (System.nanoTime() - start) / 1e9);
      int steps = 64;
      int each = (context + 16 * steps) / 16 + 1;
      int most = Arrays.stream(batches).max().orElseThrow();
      int longest = Arrays.stream(prompts).max().orElseThrow();
      model.allocatePages(Math.max(64, most) * each + Math.max(8192, longest) / 16 + 1);
      var logits = new Logits(model.description().vocabularySize());
      for (int prompt : prompts) {
        double seconds =
            median(3, kernels, () -> pass(model, logits, 1, most * each, 0, prompt, each));
        System.out.printf(
            Locale.ROOT,
            "prefill %d: %.2f ms, %.0f tok/s%n",
            prompt,
            1e3 * seconds,
            prompt / seconds);
      }
      for (int batch : batches) {
        for (int s = 0; s < batch; s++) {
          pass(model, logits, 1, s * each, 0, context, each);
        }
        int[] at = {context};
        double seconds =
            median(
                    1,
                    kernels,
                    () -> {
                      for (int step = 0; step < steps; step++) {
                        pass(model, logits, batch, 0, at[0]++, 1, each);
                      }
                    })
                / steps;
        System.out.printf(
            Locale.ROOT,
            "decode batch %d context %d: %.3f ms a step, %.0f tok/s, %.0f GB/s of weights%n",
            batch,
            context,
            1e3 * seconds,
            batch / seconds,
            1e-9 * model.description().weightBytes() / seconds);
      }
      if (words.size() > 6) {
        fork(kernels, model, logits, 64, Integer.parseInt(words.get(6)));
      }
    }
  }

  /// Steps of branches with 512 tokens of their own, after nothing and after what they share.
  private static void fork(CudaKernels kernels, Model model, Logits logits, int branches, int own) {
    int steps = 32;
    int each = (512 + 16 * steps) / 16 + 1;
    for (int prefix : new int[] {0, own}) {
      int shared = prefix / 16;
      for (int done = 0; done < prefix; done += 2048) {
        pass(model, logits, 1, shared, shared, done, Math.min(2048, prefix - done), each);
      }
      for (int s = 0; s < branches; s++) {
        pass(model, logits, 1, shared, shared + s * each, prefix, 512, each);
      }
      int[] at = {prefix + 512};
      double seconds =
          median(
                  1,
                  kernels,
                  () -> {
                    for (int step = 0; step < steps; step++) {
                      pass(model, logits, branches, shared, shared, at[0]++, 1, each);
                    }
                  })
              / steps;
      System.out.printf(
          Locale.ROOT,
          "fork of %d branches on %d shared tokens: %.3f ms a step%n",
          branches,
          prefix,
          1e3 * seconds);
    }
  }

  /// One pass of `rows` tokens a sequence; sequence s has pages from `firstPage + s · each`.
  private static void pass(
      Model model, Logits logits, int sequences, int firstPage, int context, int rows, int each) {
    pass(model, logits, sequences, 0, firstPage, context, rows, each);
  }

  /// The same with the first `shared` pages of all, which are pages 0 on; the others follow from
  /// `firstPage` on.
  private static void pass(
      Model model,
      Logits logits,
      int sequences,
      int shared,
      int firstPage,
      int context,
      int rows,
      int each) {
    var batch = new ForwardBatch();
    int count = (context + rows + 15) / 16;
    for (int s = 0; s < sequences; s++) {
      int first = firstPage + s * each - shared;
      int[] pages = new int[count];
      Arrays.setAll(pages, i -> i < shared ? i : first + i);
      batch.addSequence(pages, context);
      for (int i = 0; i < rows; i++) {
        batch.addRow((131 * (context + i) + 7 * s + 7) % logits.vocabularySize(), i == rows - 1);
      }
    }
    model.forward(batch, logits);
    if (logits.isDeferred()) {
      var draws = new Draws();
      for (int row = 0; row < batch.logitRows(); row++) {
        draws.add(row, 0, 0, 1, 0, 0, null);
      }
      model.draw(draws);
    }
  }

  /// Seconds of one `work`: the median of rounds of `repeats`, after one that warms up.
  private static double median(int repeats, CudaKernels kernels, Runnable work) {
    double[] seconds = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      kernels.synchronize();
      long start = System.nanoTime();
      for (int i = 0; i < repeats; i++) {
        work.run();
      }
      kernels.synchronize();
      seconds[Math.max(round, 0)] = (System.nanoTime() - start) / 1e9 / repeats;
    }
    Arrays.sort(seconds);
    return seconds[ROUNDS / 2];
  }
}
