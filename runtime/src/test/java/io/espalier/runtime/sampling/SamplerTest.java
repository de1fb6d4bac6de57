package io.espalier.runtime.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final int[] SIZES = {1, 2, 63, 64, 65, 127, 129, 500, 1000};

  private static float[] randomLogits(Random random, int size) {
    float[] logits = new float[size];
    boolean ties = random.nextBoolean();
    for (int index = 0; index < size; index++) {
      logits[index] = ties ? random.nextInt(5) : (float) (3 * random.nextGaussian());
    }
    return logits;
  }

  private static long @Nullable [] randomMask(Random random, int size) {
    if (random.nextInt(3) == 0) {
      return null;
    }
    long[] mask = new long[(size + 63) / 64];
    int density = 1 + random.nextInt(10);
    for (int token = 0; token < size; token++) {
      if (random.nextInt(density) == 0) {
        mask[token / 64] |= 1L << token;
      }
    }
    int certain = random.nextInt(size);
    mask[certain / 64] |= 1L << certain;
    return mask;
  }

  private static SamplingParameters randomParameters(Random random) {
    return new SamplingParameters(
        random.nextInt(5) == 0 ? 0 : 0.2 + 2 * random.nextDouble(),
        random.nextInt(2) * random.nextInt(40),
        random.nextBoolean() ? 1 : 0.05 + 0.9 * random.nextDouble(),
        random.nextBoolean() ? 0 : 0.3 * random.nextDouble(),
        1,
        0,
        0,
        Map.of(),
        random.nextLong());
  }

  @RepeatedTest(200)
  void drawsOnlyWhatTheReferenceAllows(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int size = SIZES[random.nextInt(SIZES.length)];
    float[] logits = randomLogits(random, size);
    long[] mask = randomMask(random, size);
    SamplingParameters parameters = randomParameters(random);
    var expected = ReferenceSampler.distribution(logits, mask, parameters);
    Sampler sampler = new Sampler(size);
    float[] row = new float[size + 7];
    System.arraycopy(logits, 0, row, 7, size);
    for (int position = 0; position < 50; position++) {
      assertThat(expected).containsKey(sampler.sample(row, 7, mask, parameters, position));
    }
    assertThat(Arrays.copyOfRange(row, 7, 7 + size)).isEqualTo(logits);
  }

  /// χ² with the Wilson-Hilferty approximation; z above 5 happens once in three million.
  @RepeatedTest(40)
  void drawsWithTheReferencesProbabilities(RepetitionInfo repetition) {
    Random random = new Random(1000 + repetition.getCurrentRepetition());
    int size = 5 + random.nextInt(60);
    float[] logits = randomLogits(random, size);
    long[] mask = randomMask(random, size);
    SamplingParameters parameters = randomParameters(random);
    var expected = ReferenceSampler.distribution(logits, mask, parameters);
    Sampler sampler = new Sampler(size);
    int draws = 20_000;
    int[] counts = new int[size];
    for (int position = 0; position < draws; position++) {
      counts[sampler.sample(logits, 0, mask, parameters, position)]++;
    }
    double square = 0;
    double rareExpected = 0;
    int rareCount = 0;
    int cells = 0;
    for (var entry : expected.entrySet()) {
      double often = entry.getValue() * draws;
      int count = counts[entry.getKey()];
      if (often < 10) {
        rareExpected += often;
        rareCount += count;
      } else {
        square += (count - often) * (count - often) / often;
        cells++;
      }
    }
    if (rareExpected >= 10) {
      square += (rareCount - rareExpected) * (rareCount - rareExpected) / rareExpected;
      cells++;
    }
    int freedom = cells - 1;
    if (freedom > 0) {
      double spread = 2.0 / (9 * freedom);
      double z = (Math.cbrt(square / freedom) - (1 - spread)) / Math.sqrt(spread);
      assertThat(z).isLessThan(5);
    }
  }

  @Test
  void neverDrawsATokenOutsideTheMask() {
    int size = 130;
    Sampler sampler = new Sampler(size);
    float[] logits = new float[size];
    SamplingParameters[] all = {
      SamplingParameters.GREEDY,
      new SamplingParameters(1, 0, 1, 0, 1, 0, 0, Map.of(), 1),
      new SamplingParameters(5, 3, 0.9, 0.1, 1, 0, 0, Map.of(), 2)
    };
    for (int allowed = 0; allowed < size; allowed++) {
      // The only allowed token is the least likely.
      Arrays.fill(logits, 10);
      logits[allowed] = -50;
      long[] mask = new long[3];
      mask[allowed / 64] |= 1L << allowed;
      for (SamplingParameters parameters : all) {
        for (int position = 0; position < 20; position++) {
          assertThat(sampler.sample(logits, 0, mask, parameters, position)).isEqualTo(allowed);
        }
      }
    }
  }

  @Test
  void drawsNothingFromAnEmptyMaskOrFromLogitsThatAreNoNumbers() {
    Sampler sampler = new Sampler(100);
    var drawing = new SamplingParameters(1, 0, 1, 0, 1, 0, 0, Map.of(), 1);
    for (SamplingParameters each : new SamplingParameters[] {SamplingParameters.GREEDY, drawing}) {
      assertThat(sampler.sample(new float[100], 0, new long[2], each, 0)).isEqualTo(Sampler.NONE);
      float[] broken = new float[100];
      broken[70] = Float.NaN;
      assertThat(sampler.sample(broken, 0, null, each, 0)).isEqualTo(Sampler.NONE);
    }
  }

  @Test
  void prefersTheLowestIdOnATie() {
    float[] logits = {1, 3, 3, 2, 3};
    Sampler sampler = new Sampler(5);
    assertThat(sampler.sample(logits, 0, null, SamplingParameters.GREEDY, 0)).isEqualTo(1);
    assertThat(sampler.sample(logits, 0, new long[] {0b11100}, SamplingParameters.GREEDY, 0))
        .isEqualTo(2);
    assertThat(sampler.top(logits, 0, 4)).containsExactly(1, 2, 4, 3);
  }

  @RepeatedTest(30)
  void findsTheMostLikelyTokens(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    float[] logits = randomLogits(random, 1 + random.nextInt(2000));
    int count = 1 + random.nextInt(64);
    int[] expected =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted((a, b) -> logits[a] != logits[b] ? Float.compare(logits[b], logits[a]) : a - b)
            .limit(count)
            .mapToInt(Integer::intValue)
            .toArray();
    assertThat(new Sampler(logits.length).top(logits, 0, count)).isEqualTo(expected);
  }

  @Test
  void givesLogProbabilitiesThatSumToOne() {
    float[] logits = randomLogits(new Random(3), 1000);
    double normaliser = new Sampler(1000).logNormaliser(logits, 0);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - normaliser);
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
  }

  @Test
  void dependsOnSeedAndPositionOnly() {
    float[] logits = randomLogits(new Random(5), 300);
    var parameters = new SamplingParameters(1, 0, 1, 0, 1, 0, 0, Map.of(), 77);
    Sampler first = new Sampler(300);
    Sampler second = new Sampler(300);
    for (int position = 99; position >= 0; position--) {
      second.sample(randomLogits(new Random(position), 300), 0, null, parameters, 5);
      assertThat(second.sample(logits, 0, null, parameters, position))
          .isEqualTo(first.sample(logits, 0, null, parameters, position));
    }
  }
}
