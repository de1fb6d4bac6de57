package io.espalier.constrained.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a mask benchmark found.
///
/// @param cases one record per schema, in order
/// @param firstMaskMicros time of the very first mask after the start of the JVM
/// @param vocabularyMillis wall time to read the vocabulary and prepare it, in a fresh JVM
/// @param warmVocabularyMillis the same once the JIT has compiled it
public record MaskReport(
    List<CaseResult> cases,
    double firstMaskMicros,
    double vocabularyMillis,
    double warmVocabularyMillis) {
  /// One schema.
  ///
  /// @param error why it was refused; empty where it was not
  public record CaseResult(
      String name,
      String source,
      boolean ok,
      String error,
      double compileMicros,
      List<TestResult> tests) {}

  /// One text of a schema.
  ///
  /// @param accepted how many tokens were in their masks
  /// @param endAllowed whether the sequence could end after all of them
  /// @param count tokens of the text
  /// @param maskMicros time of each mask, first walk
  /// @param warmMicros least time of each mask over later walks
  /// @param acceptMicros mean time to accept a token
  public record TestResult(
      boolean valid,
      int accepted,
      boolean endAllowed,
      int count,
      List<Double> maskMicros,
      List<Double> warmMicros,
      double acceptMicros) {
    /// Tells whether the outcome is what the label says.
    public boolean right() {
      return valid == (accepted == count && endAllowed);
    }
  }

  /// Returns the rows of the comparison table as text.
  public String table() {
    StringBuilder out = new StringBuilder();
    long passing = cases.stream().filter(CaseResult::ok).count();
    long refused = cases.stream().filter(c -> !c.error.isEmpty()).count();
    row(out, "schemas with every label right", passing + " of " + cases.size());
    row(out, "refused", Long.toString(refused));
    int[] wrong = new int[4];
    for (CaseResult result : cases) {
      for (TestResult test : result.tests) {
        wrong[test.valid ? 0 : 2]++;
        if (!test.right()) {
          wrong[test.valid ? 1 : 3]++;
        }
      }
    }
    row(out, "valid instances rejected", wrong[1] + " of " + wrong[0]);
    row(out, "invalid instances accepted", wrong[3] + " of " + wrong[2]);
    row(out, "compile us", spread(cases.stream().mapToDouble(CaseResult::compileMicros).toArray()));
    row(out, "mask us cold", spread(times(false, "")));
    row(out, "mask us warm", spread(times(true, "")));
    row(out, "mask us cold, tool-like", spread(times(false, "BFCL|Glaiveai2K")));
    row(out, "mask us warm, tool-like", spread(times(true, "BFCL|Glaiveai2K")));
    row(out, "mask us cold, patterns", spread(times(false, "pattern")));
    row(out, "mask us warm, patterns", spread(times(true, "pattern")));
    row(out, "accept us", spread(acceptTimes()));
    row(out, "first mask after start us", String.format(Locale.ROOT, "%.0f", firstMaskMicros));
    row(
        out,
        "vocabulary ms, first and JIT warm",
        String.format(Locale.ROOT, "%.0f, %.0f", vocabularyMillis, warmVocabularyMillis));
    return out.toString();
  }

  private static void row(StringBuilder out, String name, String value) {
    out.append("| ").append(name).append(" | ").append(value).append(" |\n");
  }

  private double[] acceptTimes() {
    return cases.stream()
        .flatMap(c -> c.tests.stream())
        .mapToDouble(TestResult::acceptMicros)
        .toArray();
  }

  private double[] times(boolean warm, String sources) {
    List<String> wanted = sources.isEmpty() ? List.of() : List.of(sources.split("\\|"));
    return cases.stream()
        .filter(c -> wanted.isEmpty() || wanted.contains(c.source))
        .flatMap(c -> c.tests.stream())
        .flatMap(t -> (warm ? t.warmMicros : t.maskMicros).stream())
        .mapToDouble(x -> x)
        .toArray();
  }

  private static String spread(double[] values) {
    if (values.length == 0) {
      return "-";
    }
    Arrays.sort(values);
    return String.format(
        Locale.ROOT,
        "avg %.2f, p50 %.2f, p95 %.1f, p99 %.1f, p99.9 %.0f, max %.0f (n=%d)",
        Arrays.stream(values).average().orElse(0),
        values[values.length / 2],
        values[(int) (values.length * 0.95)],
        values[(int) (values.length * 0.99)],
        values[(int) (values.length * 0.999)],
        values[values.length - 1],
        values.length);
  }
}
