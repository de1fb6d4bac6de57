package io.espalier.runtime.sampling;

import org.jspecify.annotations.Nullable;

/// Draws a token from a row of logits, see [SamplingParameters] for the order of what is applied.
///
/// Greedy choice is a plain search for the maximum. Otherwise the candidates are cut down by top-k,
/// top-p and min-p with partial selection, never a full sort, and the draw walks them in the order
/// of their ids, so that the token depends on the logits, the parameters, the seed and the position
/// only. Penalties and bias are not applied here but written into the row before, by
/// [LogitAdjustments].
///
/// Scratch memory of one thread; nothing allocates.
public final class Sampler {
  /// No token: the mask is empty, or the logits are not finite.
  public static final int NONE = -1;

  private static final int FIRST_NUCLEUS = 64;

  private final int vocabularySize;
  private final Candidates candidates;
  private final double[] weight;

  /// Creates a sampler for rows of `vocabularySize` logits.
  public Sampler(int vocabularySize) {
    this.vocabularySize = vocabularySize;
    candidates = new Candidates(vocabularySize);
    weight = new double[vocabularySize];
  }

  /// Draws a token.
  ///
  /// @param logits holds a row at `offset`; not changed
  /// @param mask one bit per token, bit `i % 64` of word `i / 64`; null allows all
  /// @param position index in the sequence of the token drawn
  /// @return the token, or [#NONE]
  public int sample(
      float[] logits,
      int offset,
      long @Nullable [] mask,
      SamplingParameters parameters,
      long position) {
    if (parameters.temperature() == 0) {
      return mask == null ? greedy(logits, offset) : greedy(logits, offset, mask);
    }
    if (mask == null && parameters.topK() > 0 && parameters.topK() <= vocabularySize / 16) {
      candidates.fillTop(logits, offset, vocabularySize, parameters.topK());
    } else if (mask == null) {
      candidates.fill(logits, offset, vocabularySize);
    } else {
      candidates.fill(logits, offset, vocabularySize, mask);
    }
    if (candidates.size() == 0 || !Float.isFinite(candidates.max())) {
      return NONE;
    }
    if (parameters.topK() > 0) {
      candidates.keep(parameters.topK());
    }
    if (parameters.topP() < 1) {
      keepNucleus(parameters.topP(), parameters.temperature());
    }
    if (parameters.minP() > 0) {
      candidates.keepAtLeast(
          candidates.max() + Math.log(parameters.minP()) * parameters.temperature());
    }
    candidates.orderByToken(logits, offset);
    return draw(parameters, position);
  }

  /// Returns the logarithm of the sum of the exponentials of a row: `log p(token) = logit - it`.
  /// O(vocabulary).
  public double logNormaliser(float[] logits, int offset) {
    float max = max(logits, offset);
    double sum = 0;
    for (int index = 0; index < vocabularySize; index++) {
      sum += Math.exp(logits[offset + index] - max);
    }
    return max + Math.log(sum);
  }

  /// Returns the `count` most likely tokens of a row, most likely first. O(vocabulary).
  public int[] top(float[] logits, int offset, int count) {
    int size = Math.min(count, vocabularySize);
    candidates.fillTop(logits, offset, vocabularySize, size);
    candidates.sortFront(size);
    int[] result = new int[size];
    for (int index = 0; index < size; index++) {
      result[index] = candidates.token(index);
    }
    return result;
  }

  private int greedy(float[] logits, int offset) {
    float max = max(logits, offset);
    // Also false for NaN, which Math.max hands on.
    if (!(max > Float.NEGATIVE_INFINITY)) {
      return NONE;
    }
    for (int index = 0; index < vocabularySize; index++) {
      if (logits[offset + index] == max) {
        return index;
      }
    }
    return NONE;
  }

  private int greedy(float[] logits, int offset, long[] mask) {
    int best = NONE;
    float highest = Float.NEGATIVE_INFINITY;
    boolean comparable = true;
    for (int word = 0; word < mask.length; word++) {
      for (long bits = mask[word]; bits != 0; bits &= bits - 1) {
        int token = (word << 6) + Long.numberOfTrailingZeros(bits);
        if (token >= vocabularySize) {
          break;
        }
        float value = logits[offset + token];
        comparable &= !Float.isNaN(value);
        if (value > highest || best == NONE) {
          best = token;
          highest = value;
        }
      }
    }
    return comparable ? best : NONE;
  }

  private float max(float[] logits, int offset) {
    float max = Float.NEGATIVE_INFINITY;
    for (int index = offset; index < offset + vocabularySize; index++) {
      max = Math.max(max, logits[index]);
    }
    return max;
  }

  /// Keeps the smallest set of most likely tokens with at least the share `topP`: sorts ever longer
  /// fronts until one is enough.
  private void keepNucleus(double topP, double temperature) {
    double needed = topP * weigh(temperature);
    int front = FIRST_NUCLEUS;
    while (true) {
      candidates.sortFront(front);
      double sum = 0;
      int limit = Math.min(front, candidates.size());
      for (int index = 0; index < limit; index++) {
        sum += weightOf(candidates.logit(index), temperature);
        if (sum >= needed) {
          candidates.truncate(index + 1);
          return;
        }
      }
      if (front >= candidates.size()) {
        return;
      }
      front = (int) Math.min(4L * front, Integer.MAX_VALUE);
    }
  }

  private int draw(SamplingParameters parameters, long position) {
    double total = weigh(parameters.temperature());
    double target = CounterRandom.uniform(parameters.seed(), position) * total;
    double sum = 0;
    int last = NONE;
    for (int index = 0; index < candidates.size(); index++) {
      if (weight[index] > 0) {
        sum += weight[index];
        last = index;
        if (sum > target) {
          break;
        }
      }
    }
    return last == NONE ? NONE : candidates.token(last);
  }

  private double weigh(double temperature) {
    double total = 0;
    for (int index = 0; index < candidates.size(); index++) {
      weight[index] = weightOf(candidates.logit(index), temperature);
      total += weight[index];
    }
    return total;
  }

  private double weightOf(float logit, double temperature) {
    return Math.exp((logit - candidates.max()) / temperature);
  }
}
