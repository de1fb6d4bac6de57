package io.espalier.runtime.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LogitAdjustmentsTest {
  private static final Offset<Float> CLOSE = within(1e-5f);

  @RepeatedTest(50)
  void agreesWithTheFormulasAndTakesItselfBack(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int size = 300;
    double repetitionPenalty = random.nextBoolean() ? 1 : 1 + random.nextDouble();
    double frequency = random.nextBoolean() ? 0 : 2 * random.nextDouble();
    double presence = random.nextBoolean() ? 0 : random.nextDouble() - 0.5;
    Map<Integer, Float> bias = Map.of(random.nextInt(100), 2f, 100 + random.nextInt(100), -3f);
    var parameters =
        new SamplingParameters(1, 0, 1, 0, repetitionPenalty, frequency, presence, bias, 0);
    int[] prompt = random.ints(40, 0, size).toArray();
    int[] ends = {7, 250};
    var adjustments = new LogitAdjustments(parameters, prompt, 30, ends, size);
    Map<Integer, Integer> generated = new HashMap<>();
    for (int index = 0; index < random.nextInt(200); index++) {
      int token = random.nextInt(size);
      adjustments.addGenerated(token);
      generated.merge(token, 1, Integer::sum);
    }
    float[] logits = new float[size];
    for (int token = 0; token < size; token++) {
      logits[token] = (float) random.nextGaussian();
    }
    float[] row = logits.clone();
    adjustments.apply(row, 0, true);
    for (int token = 0; token < size; token++) {
      double expected = logits[token];
      boolean seen = generated.containsKey(token);
      for (int index = 0; index < 30 && !seen; index++) {
        seen = prompt[index] == token;
      }
      if (seen) {
        expected = expected > 0 ? expected / repetitionPenalty : expected * repetitionPenalty;
      }
      if (generated.containsKey(token)) {
        expected -= frequency * generated.get(token) + presence;
      }
      expected += bias.getOrDefault(token, 0f);
      if (token == 7 || token == 250) {
        assertThat(row[token]).isEqualTo(Float.NEGATIVE_INFINITY);
      } else {
        assertThat(row[token]).isCloseTo((float) expected, CLOSE);
      }
    }
    adjustments.restore(row, 0);
    assertThat(row).isEqualTo(logits);
  }

  @Test
  void namesABiasOutsideTheVocabulary() {
    var parameters = new SamplingParameters(1, 0, 1, 0, 1, 0, 0, Map.of(300, 1f), 0);
    assertThatThrownBy(() -> new LogitAdjustments(parameters, new int[0], 0, new int[0], 300))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("300")
        .hasMessageContaining("0 to 299");
  }
}
