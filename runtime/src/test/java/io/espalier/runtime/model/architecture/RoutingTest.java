package io.espalier.runtime.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RoutingTest {
  private final int[] chosen = new int[8];
  private final float[] shares = new float[8];

  @Test
  void takesTheLowerIndexAmongEquals() {
    Routing.softmax(4, true).choose(new float[] {0, 1, 1, 1}, 0, chosen, shares, 0, 2);
    assertThat(chosen).startsWith(1, 2);
    assertThat(shares[0] + shares[1]).isCloseTo(1, offset(1e-6f));
  }

  @Test
  void keepsSharesOfAllExpertsWhereTheyAreNotNormalised() {
    Routing.groupedSoftmax(4, false, 16, 1, 1)
        .choose(new float[] {0, 0, 0, 0}, 0, chosen, shares, 0, 1);
    assertThat(shares[0]).isCloseTo(4, offset(1e-6f));
  }

  @Test
  void letsTheBiasPickButNotWeigh() {
    Routing.groupedSigmoid(new float[] {0, 5}, false, 1, 1, 1)
        .choose(new float[] {3, 0}, 0, chosen, shares, 0, 1);
    assertThat(chosen[0]).isEqualTo(1);
    assertThat(shares[0]).isCloseTo(0.5f, offset(1e-6f));
  }

  @RepeatedTest(100)
  void picksWithinTheBestGroups(RepetitionInfo info) {
    var random = new Random(info.getCurrentRepetition());
    int groups = 1 << random.nextInt(4);
    int size = random.nextInt(2, 6);
    int best = random.nextInt(1, groups + 1);
    int count = random.nextInt(1, Math.min(8, best * size) + 1);
    boolean sigmoid = random.nextBoolean();
    float[] logits = new float[groups * size];
    float[] bias = new float[groups * size];
    double all = 0;
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextGaussian(0, 2);
      bias[i] = sigmoid ? (float) random.nextGaussian() : 0;
      all += Math.exp(logits[i]);
    }
    double sum = all;
    ToDoubleFunction<Integer> score =
        i -> sigmoid ? 1 / (1 + Math.exp(-logits[i])) : Math.exp(logits[i]) / sum;
    Comparator<Integer> ranks =
        Comparator.comparingDouble((Integer i) -> score.applyAsDouble(i) + bias[i]).reversed();
    List<Integer> order =
        IntStream.range(0, groups)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer group) ->
                        IntStream.range(group * size, (group + 1) * size)
                            .boxed()
                            .sorted(ranks)
                            .limit(sigmoid ? 2 : 1)
                            .mapToDouble(i -> score.applyAsDouble(i) + bias[i])
                            .sum())
                    .reversed())
            .limit(best)
            .flatMap(group -> IntStream.range(group * size, (group + 1) * size).boxed())
            .sorted(ranks)
            .limit(count)
            .toList();
    double taken = order.stream().mapToDouble(score).sum();

    Routing routing =
        sigmoid
            ? Routing.groupedSigmoid(bias, true, 2.5f, groups, best)
            : Routing.groupedSoftmax(logits.length, true, 2.5f, groups, best);
    routing.choose(logits, 0, chosen, shares, 0, count);
    for (int k = 0; k < count; k++) {
      assertThat(chosen[k]).as("expert %d", k).isEqualTo(order.get(k));
      assertThat((double) shares[k])
          .isCloseTo(2.5 * score.applyAsDouble(order.get(k)) / taken, offset(1e-5));
    }
  }
}
