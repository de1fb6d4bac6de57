package io.espalier.runtime.cli;

import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.cli.speed.RandomEngine;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.model.benchmark.RandomShape;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of measurements on random models.
final class RandomModelOptions {
  @Option(
      names = "--random",
      paramLabel = "SHAPE",
      defaultValue = "llama-3.2-1b",
      description = "llama-3.2-1b, llama-3.1-8b, qwen3-0.6b or tiny; default: llama-3.2-1b.")
  private String shape = "llama-3.2-1b";

  @Option(
      names = "--format",
      defaultValue = "",
      description = "q8_0, q4_0, bf16, f16 or f32; default: bf16 on a GPU, q8_0 on a CPU.")
  private String format = "";

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu or cuda; default: auto.")
  private String device = "auto";

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Threads that compute on the CPU; default: all processors.")
  private int threads;

  /// The shape's name as it was given.
  String shape() {
    return shape;
  }

  /// What to open.
  ///
  /// @throws ArgumentException when a shape or format is unknown
  RandomEngine.Setup setup() {
    if (threads < 0) {
      throw new ArgumentException("--threads is %d; allowed: 0 (all) or more".formatted(threads));
    }
    try {
      return new RandomEngine.Setup(
          RandomShape.of(shape), numberFormat(), device.equals("auto") ? "" : device, threads);
    } catch (IllegalArgumentException e) {
      throw new ArgumentException(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable NumberFormat numberFormat() {
    if (format.isEmpty()) {
      return null;
    }
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
