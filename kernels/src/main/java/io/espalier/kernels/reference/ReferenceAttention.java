package io.espalier.kernels.reference;

import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.HeadNorm;
import io.espalier.kernels.HostBuffer;
import io.espalier.kernels.KvStorage;
import io.espalier.kernels.Rope;
import org.jspecify.annotations.Nullable;

/// Attention as the formula has it: all scores of a row, one softmax, one weighted sum, in double.
final class ReferenceAttention {
  private ReferenceAttention() {}

  static void append(
      AttentionShape shape,
      float[] qkv,
      @Nullable HeadNorm norm,
      @Nullable Rope rope,
      AttentionBatch batch,
      ReferenceKvStorage storage,
      int layer) {
    int dim = shape.headDim();
    for (int row = 0; row < batch.rows(); row++) {
      int query = row * shape.qkvColumns();
      int key = query + shape.queryColumns();
      int value = key + shape.kvHeads() * dim;
      if (norm != null) {
        normalise(
            qkv,
            query,
            shape.queryHeads(),
            dim,
            HostBuffer.floats(norm.query(), dim),
            norm.epsilon());
        normalise(
            qkv, key, shape.kvHeads(), dim, HostBuffer.floats(norm.key(), dim), norm.epsilon());
      }
      if (rope != null) {
        for (int head = 0; head < shape.queryHeads() + shape.kvHeads(); head++) {
          rotate(qkv, query + head * dim, rope, batch.position(row));
        }
      }
      for (int head = 0; head < shape.kvHeads(); head++) {
        for (int i = 0; i < dim; i++) {
          storage.store(
              layer,
              batch.slot(row),
              head,
              i,
              qkv[key + head * dim + i],
              qkv[value + head * dim + i]);
        }
      }
    }
  }

  private static void normalise(
      float[] x, int at, int heads, int dim, float[] weight, float epsilon) {
    int width = weight.length;
    for (int start = at; start < at + heads * dim; start += width) {
      ReferenceKernels.rmsNormRow(x, start, width, weight, epsilon, x, start);
    }
  }

  private static void rotate(float[] x, int at, Rope rope, int position) {
    for (int i = 0; i < rope.pairs(); i++) {
      int first = at + (rope.isInterleaved() ? 2 * i : i);
      int second = rope.isInterleaved() ? first + 1 : first + rope.pairs();
      float a = x[first];
      float b = x[second];
      float cosine = rope.cosine(position, i);
      float sine = rope.sine(position, i);
      x[first] = a * cosine - b * sine;
      x[second] = b * cosine + a * sine;
    }
  }

  static void attend(
      AttentionShape shape,
      float[] qkv,
      AttentionBatch batch,
      ReferenceKvStorage storage,
      int layer,
      float[] out) {
    for (int row = 0; row < batch.rows(); row++) {
      int[] slots = visibleSlots(batch, row, shape.window());
      for (int head = 0; head < shape.queryHeads(); head++) {
        attendHead(shape, qkv, row, head, slots, storage, layer, out);
      }
    }
  }

  /// Slots of the positions a row sees, in ascending position.
  private static int[] visibleSlots(AttentionBatch batch, int row, int window) {
    int sequence = batch.sequenceOf(row);
    int end = batch.position(row) + 1;
    int[] slots = new int[end];
    for (int p = 0; p < batch.contextTokens(sequence); p++) {
      slots[p] =
          batch.page(sequence, p / KvStorage.PAGE_TOKENS) * KvStorage.PAGE_TOKENS
              + p % KvStorage.PAGE_TOKENS;
    }
    for (int r = row; r != -1; r = batch.parent(r)) {
      slots[batch.position(r)] = batch.slot(r);
    }
    int begin = window == 0 ? 0 : Math.max(0, end - window);
    return java.util.Arrays.copyOfRange(slots, begin, end);
  }

  private static void attendHead(
      AttentionShape shape,
      float[] qkv,
      int row,
      int head,
      int[] slots,
      ReferenceKvStorage storage,
      int layer,
      float[] out) {
    int dim = shape.headDim();
    int kvHead = head / shape.groupHeads();
    int query = row * shape.qkvColumns() + head * dim;
    double[] scores = new double[slots.length];
    double max = Double.NEGATIVE_INFINITY;
    for (int s = 0; s < slots.length; s++) {
      double dot = 0;
      for (int i = 0; i < dim; i++) {
        dot += (double) qkv[query + i] * storage.key(layer, slots[s], kvHead, i);
      }
      scores[s] = dot * shape.scale();
      if (shape.softcap() != 0) {
        scores[s] = shape.softcap() * Math.tanh(scores[s] / shape.softcap());
      }
      max = Math.max(max, scores[s]);
    }
    double sum = 0;
    if (shape.sinks() != null) {
      double sink = HostBuffer.floats(shape.sinks(), shape.queryHeads())[head];
      max = Math.max(max, sink);
      sum = Math.exp(sink - max);
    }
    double[] result = new double[dim];
    for (int s = 0; s < slots.length; s++) {
      double weight = Math.exp(scores[s] - max);
      sum += weight;
      for (int i = 0; i < dim; i++) {
        result[i] += weight * storage.value(layer, slots[s], kvHead, i);
      }
    }
    for (int i = 0; i < dim; i++) {
      out[row * shape.queryColumns() + head * dim + i] = (float) (result[i] / sum);
    }
  }
}
