package io.espalier.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.kernels.Buffer;
import io.espalier.kernels.Draws;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("gpu")
final class TokenDrawsTest {
  private static CudaKernels cuda;

  @BeforeAll
  static void open() {
    cuda = Gpu.open(Precision.ROUNDED);
  }

  @AfterAll
  static void close() {
    if (cuda != null) {
      cuda.close();
    }
  }

  private static float[] logits(Random random, int count, boolean ties) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = ties ? random.nextInt(4) - 2 : (float) random.nextGaussian() * 3;
    }
    return values;
  }

  private static boolean allows(long @Nullable [] mask, int token) {
    return mask == null || (mask[token / 64] >>> token % 64 & 1) != 0;
  }

  private static void draw(float[] values, int vocabulary, Draws draws) {
    try (Buffer buffer = cuda.upload(values)) {
      cuda.draw(buffer, vocabulary, draws);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 33, 64, 1000, 5001})
  void takesTheFirstOfTheMostLikely(int vocabulary) {
    Random random = new Random(vocabulary);
    int rows = 5;
    float[] values = logits(random, rows * vocabulary, true);
    Draws draws = new Draws();
    long[][] masks = new long[rows][];
    for (int row = 0; row < rows; row++) {
      if (row % 2 == 1) {
        masks[row] = random.longs((vocabulary + 63) / 64).toArray();
      }
      draws.add(row, 0, 0, 1, 0, 0, masks[row]);
    }
    draw(values, vocabulary, draws);
    for (int row = 0; row < rows; row++) {
      int best = Draws.NONE;
      for (int token = 0; token < vocabulary; token++) {
        float value = values[row * vocabulary + token];
        if (allows(masks[row], token) && (best < 0 || value > values[row * vocabulary + best])) {
          best = token;
        }
      }
      assertThat(draws.token(row)).isEqualTo(best);
    }
  }

  /// Every mask of six tokens with random parameters: never a token that is not allowed.
  @Test
  void neverDrawsAMaskedToken() {
    Random random = new Random(5);
    int vocabulary = 6;
    Draws draws = new Draws();
    float[] values = logits(random, 64 * vocabulary, false);
    for (int mask = 0; mask < 64; mask++) {
      values[mask * vocabulary + random.nextInt(vocabulary)] = 40;
      for (int i = 0; i < 4; i++) {
        draws.add(
            mask,
            random.nextInt(4) == 0 ? 0 : 0.1 + random.nextDouble(),
            random.nextInt(4),
            random.nextBoolean() ? 1 : 0.05 + 0.95 * random.nextDouble(),
            random.nextBoolean() ? 0 : 0.5 * random.nextDouble(),
            i == 0 ? Math.nextDown(1.0) : random.nextDouble(),
            new long[] {mask});
      }
    }
    draw(values, vocabulary, draws);
    for (int i = 0; i < draws.count(); i++) {
      int mask = i / 4;
      assertThat(draws.token(i) == Draws.NONE).isEqualTo(mask == 0);
      assertThat(mask == 0 || (mask >> draws.token(i) & 1) != 0).isTrue();
    }
  }

  /// Evenly spaced random numbers: each token comes as often as its probability in float64 says,
  /// but for one at either end of its share and what float32 weights move.
  @RepeatedTest(12)
  void drawsByProbability(RepetitionInfo repetition) {
    Random random = new Random(70 + repetition.getCurrentRepetition());
    int vocabulary = 2 + random.nextInt(40);
    int count = 200;
    float[] values = logits(random, vocabulary, random.nextInt(3) == 0);
    double temperature = 0.3 + 1.5 * random.nextDouble();
    int topK = random.nextBoolean() ? 0 : 1 + random.nextInt(vocabulary);
    double topP = random.nextBoolean() ? 1 : 0.2 + 0.75 * random.nextDouble();
    double minP = random.nextBoolean() ? 0 : 0.2 * random.nextDouble();
    long[] mask = random.nextBoolean() ? null : new long[] {random.nextLong() | 1};
    Draws draws = new Draws();
    for (int i = 0; i < count; i++) {
      draws.add(0, temperature, topK, topP, minP, (i + 0.5) / count, mask);
    }
    draw(values, vocabulary, draws);
    int[] seen = new int[vocabulary];
    int last = 0;
    for (int i = 0; i < count; i++) {
      assertThat(draws.token(i)).isGreaterThanOrEqualTo(last);
      last = draws.token(i);
      seen[last]++;
    }
    double[] expected = probabilities(values, temperature, topK, topP, minP, mask);
    for (int token = 0; token < vocabulary; token++) {
      assertThat((double) seen[token]).isCloseTo(count * expected[token], within(1.01));
    }
    draw(values, vocabulary, draws);
    int[] again = new int[vocabulary];
    for (int i = 0; i < count; i++) {
      again[draws.token(i)]++;
    }
    assertThat(again).isEqualTo(seen);
  }

  private static double[] probabilities(
      float[] values,
      double temperature,
      int topK,
      double topP,
      double minP,
      long @Nullable [] mask) {
    Integer[] order =
        IntStream.range(0, values.length)
            .filter(i -> allows(mask, i))
            .boxed()
            .toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -values[i]).thenComparing(i -> i));
    int kept = topK == 0 ? order.length : Math.min(topK, order.length);
    float most = values[order[0]];
    double total = 0;
    for (int i = 0; i < kept; i++) {
      total += Math.exp((values[order[i]] - most) / temperature);
    }
    double sum = 0;
    int nucleus = 0;
    while (nucleus < kept && sum < topP * total * (1 - 1e-9)) {
      sum += Math.exp((values[order[nucleus++]] - most) / temperature);
    }
    double[] result = new double[values.length];
    double whole = 0;
    for (int i = 0; i < nucleus; i++) {
      double weight = Math.exp((values[order[i]] - most) / temperature);
      if (weight >= minP) {
        result[order[i]] = weight;
        whole += weight;
      }
    }
    double divisor = whole;
    Arrays.setAll(result, i -> result[i] / divisor);
    return result;
  }

  @Test
  void drawsNothingFromWhatIsNotANumber() {
    float[] values = {1, Float.NaN, 2, Float.NEGATIVE_INFINITY, 0, Float.NEGATIVE_INFINITY};
    Draws draws = new Draws();
    draws.add(0, 0, 0, 1, 0, 0.5, null);
    draws.add(0, 1, 0, 1, 0, 0.5, null);
    draws.add(1, 0, 0, 1, 0, 0.5, new long[] {0b101});
    draws.add(1, 1, 0, 1, 0, 0.5, new long[] {0b101});
    draws.add(1, 1, 0, 1, 0, 0.999, null);
    draw(values, 3, draws);
    assertThat(IntStream.range(0, 5).map(draws::token)).containsExactly(-1, -1, 0, -1, 1);
  }
}
