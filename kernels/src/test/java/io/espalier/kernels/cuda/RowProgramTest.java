package io.espalier.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.HeadNorm;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.KvShape;
import io.espalier.kernels.KvStorage;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.RandomTensors;
import io.espalier.kernels.Rope;
import io.espalier.kernels.StoredTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;

/// Steps of one row through random layers: the first runs as launches, later ones as a program.
@Tag("gpu")
final class RowProgramTest {
  private static final int LAYERS = 2;
  private static final int PAGES = 80;
  private static final int STEPS = 5;
  private static final int VOCABULARY = 300;

  /// Weights as stored; a side packs its own.
  @SuppressWarnings("ArrayRecordComponent")
  private record Layer(
      float[] attentionNorm,
      StoredTensor qkv,
      float @Nullable [] qkvBias,
      StoredTensor output,
      float[] feedForwardNorm,
      StoredTensor gates,
      StoredTensor ups,
      StoredTensor down) {}

  /// What a repetition draws.
  @SuppressWarnings("ArrayRecordComponent")
  private record Plan(
      int hidden,
      int inner,
      AttentionShape shape,
      float @Nullable [] sinks,
      float @Nullable [] headNorm,
      @Nullable Rope rope,
      Activation activation,
      List<Layer> layers,
      float[] finalNorm,
      StoredTensor head) {}

  private static int any(Random random, int... of) {
    return of[random.nextInt(of.length)];
  }

