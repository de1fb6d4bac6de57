package io.espalier.runtime.cli.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.runtime.interpreter.ArgumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every workload at a small size, on the simulated model.
@Timeout(60)
class ProgramBenchmarkTest {
  private static final Path PROGRAMS = Path.of("../notebooks/benchmarks");

  private static List<WorkloadReport> run(List<String> workloads, Ablation... ablations)
      throws IOException {
    return new ProgramBenchmark(
            PROGRAMS,
            new BenchModel.Simulated(),
            workloads,
            List.of(ablations),
            3,
            0.15,
            0.05,
            64,
            0)
        .run(_ -> {});
  }

  @Test
  void reachesTheOfflineOptimumOnEveryWorkload() throws IOException {
    List<WorkloadReport> reports = run(List.of(), Ablation.FULL);
    assertThat(reports).hasSize(15);
    for (WorkloadReport report : reports) {
      assertThat(report.prefilledTokens())
          .as(report.workload())
          .isGreaterThanOrEqualTo(report.optimumTokens());
      // What short prompts of unrelated programs share by chance is not waited for.
      assertThat(report.promptTokens() - report.prefilledTokens())
          .as(report.workload())
          .isGreaterThanOrEqualTo(
              (long) (0.97 * (report.promptTokens() - report.optimumTokens())) - 16);
      assertThat(report.p50Millis()).isPositive().isLessThanOrEqualTo(report.p99Millis());
    }
  }

  @Test
  void generatesTheSameTokensUnderEveryAblation() throws IOException {
    var reports = run(List.of("judge", "jump-forward-character", "react"), Ablation.values());
    Map<String, List<WorkloadReport>> byWorkload =
        reports.stream().collect(Collectors.groupingBy(WorkloadReport::workload));
    byWorkload.forEach((name, each) -> {
      assertThat(each).hasSize(Ablation.values().length);
      assertThat(each)
          .extracting(report -> report.forcedTokens() + report.sampledTokens())
          .as(name)
          .containsOnly(each.getFirst().forcedTokens() + each.getFirst().sampledTokens());
    });
    String workload = "jump-forward-character";
    assertThat(find(reports, workload, Ablation.FULL).forcedTokens()).isPositive();
    assertThat(find(reports, workload, Ablation.NO_JUMP_FORWARD).forcedTokens()).isZero();
    assertThat(find(reports, workload, Ablation.NO_CACHE).hitRate()).isZero();
    assertThat(find(reports, workload, Ablation.FULL).hitRate()).isPositive();
  }

  private static WorkloadReport find(
      List<WorkloadReport> reports, String workload, Ablation ablation) {
    return reports.stream()
        .filter(
            each -> each.workload().equals(workload) && each.ablation().equals(ablation.label()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void makesTheSameTextsFromTheSameSeed() throws IOException {
    var tokenizer = new BenchModel.Simulated().tokenizer();
    List<Workload> first = new Workloads(tokenizer, 5, 0.1, 0.05).all();
    assertThat(new Workloads(tokenizer, 5, 0.1, 0.05).all()).isEqualTo(first);
    assertThat(new Workloads(tokenizer, 6, 0.1, 0.05).all()).isNotEqualTo(first);
    var words = new WordModel(tokenizer, 1);
    assertThat(words.tokens(words.text(500))).isBetween(400, 650);
  }

  @Test
  void namesWhatThereIsForAnUnknownWorkload() {
    assertThatThrownBy(() -> run(List.of("nonsense"), Ablation.FULL))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("nonsense")
        .hasMessageContaining("tree-of-thought");
  }

  @Test
  void countsWhatMustBeComputedAtLeast() {
    var optimum = new OfflineOptimum();
    // Three prompt tokens and two generated ones, of which the last is computed by whoever goes on.
    optimum.ended("", new int[] {1, 2, 3, 8, 9}, 3, 4);
    assertThat(optimum.tokens()).isEqualTo(3);
    // The same beginning, what was decoded, its last token and a new one.
    optimum.ended("", new int[] {1, 2, 3, 8, 9, 7}, 6, 6);
    assertThat(optimum.tokens()).isEqualTo(5);
    optimum.ended("", new int[] {1, 2, 4}, 3, 3);
    assertThat(optimum.tokens()).isEqualTo(6);
    optimum.ended("other", new int[] {1, 2}, 2, 2);
    assertThat(optimum.tokens()).isEqualTo(8);
    assertThat(optimum.promptTokens()).isEqualTo(3 + 6 + 3 + 2);
  }

  @Test
  void drawsBarsAsLongAsTheirFigures() {
    var chart =
        new BarChart(
            "a < b",
            "",
            List.of(
                new BarChart.Group(
                    "one", List.of(new BarChart.Bar("x", 10), new BarChart.Bar("y", 5)))));
    assertThat(chart.svg())
        .startsWith("<svg")
        .contains("a &lt; b")
        .contains("width=\"440.0\"")
        .contains("width=\"220.0\"");
  }
}
