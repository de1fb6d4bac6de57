package io.espalier.runtime.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dsl.Scored;
import io.espalier.dsl.SelectMethod;
import io.espalier.runtime.backend.ChoiceLogprobs;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The published formulas on the words with which they were published: a long word whose first
/// tokens are likely, a short one, and one in between.
final class SelectionTest {
  private static final List<String> WORDS =
      List.of("organ", "organism", "antidisestablishmentarianism");
  private static final List<ChoiceLogprobs> LOGPROBS =
      List.of(
          new ChoiceLogprobs(new double[] {-4}, new double[] {-5}),
          new ChoiceLogprobs(new double[] {-4, -1}, new double[] {-5, -3}),
          new ChoiceLogprobs(
              new double[] {-5, -0.1, -0.1, -0.1, -0.1, -0.1},
              new double[] {-6, -0.1, -0.1, -0.1, -0.1, -0.1}));

  @Test
  void theMeanFavoursLongWordsWhoseTailIsCertain() {
    Scored<String> scored = Selection.decide(SelectMethod.MEAN_LOGPROB, WORDS, LOGPROBS);
    assertThat(scored.best()).isEqualTo("antidisestablishmentarianism");
    assertThat(scored.scores().get(1).score()).isEqualTo(-2.5);
    assertThat(scored.scores().get(1).logprob()).isEqualTo(-5);
    assertThat(scored.scores().get(1).tokens()).isEqualTo(2);
  }

  @Test
  void theSumFavoursTheMostLikelyText() {
    assertThat(Selection.decide(SelectMethod.SUM_LOGPROB, WORDS, LOGPROBS).best())
        .isEqualTo("organ");
  }

  @Test
  void greedyTakesTheBestFirstTokenAndThenTheBetterContinuation() {
    // First column: organ and organism tie at -4; second: organ is padded with its mean of -4.
    assertThat(Selection.decide(SelectMethod.GREEDY, WORDS, LOGPROBS).best()).isEqualTo("organism");
  }

  @Test
  void unconditionalFavoursWhatThePrefixMadeMoreLikely() {
    assertThat(Selection.decide(SelectMethod.UNCONDITIONAL, WORDS, LOGPROBS).best())
        .isEqualTo("organism");
  }

  @Test
  void aLogprobOfZeroCountsLikeAnyOther() {
    var certain = new ChoiceLogprobs(new double[] {0, 0}, new double[0]);
    var unlikely = new ChoiceLogprobs(new double[] {0, -2}, new double[0]);
    Scored<String> scored =
        Selection.decide(SelectMethod.MEAN_LOGPROB, List.of("a", "b"), List.of(unlikely, certain));
    assertThat(scored.best()).isEqualTo("b");
    assertThat(scored.scores().get(0).score()).isEqualTo(-1);
    assertThat(scored.scores().get(1).score()).isEqualTo(0);
  }

  @Test
  void theFirstOfEqualsWinsAndProbabilitiesSumToOne() {
    var same = new ChoiceLogprobs(new double[] {-1}, new double[0]);
    Scored<String> scored =
        Selection.decide(
            SelectMethod.MEAN_LOGPROB, List.of("x", "y", "z"), List.of(same, same, same));
    assertThat(scored.best()).isEqualTo("x");
    assertThat(scored.scores().stream().mapToDouble(Scored.Score::probability).sum())
        .isCloseTo(1, within(1e-12));
  }
}
