package io.espalier.runtime.cli.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How fast prompts are read, medians of rounds.
///
/// @param model name of the model
/// @param format number format of its matrices
/// @param kernels what computed it
/// @param loadSeconds time to make the weights and open everything
/// @param prompts a figure for each length
public record PrefillReport(
    String model, String format, String kernels, double loadSeconds, List<Prompt> prompts) {
  /// Copies the list.
  public PrefillReport {
    prompts = List.copyOf(prompts);
  }

  /// One prompt alone.
  ///
  /// @param tokens its length
  /// @param millis from the call to its first token
  /// @param tokensPerSecond of the prompt
  /// @param teraflops 10^12 operations a second of the matrix products
  public record Prompt(int tokens, double millis, double tokensPerSecond, double teraflops) {}

  /// Returns the report for people, a line each.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT, "%s %s, opened in %.1f s; %s", model, format, loadSeconds, kernels));
    lines.add("prompt          ms      tok/s   TFLOP/s of products");
    for (Prompt p : prompts) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%6d %11.2f %10.1f %10.2f",
              p.tokens,
              p.millis,
              p.tokensPerSecond,
              p.teraflops));
    }
    return lines;
  }
}