  private static Plan plan(RandomTensors tensors) {
    Random random = tensors.random();
    int kvHeads = any(random, 1, 2, 3);
    int group = any(random, 1, 2, 4, 8, 11);
    int dim = any(random, 64, 128);
    AttentionShape shape = AttentionShape.of(kvHeads * group, kvHeads, dim);
    if (random.nextInt(3) == 0) {
      shape = shape.withWindow(any(random, 1, 17, 100));
    }
    if (random.nextInt(4) == 0) {
      shape = shape.withSoftcap(5);
    }
    int hidden = any(random, 64, 136, 200, 576, 1024);
    int inner = 64 * (1 + random.nextInt(5));
    Rope rope =
        switch (random.nextInt(4)) {
          case 0 -> null;
          case 1 -> Rope.standard(dim, 10000).withInterleavedPairs();
          case 2 -> Rope.standard(dim / 2, 10000);
          default -> Rope.standard(dim, 500000);
        };
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < LAYERS; i++) {
      layers.add(
          new Layer(
              tensors.floats(hidden),
              tensors.tensor(NumberFormat.BF16, shape.qkvColumns(), hidden),
              random.nextBoolean() ? tensors.floats(shape.qkvColumns()) : null,
              tensors.tensor(NumberFormat.BF16, hidden, shape.queryColumns()),
              tensors.floats(hidden),
              tensors.tensor(NumberFormat.BF16, inner, hidden),
              tensors.tensor(NumberFormat.BF16, inner, hidden),
              tensors.tensor(NumberFormat.BF16, hidden, inner)));
    }
    return new Plan(
        hidden,
        inner,
        shape,
        random.nextInt(4) == 0 ? tensors.floats(shape.queryHeads()) : null,
        random.nextBoolean() ? tensors.floats(dim) : null,
        rope,
        Arrays.asList(Activation.values()).get(random.nextInt(Activation.values().length)),
        layers,
        tensors.floats(hidden),
        tensors.tensor(NumberFormat.BF16, VOCABULARY, hidden));
  }

  /// One implementation with its weights and buffers, fed the same steps as its twin.
  private static final class Side {
    private record Packed(
        Buffer attentionNorm,
        Matrix qkv,
        @Nullable Buffer qkvBias,
        Matrix output,
        Buffer feedForwardNorm,
        Matrix gateUp,
        Matrix down) {}

    private final Kernels kernels;
    private final Plan plan;
    private final AttentionShape shape;
    private final KvStorage storage;
    private final List<Packed> layers = new ArrayList<>();
    private final @Nullable HeadNorm heads;
    private final Buffer finalNorm;
    private final Matrix head;
    private final Buffer x;
    private final Buffer normed;
    private final Buffer update;
    private final Buffer qkv;
    private final Buffer attended;
    private final Buffer both;
    private final Buffer gated;
    private final Buffer logits;
    private final AttentionBatch batch = new AttentionBatch();

    Side(Kernels kernels, Plan plan) {
      this.kernels = kernels;
      this.plan = plan;
      float[] sinks = plan.sinks;
      shape = sinks == null ? plan.shape : plan.shape.withSinks(kernels.upload(sinks));
      float[] headNorm = plan.headNorm;
      heads =
          headNorm == null
              ? null
              : new HeadNorm(kernels.upload(headNorm), kernels.upload(headNorm), 1e-6f);
      storage =
          kernels.allocateKv(
              new KvShape(LAYERS, shape.kvHeads(), shape.headDim(), NumberFormat.F16), PAGES);
      for (Layer layer : plan.layers) {
        float[] bias = layer.qkvBias;
        layers.add(
            new Packed(
                kernels.upload(layer.attentionNorm),
                kernels.pack(layer.qkv),
                bias == null ? null : kernels.upload(bias),
                kernels.pack(layer.output),
                kernels.upload(layer.feedForwardNorm),
                kernels.pack(layer.gates, layer.ups),
                kernels.pack(layer.down)));
      }
      finalNorm = kernels.upload(plan.finalNorm);
      head = kernels.pack(plan.head);
      x = kernels.allocateFloats(plan.hidden);
      normed = kernels.allocateFloats(plan.hidden);
      update = kernels.allocateFloats(plan.hidden);
      qkv = kernels.allocateFloats(shape.qkvColumns());
      attended = kernels.allocateFloats(shape.queryColumns());
      both = kernels.allocateFloats(2L * plan.inner);
      gated = kernels.allocateFloats(plan.inner);
      logits = kernels.allocateFloats(VOCABULARY);
    }

    /// Stores keys and values of a context.
    void fill(float[] rows, int count, int[] pages) {
      if (count == 0) {
        return;
      }
      try (Buffer all = kernels.upload(rows)) {
        batch.clear();
        batch.addSequence(pages, (count + 15) / 16, 0, count);
        for (int layer = 0; layer < LAYERS; layer++) {
          kernels.qkvRopeAppend(shape, all, null, null, batch, storage, layer);
        }
        kernels.read(all, 0, new float[1], 0, 1);
      }
    }

    /// A step at a position; returns logits, then the residual row.
    float[] step(float[] input, int position, int[] pages) {
      batch.clear();
      batch.addSequence(pages, position / 16 + 1, position, 1);
      kernels.write(input, 0, x, 0, input.length);
      kernels.rmsNorm(x, 1, plan.hidden, layers.getFirst().attentionNorm, 1e-5f, normed);
      for (int i = 0; i < LAYERS; i++) {
        Packed layer = layers.get(i);
        kernels.matmul(normed, 1, layer.qkv, layer.qkvBias, qkv);
        kernels.qkvRopeAppend(shape, qkv, heads, plan.rope, batch, storage, i);
        kernels.attention(shape, qkv, batch, storage, i, attended);
        kernels.matmul(attended, 1, layer.output, null, update);
        kernels.addRmsNorm(x, update, 1, plan.hidden, layer.feedForwardNorm, 1e-5f, normed);
        kernels.gatedFeedForward(
            normed, 1, layer.gateUp, null, plan.activation, layer.down, null, both, gated, update);
        Buffer next = i + 1 < LAYERS ? layers.get(i + 1).attentionNorm : finalNorm;
        kernels.addRmsNorm(x, update, 1, plan.hidden, next, 1e-5f, normed);
      }
      kernels.matmul(normed, 1, head, null, logits);
      float[] result = new float[VOCABULARY + plan.hidden];
      kernels.read(logits, 0, result, 0, VOCABULARY);
      kernels.read(x, 0, result, VOCABULARY, plan.hidden);
      return result;
    }
  }

  private static double error(float[] actual, float[] expected, int from, int to) {
    double squares = 0;
    double all = 0;
    for (int i = from; i < to; i++) {
      squares += Math.pow((double) actual[i] - expected[i], 2);
      all += Math.pow(expected[i], 2);
    }
    return Math.sqrt(squares / all);
  }

  private static CudaKernels open() {
    System.setProperty("espalier.cuda.programs", "true");
    try {
      return Gpu.open(Precision.ROUNDED);
    } finally {
      System.clearProperty("espalier.cuda.programs");
    }
  }

  @RepeatedTest(24)
  void agreesWithTheReference(RepetitionInfo repetition) {
    var tensors = new RandomTensors(1000 + repetition.getCurrentRepetition());
    Random random = tensors.random();
    Plan plan = plan(tensors);
    try (CudaKernels kernels = open()) {
      Side own = new Side(kernels, plan);
      Side reference = new Side(Gpu.REFERENCE, plan);
      int context = any(random, 0, 1, 14, 15, 16, 17, 127, 128, 300, 1000);
      int[] pages = new int[PAGES];
      Arrays.setAll(pages, i -> (i * 37 + 11) % PAGES);
      float[] rows = tensors.floats(context * plan.shape.qkvColumns());
      own.fill(rows, context, pages);
      reference.fill(rows, context, pages);
      for (int step = 0; step < STEPS; step++) {
        float[] input = tensors.floats(plan.hidden);
        float[] actual = own.step(input, context + step, pages);
        float[] expected = reference.step(input, context + step, pages);
        String place = plan.shape + " hidden " + plan.hidden + " context " + context + "+" + step;
        // Activations rounded to bfloat16 in eight products one after another.
        assertThat(error(actual, expected, 0, VOCABULARY)).as(place).isLessThan(0.03);
        assertThat(error(actual, expected, VOCABULARY, expected.length)).as(place).isLessThan(0.03);
      }
      int tiles = plan.shape.kvHeads() * ((plan.shape.groupHeads() + 7) / 8);
      assertThat(kernels.programs() > 0).isEqualTo(tiles <= kernels.multiprocessors());
    }
  }
}
