package io.espalier.runtime.model.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How fast a model runs on this machine, medians of interleaved rounds.
///
/// @param model name of the model
/// @param format number format of its matrices
/// @param kernels what computed it
/// @param loadSeconds time to make and pack the weights
/// @param weightBytes bytes of weights that a decode step reads
/// @param readGigabytes 10^9 bytes a second of a loop that only reads memory, on as many threads
/// @param promptTokens length of the prompt
/// @param prefillTokens tokens a second of the prompt, up to the first greedy token
/// @param decodes one figure for each batch size
public record DecodeReport(
    String model,
    String format,
    String kernels,
    double loadSeconds,
    long weightBytes,
    double readGigabytes,
    int promptTokens,
    double prefillTokens,
    List<Decode> decodes) {
  /// Copies the list.
  public DecodeReport {
    decodes = List.copyOf(decodes);
  }

  /// Decoding with one batch size.
  ///
  /// @param batch sequences
  /// @param context tokens before the first measured step, in each sequence
  /// @param tokens tokens a second of all sequences together
  /// @param gigabytes 10^9 bytes of weights a second
  /// @param share of what the read loop reached just before and after, the median of the rounds
  public record Decode(int batch, int context, double tokens, double gigabytes, double share) {}

  /// Returns the report for people, a line each.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s %s, %.2f GB of weights a step, made in %.1f s; %s",
            model,
            format,
            weightBytes / 1e9,
            loadSeconds,
            kernels));
    lines.add(String.format(Locale.ROOT, "read loop         %6.1f GB/s", readGigabytes));
    lines.add(String.format(Locale.ROOT, "prefill %-9d %6.1f tok/s", promptTokens, prefillTokens));
    for (Decode d : decodes) {
      lines.add(
          String.format(
              Locale.ROOT,
              "decode batch %-4d %6.1f tok/s   %5.1f GB/s of weights, %.0f %% of the read loop"
                  + " (context %d)",
              d.batch,
              d.tokens,
              d.gigabytes,
              100 * d.share,
              d.context));
    }
    return lines;
  }
}
