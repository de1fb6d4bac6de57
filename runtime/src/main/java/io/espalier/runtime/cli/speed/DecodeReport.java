package io.espalier.runtime.cli.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How fast sequences decode, medians of interleaved rounds.
///
/// @param model name of the model
/// @param format number format of its matrices
/// @param kernels what computed it
/// @param loadSeconds time to make the weights and open everything
/// @param weightBytes bytes of weights that a step reads
/// @param probe what the memory measure does
/// @param gigabytes what it reached, 10^9 bytes a second
/// @param batches a figure for each batch size
public record DecodeReport(
    String model,
    String format,
    String kernels,
    double loadSeconds,
    long weightBytes,
    String probe,
    double gigabytes,
    List<Batch> batches) {
  /// Copies the list.
  public DecodeReport {
    batches = List.copyOf(batches);
  }

  /// Decoding with one batch size.
  ///
  /// @param size sequences
  /// @param context tokens of each before the first step
  /// @param millis milliseconds a step
  /// @param tokens tokens a second of all sequences together
  /// @param stepBytes bytes of weights, keys and values that a step reads
  /// @param share of the memory measure just before and after
  /// @param constrainedMillis the same under a JSON constraint, NaN where not measured
  public record Batch(
      int size,
      int context,
      double millis,
      double tokens,
      long stepBytes,
      double share,
      double constrainedMillis) {
    /// Returns by what part of a free step a constrained one takes longer.
    public double slower() {
      return constrainedMillis / millis - 1;
    }
  }

  /// Returns the report for people, a line each.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s %s, %.2f GB of weights a step, opened in %.1f s; %s",
            model,
            format,
            weightBytes / 1e9,
            loadSeconds,
            kernels));
    lines.add(String.format(Locale.ROOT, "%s %.1f GB/s", probe, gigabytes));
    boolean constrained = batches.stream().anyMatch(b -> !Double.isNaN(b.constrainedMillis));
    lines.add(
        "batch × context    ms/step      tok/s   GB/step   %% of %s".formatted(probe)
            + (constrained ? "   constrained ms/step      tok/s   slower" : ""));
    for (Batch b : batches) {
      String line =
          String.format(
              Locale.ROOT,
              "%5d × %-7d %10.3f %10.1f %9.3f   %" + (probe.length() + 5) + ".1f",
              b.size,
              b.context,
              b.millis,
              b.tokens,
              b.stepBytes / 1e9,
              100 * b.share);
      if (constrained) {
        line +=
            String.format(
                Locale.ROOT,
                "   %19.3f %10.1f %+7.1f %%",
                b.constrainedMillis,
                1e3 * b.size / b.constrainedMillis,
                100 * b.slower());
      }
      lines.add(line);
    }
    return lines;
  }
}
