package io.espalier.kernels.cpu;

import static io.espalier.kernels.cpu.Lanes.COUNT;
import static io.espalier.kernels.cpu.Lanes.FLOATS;
import static io.espalier.kernels.cpu.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.espalier.kernels.KvStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The running softmax of up to [#QUERIES] queries over pages in ascending order (online softmax,
/// Milakov and Gimelshein, arXiv 1805.02867): for each query its maximum m, sixteen partial sums l
/// and the weighted values o.
///
/// A query's arithmetic depends on its own pages only. Which queries go through a page together
/// changes nothing but speed, and a page is always taken as one block at its place in the sequence,
/// so neither batch nor chunks show.
final class AttentionState {
  static final int QUERIES = 32;

  private static final int PAGE = KvStorage.PAGE_TOKENS;
  private static final int ALL = (1 << PAGE) - 1;

  /// Kernels run over eight queries and may touch idle places behind the last one.
  private static final int PLACES = QUERIES + 8;

  private int dim;
  private int width;
  private int count;
  private float softcap;
  private boolean plain;
  private final PlainAttention plainAttention = new PlainAttention();

  /// `[dim][place]`, scaled.
  private float[] queries = new float[0];

  private final float[] maxima = new float[PLACES];
  private final float[] sums = new float[PLACES * PAGE];
  private final float[] weights = new float[PLACES * PAGE];
  private final float[] one = new float[COUNT];

  /// `[place][width]`.
  private float[] results = new float[0];

  private final Arena arena = Arena.ofAuto();
  private MemorySegment assembled = MemorySegment.NULL;
  private MemorySegment widened = MemorySegment.NULL;
  private int[] path = new int[16];

  void begin(CpuKvStorage storage, int queryCount, float newSoftcap, boolean newPlain) {
    plain = newPlain;
    dim = storage.shape().headDim();
    width = storage.width();
    count = queryCount;
    softcap = newSoftcap;
    if (queries.length < dim * PLACES) {
      queries = new float[dim * PLACES];
    }
    if (results.length < width * PLACES) {
      results = new float[width * PLACES];
    }
    long bytes = 4L * storage.headElements() + Lanes.OVERREAD;
    if (widened.byteSize() < bytes) {
      widened = arena.allocate(bytes, 64);
      assembled = arena.allocate(bytes, 64);
    }
    java.util.Arrays.fill(results, 0, count * width, 0);
    java.util.Arrays.fill(sums, 0, count * PAGE, 0);
    java.util.Arrays.fill(maxima, 0, count, Float.NEGATIVE_INFINITY);
  }

  void setQuery(int place, float[] from, int at, float scale) {
    for (int d = 0; d < dim; d++) {
      queries[d * PLACES + place] = from[at + d] * scale;
    }
  }

  /// Room for the slots of a tree row and its ancestors.
  int[] path(int length) {
    if (path.length < length) {
      path = new int[2 * length];
    }
    return path;
  }

  /// A block with a layout like a page's, to be filled token by token.
  MemorySegment assembled() {
    return assembled;
  }

  /// Takes queries `from .. to` through one head's block of a page.
  ///
  /// @param visible one bit a token of the page that the queries see
  void attend(CpuKvStorage storage, MemorySegment data, long at, int from, int to, int visible) {
    if (plain) {
      attendPlainly(storage, data, at, from, to, visible);
      return;
    }
    MemorySegment block = data;
    long keys = at;
    if (storage.isHalf()) {
      for (int i = 0; i < storage.headElements(); i += COUNT) {
        Lanes.halves(data, at + 2L * i).intoMemorySegment(widened, 4L * i, ORDER);
      }
      block = widened;
      keys = 0;
    }
    long values = keys + 4L * storage.keyElements();
    boolean last = to == count;
    for (int q = from; q < to; ) {
      int left = to - q;
      int step = left >= 8 || (last && left > 4) ? 8 : left >= 4 || last ? 4 : 1;
      switch (step) {
        case 8 -> scoreEight(block, keys, q);
        case 4 -> scoreFour(block, keys, q);
        default -> scoreOne(block, keys, q);
      }
      for (int i = q; i < Math.min(q + step, to); i++) {
        weigh(i, visible);
      }
      int begin = Integer.numberOfTrailingZeros(visible);
      int end = 32 - Integer.numberOfLeadingZeros(visible);
      switch (step) {
        case 8 -> gatherEight(block, values, q, begin, end);
        case 4 -> gatherFour(block, values, q, begin, end);
        default -> gatherOne(block, values, q, begin, end);
      }
      q += step;
    }
  }

  private void attendPlainly(
      CpuKvStorage storage, MemorySegment data, long at, int from, int to, int visible) {
    plainAttention.read(data, at, storage.headElements(), storage.isHalf());
    int begin = Integer.numberOfTrailingZeros(visible);
    int end = 32 - Integer.numberOfLeadingZeros(visible);
    for (int q = from; q < to; q++) {
      int place = q * PAGE;
      int result = q * width;
      maxima[q] =
          plainAttention.weigh(
              queries, q, PLACES, dim, visible, maxima[q], weights, sums, place, results, result,
              width);
      plainAttention.gather(
          storage.keyElements(), weights, place, begin, end, results, result, width);
    }
  }

  private void scoreEight(MemorySegment data, long keys, int q) {
    for (int part = 0; part < PAGE; part += COUNT) {
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      FloatVector s4 = s0;
      FloatVector s5 = s0;
      FloatVector s6 = s0;
      FloatVector s7 = s0;
      for (int d = 0; d < dim; d++) {
        int at = d * PLACES + q;
        FloatVector key = fromMemorySegment(FLOATS, data, keys + 4L * (d * PAGE + part), ORDER);
        s0 = key.fma(broadcast(FLOATS, queries[at]), s0);
        s1 = key.fma(broadcast(FLOATS, queries[at + 1]), s1);
        s2 = key.fma(broadcast(FLOATS, queries[at + 2]), s2);
        s3 = key.fma(broadcast(FLOATS, queries[at + 3]), s3);
        s4 = key.fma(broadcast(FLOATS, queries[at + 4]), s4);
        s5 = key.fma(broadcast(FLOATS, queries[at + 5]), s5);
        s6 = key.fma(broadcast(FLOATS, queries[at + 6]), s6);
        s7 = key.fma(broadcast(FLOATS, queries[at + 7]), s7);
      }
      int to = q * PAGE + part;
      s0.intoArray(weights, to);
      s1.intoArray(weights, to + PAGE);
      s2.intoArray(weights, to + 2 * PAGE);
      s3.intoArray(weights, to + 3 * PAGE);
      s4.intoArray(weights, to + 4 * PAGE);
      s5.intoArray(weights, to + 5 * PAGE);
      s6.intoArray(weights, to + 6 * PAGE);
      s7.intoArray(weights, to + 7 * PAGE);
    }
  }

  private void scoreFour(MemorySegment data, long keys, int q) {
    for (int part = 0; part < PAGE; part += COUNT) {
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (int d = 0; d < dim; d++) {
        int at = d * PLACES + q;
        FloatVector key = fromMemorySegment(FLOATS, data, keys + 4L * (d * PAGE + part), ORDER);
        s0 = key.fma(broadcast(FLOATS, queries[at]), s0);
        s1 = key.fma(broadcast(FLOATS, queries[at + 1]), s1);
        s2 = key.fma(broadcast(FLOATS, queries[at + 2]), s2);
        s3 = key.fma(broadcast(FLOATS, queries[at + 3]), s3);
      }
      int to = q * PAGE + part;
      s0.intoArray(weights, to);
      s1.intoArray(weights, to + PAGE);
      s2.intoArray(weights, to + 2 * PAGE);
      s3.intoArray(weights, to + 3 * PAGE);
    }
  }

  private void scoreOne(MemorySegment data, long keys, int q) {
    for (int part = 0; part < PAGE; part += COUNT) {
      FloatVector s0 = FloatVector.zero(FLOATS);
      for (int d = 0; d < dim; d++) {
        FloatVector key = fromMemorySegment(FLOATS, data, keys + 4L * (d * PAGE + part), ORDER);
        s0 = key.fma(broadcast(FLOATS, queries[d * PLACES + q]), s0);
      }
      s0.intoArray(weights, q * PAGE + part);
    }
  }

  /// Turns one query's sixteen scores into weights relative to its maximum, rescaling what it has
  /// if that grows.
  private void weigh(int q, int visible) {
    int at = q * PAGE;
    float max = Float.NEGATIVE_INFINITY;
    for (int part = 0; part < PAGE; part += COUNT) {
      FloatVector score = fromArray(FLOATS, weights, at + part);
      if (softcap != 0) {
        score = VectorMath.tanh(score.div(softcap)).mul(softcap);
      }
      if (visible != ALL) {
        score = score.blend(Float.NEGATIVE_INFINITY, mask(~visible, part));
      }
      score.intoArray(weights, at + part);
      max = Math.max(max, score.reduceLanes(VectorOperators.MAX));
    }
    if (max > maxima[q]) {
      if (maxima[q] != Float.NEGATIVE_INFINITY) {
        rescale(q, maxima[q] - max);
      }
      maxima[q] = max;
    }
    for (int part = 0; part < PAGE; part += COUNT) {
      FloatVector score = fromArray(FLOATS, weights, at + part);
      FloatVector weight = VectorMath.exp(score.sub(maxima[q]));
      if (visible != ALL) {
        weight = weight.blend(0f, mask(~visible, part));
      }
      weight.intoArray(weights, at + part);
      fromArray(FLOATS, sums, at + part).add(weight).intoArray(sums, at + part);
    }
  }

  private static VectorMask<Float> mask(int bits, int part) {
    return VectorMask.fromLong(FLOATS, (bits & ALL) >>> part);
  }

  private float exp(float x) {
    VectorMath.exp(broadcast(FLOATS, x)).intoArray(one, 0);
    return one[0];
  }

  private void rescale(int q, float difference) {
    float factor = exp(difference);
    for (int i = q * width; i < (q + 1) * width; i += COUNT) {
      fromArray(FLOATS, results, i).mul(factor).intoArray(results, i);
    }
    for (int i = q * PAGE; i < (q + 1) * PAGE; i += COUNT) {
      fromArray(FLOATS, sums, i).mul(factor).intoArray(sums, i);
    }
  }

  private void gatherEight(MemorySegment data, long values, int q, int begin, int end) {
    for (int i = 0; i < width; i += COUNT) {
      int to = q * width + i;
      FloatVector o0 = fromArray(FLOATS, results, to);
      FloatVector o1 = fromArray(FLOATS, results, to + width);
      FloatVector o2 = fromArray(FLOATS, results, to + 2 * width);
      FloatVector o3 = fromArray(FLOATS, results, to + 3 * width);
      FloatVector o4 = fromArray(FLOATS, results, to + 4 * width);
      FloatVector o5 = fromArray(FLOATS, results, to + 5 * width);
      FloatVector o6 = fromArray(FLOATS, results, to + 6 * width);
      FloatVector o7 = fromArray(FLOATS, results, to + 7 * width);
      for (int token = begin; token < end; token++) {
        int at = q * PAGE + token;
        FloatVector value =
            fromMemorySegment(FLOATS, data, values + 4L * (token * width + i), ORDER);
        o0 = value.fma(broadcast(FLOATS, weights[at]), o0);
        o1 = value.fma(broadcast(FLOATS, weights[at + PAGE]), o1);
        o2 = value.fma(broadcast(FLOATS, weights[at + 2 * PAGE]), o2);
        o3 = value.fma(broadcast(FLOATS, weights[at + 3 * PAGE]), o3);
        o4 = value.fma(broadcast(FLOATS, weights[at + 4 * PAGE]), o4);
        o5 = value.fma(broadcast(FLOATS, weights[at + 5 * PAGE]), o5);
        o6 = value.fma(broadcast(FLOATS, weights[at + 6 * PAGE]), o6);
        o7 = value.fma(broadcast(FLOATS, weights[at + 7 * PAGE]), o7);
      }
      o0.intoArray(results, to);
      o1.intoArray(results, to + width);
      o2.intoArray(results, to + 2 * width);
      o3.intoArray(results, to + 3 * width);
      o4.intoArray(results, to + 4 * width);
      o5.intoArray(results, to + 5 * width);
      o6.intoArray(results, to + 6 * width);
      o7.intoArray(results, to + 7 * width);
    }
  }

  private void gatherFour(MemorySegment data, long values, int q, int begin, int end) {
    for (int i = 0; i < width; i += COUNT) {
      int to = q * width + i;
      FloatVector o0 = fromArray(FLOATS, results, to);
      FloatVector o1 = fromArray(FLOATS, results, to + width);
      FloatVector o2 = fromArray(FLOATS, results, to + 2 * width);
      FloatVector o3 = fromArray(FLOATS, results, to + 3 * width);
      for (int token = begin; token < end; token++) {
        int at = q * PAGE + token;
        FloatVector value =
            fromMemorySegment(FLOATS, data, values + 4L * (token * width + i), ORDER);
        o0 = value.fma(broadcast(FLOATS, weights[at]), o0);
        o1 = value.fma(broadcast(FLOATS, weights[at + PAGE]), o1);
        o2 = value.fma(broadcast(FLOATS, weights[at + 2 * PAGE]), o2);
        o3 = value.fma(broadcast(FLOATS, weights[at + 3 * PAGE]), o3);
      }
      o0.intoArray(results, to);
      o1.intoArray(results, to + width);
      o2.intoArray(results, to + 2 * width);
      o3.intoArray(results, to + 3 * width);
    }
  }

  private void gatherOne(MemorySegment data, long values, int q, int begin, int end) {
    for (int i = 0; i < width; i += COUNT) {
      int to = q * width + i;
      FloatVector o0 = fromArray(FLOATS, results, to);
      for (int token = begin; token < end; token++) {
        FloatVector value =
            fromMemorySegment(FLOATS, data, values + 4L * (token * width + i), ORDER);
        o0 = value.fma(broadcast(FLOATS, weights[q * PAGE + token]), o0);
      }
      o0.intoArray(results, to);
    }
  }

  /// Lets a logit without a value take its share of one query's softmax.
  void addSink(int q, float logit) {
    if (logit > maxima[q]) {
      rescale(q, maxima[q] - logit);
      maxima[q] = logit;
    }
    sums[q * PAGE] += exp(logit - maxima[q]);
  }

  /// Writes one query's `headDim` results.
  void finish(int q, float[] out, int at) {
    float sum = 0;
    for (int i = 0; i < PAGE; i++) {
      sum += sums[q * PAGE + i];
    }
    for (int i = 0; i < dim; i++) {
      out[at + i] = results[q * width + i] / sum;
    }
  }
}
