package io.espalier.kernels;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// A forward pass of Llama-3.2-1B's shape over random weights: 16 layers, hidden 2048, inner 8192,
/// 32 query and 8 key-value heads of 64, 128256 tokens, output weights tied to the embedding.
final class RandomLlama implements AutoCloseable {
  private static final int LAYERS = 16;
  private static final int HIDDEN = 2048;
  private static final int INNER = 8192;
  private static final int VOCABULARY = 128256;
  private static final AttentionShape SHAPE = AttentionShape.of(32, 8, 64);

  private record Layer(Matrix qkv, Matrix output, Matrix gateUp, Matrix down) {}

  private final Kernels kernels;
  private final List<Layer> layers = new ArrayList<>();
  private final Matrix embedding;
  private final Buffer norm;
  private final Rope rope = Rope.llama3(64, 500000, 32, 1, 4, 8192);
  private final KvStorage storage;
  private final Buffer hidden;
  private final Buffer update;
  private final Buffer qkv;
  private final Buffer attended;
  private final Buffer gateUp;
  private final Buffer gated;
  private final Buffer chosen;
  private final Buffer logits;

  RandomLlama(Kernels kernels, NumberFormat format, int largestRows, int pages) {
    this.kernels = kernels;
    for (int layer = 0; layer < LAYERS; layer++) {
      int seed = 10 * layer;
      layers.add(
          new Layer(
              matrix(format, SHAPE.qkvColumns(), HIDDEN, seed),
              matrix(format, HIDDEN, HIDDEN, seed + 1),
              matrix(format, 2 * INNER, HIDDEN, seed + 2),
              matrix(format, HIDDEN, INNER, seed + 3)));
    }
    embedding = matrix(format, VOCABULARY, HIDDEN, 999);
    float[] ones = new float[HIDDEN];
    java.util.Arrays.fill(ones, 1);
    norm = kernels.upload(ones);
    storage = kernels.allocateKv(new KvShape(LAYERS, 8, 64, NumberFormat.F32), pages);
    hidden = kernels.allocateFloats((long) largestRows * HIDDEN);
    update = kernels.allocateFloats((long) largestRows * HIDDEN);
    qkv = kernels.allocateFloats((long) largestRows * SHAPE.qkvColumns());
    attended = kernels.allocateFloats((long) largestRows * HIDDEN);
    gateUp = kernels.allocateFloats(2L * largestRows * INNER);
    gated = kernels.allocateFloats((long) largestRows * INNER);
    chosen = kernels.allocateFloats((long) largestRows * HIDDEN);
    logits = kernels.allocateFloats((long) Math.min(largestRows, 64) * VOCABULARY);
  }

  private Matrix matrix(NumberFormat format, int rows, int columns, int seed) {
    try (Arena arena = Arena.ofShared()) {
      float deviation = (float) (1 / Math.sqrt(columns));
      return kernels.pack(StoredTensor.random(arena, format, rows, columns, deviation, seed));
    }
  }

  /// Bytes of weights that a decode step reads.
  long bytes() {
    long sum = embedding.bytes();
    for (Layer layer : layers) {
      sum += layer.qkv.bytes() + layer.output.bytes() + layer.gateUp.bytes() + layer.down.bytes();
    }
    return sum;
  }

  /// One pass; logits of the rows in `wanted`.
  void forward(int[] tokens, AttentionBatch batch, int[] wanted) {
    int rows = batch.rows();
    kernels.embed(embedding, tokens, rows, 1, hidden);
    kernels.rmsNorm(hidden, rows, HIDDEN, norm, 1e-5f, update);
    for (int i = 0; i < LAYERS; i++) {
      Layer layer = layers.get(i);
      kernels.matmul(update, rows, layer.qkv, null, qkv);
      kernels.qkvRopeAppend(SHAPE, qkv, null, rope, batch, storage, i);
      kernels.attention(SHAPE, qkv, batch, storage, i, attended);
      kernels.matmul(attended, rows, layer.output, null, update);
      kernels.addRmsNorm(hidden, update, rows, HIDDEN, norm, 1e-5f, update);
      kernels.matmul(update, rows, layer.gateUp, null, gateUp);
      kernels.gatedActivation(Activation.SILU, gateUp, rows, INNER, gated);
      kernels.matmul(gated, rows, layer.down, null, update);
      kernels.addRmsNorm(hidden, update, rows, HIDDEN, norm, 1e-5f, update);
    }
    kernels.gatherRows(update, HIDDEN, wanted, wanted.length, chosen);
    kernels.matmul(chosen, wanted.length, embedding, null, logits);
  }

  @Override
  public void close() {
    for (Layer layer : layers) {
      layer.qkv.close();
      layer.output.close();
      layer.gateUp.close();
      layer.down.close();
    }
    embedding.close();
    storage.close();
  }
}
