package io.espalier.kernels;

import io.espalier.kernels.cpu.CpuKernels;
import io.espalier.kernels.cpu.MemoryReadProbe;
import java.util.Arrays;
import java.util.Locale;

/// Decode and prefill of [RandomLlama], each decode pass between two runs of [MemoryReadProbe] so
/// that other work on the machine slows both. Prints medians. Arguments: format (Q8_0), threads
/// (all), rounds (30).
final class DecodeShare {
  private static final int PROMPT = 512;

  private DecodeShare() {}

  public static void main(String[] arguments) {
    NumberFormat format = NumberFormat.valueOf(arguments.length > 0 ? arguments[0] : "Q8_0");
    int threads =
        arguments.length > 1
            ? Integer.parseInt(arguments[1])
            : Runtime.getRuntime().availableProcessors();
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 30;
    long started = System.nanoTime();
    try (CpuKernels kernels = new CpuKernels(threads);
        RandomLlama model = new RandomLlama(kernels, format, PROMPT, 17 * 36);
        MemoryReadProbe probe = new MemoryReadProbe(threads, 1200L << 20)) {
      System.out.printf(
          Locale.ROOT,
          "%s, %s, %.2f GB of weights, ready in %.1f s%n",
          kernels.description(),
          format,
          model.bytes() / 1e9,
          seconds(started));
      for (int i = 0; i < 3; i++) {
        for (int batch : new int[] {1, 2, 4, 8, 16}) {
          decode(model, batch, PROMPT);
        }
      }
      prefill(model);
      for (int batch : new int[] {1, 2, 4, 8, 16}) {
        double[] share = new double[rounds];
        double[] speed = new double[rounds];
        double[] read = new double[rounds];
        for (int i = 0; i < rounds; i++) {
          double before = probe.measure();
          double time = decode(model, batch, PROMPT);
          read[i] = (before + probe.measure()) / 2;
          speed[i] = batch / time;
          share[i] = model.bytes() / time / 1e9 / read[i];
        }
        System.out.printf(
            Locale.ROOT,
            "decode batch %d after %d tokens: %.1f tokens/s, %.1f GB/s of weights, read loop %.1f"
                + " GB/s, share %.3f%n",
            batch,
            PROMPT,
            median(speed),
            median(speed) / batch * model.bytes() / 1e9,
            median(read),
            median(share));
      }
      double[] prefill = new double[3];
      Arrays.setAll(prefill, _ -> PROMPT / prefill(model));
      System.out.printf(Locale.ROOT, "prefill of %d: %.1f tokens/s%n", PROMPT, median(prefill));
    }
  }

  private static double decode(RandomLlama model, int rows, int context) {
    AttentionBatch batch = new AttentionBatch();
    int[] tokens = new int[rows];
    int[] wanted = new int[rows];
    for (int row = 0; row < rows; row++) {
      int[] table = new int[36];
      int first = 36 * (row + 1);
      Arrays.setAll(table, i -> first + i);
      batch.addSequence(table, table.length, context, 1);
      tokens[row] = 100 + row;
      wanted[row] = row;
    }
    long start = System.nanoTime();
    model.forward(tokens, batch, wanted);
    return seconds(start);
  }

  private static double prefill(RandomLlama model) {
    AttentionBatch batch = new AttentionBatch();
    int[] table = new int[36];
    Arrays.setAll(table, i -> i);
    batch.addSequence(table, table.length, 0, PROMPT);
    int[] tokens = new int[PROMPT];
    Arrays.setAll(tokens, i -> 7 * i);
    long start = System.nanoTime();
    model.forward(tokens, batch, new int[] {PROMPT - 1});
    return seconds(start);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
