package io.espalier.runtime.cli.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.Matcher;
import io.espalier.constrained.TokenMask;
import io.espalier.constrained.Vocabulary;
import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.model.benchmark.RandomShape;
import io.espalier.runtime.model.loader.LoadListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SpeedTest {
  private static final RandomEngine.Setup TINY =
      new RandomEngine.Setup(RandomShape.TINY, NumberFormat.Q8_0, "cpu", 1);

  @Test
  void everyBatchSizeIsMeasuredFreeAndConstrained() {
    var plan = new DecodeBenchmark.Plan(TINY, List.of(1, 3), 20, 4, 2, 0, true);
    DecodeReport report = DecodeBenchmark.run(plan, LoadListener.NONE);
    assertThat(report.batches()).extracting(DecodeReport.Batch::size).containsExactly(1, 3);
    for (DecodeReport.Batch batch : report.batches()) {
      assertThat(batch.tokens()).isPositive();
      assertThat(batch.share()).isPositive();
      assertThat(batch.constrainedMillis()).isPositive();
      assertThat(batch.stepBytes())
          .isEqualTo(report.weightBytes() + batch.size() * 22L * 2 * 2 * 2 * 16 * 4);
    }
    assertThat(report.lines()).hasSize(5);
    assertThat(report.lines().getFirst()).startsWith("random tiny Q8_0, ");
    assertThat(report.lines().get(2)).endsWith("slower");
  }

  @Test
  void aFreeReportHasNoConstrainedColumn() {
    var plan = new DecodeBenchmark.Plan(TINY, List.of(2), 5, 1, 1, 0.7, false);
    DecodeReport report = DecodeBenchmark.run(plan, LoadListener.NONE);
    assertThat(report.batches().getFirst().constrainedMillis()).isNaN();
    assertThat(report.lines().get(2)).endsWith("% of read loop");
  }

  @Test
  void everyPromptIsMeasured() {
    var plan = new PrefillBenchmark.Plan(TINY, List.of(1, 700), 2);
    PrefillReport report = PrefillBenchmark.run(plan, LoadListener.NONE);
    assertThat(report.prompts()).extracting(PrefillReport.Prompt::tokens).containsExactly(1, 700);
    assertThat(report.prompts()).allMatch(prompt -> prompt.tokensPerSecond() > 0);
    assertThat(report.lines()).hasSize(4);
  }

  @Test
  void plansBeyondTheContextAreRefused() {
    assertThatThrownBy(() -> new DecodeBenchmark.Plan(TINY, List.of(1), 4000, 1, 1, 0, false))
        .hasMessageContaining("at most 4096");
    assertThatThrownBy(() -> new PrefillBenchmark.Plan(TINY, List.of(4096), 1))
        .hasMessageContaining("from 1 to 4095 tokens");
  }

  @Test
  void aVocabularyHasDistinctTokens() {
    Vocabulary vocabulary = RandomVocabulary.of(20_000);
    Set<String> texts = new HashSet<>();
    for (int token = 0; token < vocabulary.size(); token++) {
      texts.add(new String(vocabulary.bytes(token), StandardCharsets.ISO_8859_1));
    }
    assertThat(texts).hasSize(20_000);
  }

  /// A random walk is never forced to end and makes whole lines of JSON.
  @Test
  void recordsNeverRunOut() {
    Vocabulary vocabulary = RandomVocabulary.of(2000);
    Matcher matcher =
        new ConstraintCompiler().compile(JsonRecords.SOURCE).bind(vocabulary).matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    Random random = new Random(3);
    int lines = 0;
    for (int step = 0; step < 3000; step++) {
      matcher.fillMask(mask);
      List<Integer> allowed = new ArrayList<>();
      for (int token = 0; token < vocabulary.size(); token++) {
        if (mask.contains(token) && !vocabulary.isEndOfSequence(token)) {
          allowed.add(token);
        }
      }
      assertThat(allowed).isNotEmpty();
      int token = allowed.get(random.nextInt(allowed.size()));
      lines += new String(vocabulary.bytes(token), StandardCharsets.UTF_8).endsWith("\n") ? 1 : 0;
      assertThat(matcher.accept(token)).isTrue();
    }
    assertThat(lines).isGreaterThan(10);
  }
}
