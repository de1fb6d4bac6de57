package io.espalier.kernels.cpu;

import io.espalier.kernels.KvStorage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A page of attention in loops without vectors: the same additions in the same order as
/// [AttentionState]'s kernels, so the same bits, while the machine is cold. One thread at a time.
final class PlainAttention {
  private static final int PAGE = KvStorage.PAGE_TOKENS;
  private static final int ALL = (1 << PAGE) - 1;

  private short[] halves = new short[0];
  private float[] block = new float[0];
  private final float[] scores = new float[PAGE];

  /// Reads one head's keys and values of a page.
  void read(MemorySegment data, long at, int elements, boolean half) {
    if (block.length < elements) {
      block = new float[elements];
      halves = new short[elements];
    }
    if (half) {
      MemorySegment.copy(
          data, ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(Lanes.ORDER), at, halves, 0, elements);
      for (int i = 0; i < elements; i++) {
        block[i] = Lanes.half(halves[i]);
      }
    } else {
      MemorySegment.copy(
          data, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(Lanes.ORDER), at, block, 0, elements);
    }
  }

  /// Turns a query's products with the sixteen keys into weights relative to its maximum.
  ///
  /// @param queries component d of the query at `at + d · stride`
  /// @param sums sixteen partial sums of the query from `sumsAt`
  /// @param results the query's weighted values from `resultsAt`
  /// @return the maximum from here on
  float weigh(
      float[] queries,
      int at,
      int stride,
      int dim,
      int visible,
      float maximum,
      float[] weights,
      float[] sums,
      int sumsAt,
      float[] results,
      int resultsAt,
      int width) {
    score(block, queries, at, stride, dim, 0, scores);
    score(block, queries, at, stride, dim, 8, scores);
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < PAGE; i++) {
      if (visible != ALL && (visible >>> i & 1) == 0) {
        scores[i] = Float.NEGATIVE_INFINITY;
      }
      max = Math.max(max, scores[i]);
    }
    if (max > maximum) {
      if (maximum != Float.NEGATIVE_INFINITY) {
        float factor = PlainMath.exp(maximum - max);
        for (int i = 0; i < width; i++) {
          results[resultsAt + i] *= factor;
        }
        for (int i = 0; i < PAGE; i++) {
          sums[sumsAt + i] *= factor;
        }
      }
      maximum = max;
    }
    for (int i = 0; i < PAGE; i++) {
      float weight =
          visible != ALL && (visible >>> i & 1) == 0 ? 0 : PlainMath.exp(scores[i] - maximum);
      weights[sumsAt + i] = weight;
      sums[sumsAt + i] += weight;
    }
    return maximum;
  }

  /// Eight scores at a time in local variables: independent chains of additions.
  private static void score(
      float[] keys, float[] queries, int at, int stride, int dim, int token, float[] scores) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int d = 0; d < dim; d++) {
      float query = queries[at + d * stride];
      int key = d * PAGE + token;
      s0 = Math.fma(keys[key], query, s0);
      s1 = Math.fma(keys[key + 1], query, s1);
      s2 = Math.fma(keys[key + 2], query, s2);
      s3 = Math.fma(keys[key + 3], query, s3);
      s4 = Math.fma(keys[key + 4], query, s4);
      s5 = Math.fma(keys[key + 5], query, s5);
      s6 = Math.fma(keys[key + 6], query, s6);
      s7 = Math.fma(keys[key + 7], query, s7);
    }
    scores[token] = s0;
    scores[token + 1] = s1;
    scores[token + 2] = s2;
    scores[token + 3] = s3;
    scores[token + 4] = s4;
    scores[token + 5] = s5;
    scores[token + 6] = s6;
    scores[token + 7] = s7;
  }

  /// Adds the values of tokens `begin .. end`, which follow `keyElements` keys, by their weights.
  void gather(
      int keyElements,
      float[] weights,
      int weightsAt,
      int begin,
      int end,
      float[] results,
      int to,
      int width) {
    for (int i = 0; i < width; i += 4) {
      float o0 = results[to + i];
      float o1 = results[to + i + 1];
      float o2 = results[to + i + 2];
      float o3 = results[to + i + 3];
      for (int token = begin; token < end; token++) {
        int value = keyElements + token * width + i;
        float weight = weights[weightsAt + token];
        o0 = Math.fma(block[value], weight, o0);
        o1 = Math.fma(block[value + 1], weight, o1);
        o2 = Math.fma(block[value + 2], weight, o2);
        o3 = Math.fma(block[value + 3], weight, o3);
      }
      results[to + i] = o0;
      results[to + i + 1] = o1;
      results[to + i + 2] = o2;
      results[to + i + 3] = o3;
    }
  }
}
