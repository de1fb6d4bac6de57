package io.espalier.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.KvShape;
import io.espalier.kernels.KvStorage;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.RandomTensors;
import io.espalier.kernels.StoredTensor;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Plain loops against vectors, bit by bit.
final class ColdStartTest {
  private static final Kernels PLAIN = new CpuKernels(2, new ColdStart(Long.MAX_VALUE));
  private static final Kernels VECTOR = new CpuKernels(2, new ColdStart(0));

  @AfterAll
  static void close() {
    PLAIN.close();
    VECTOR.close();
  }

  private static float[] read(Kernels kernels, Buffer buffer, int count) {
    float[] values = new float[count];
    kernels.read(buffer, 0, values, 0, count);
    return values;
  }

  private static float[] product(Kernels kernels, float[] x, int rows, StoredTensor... parts) {
    try (Matrix matrix = kernels.pack(parts)) {
      Buffer out = kernels.allocateFloats((long) rows * matrix.rows());
      kernels.matmul(kernels.upload(x), rows, matrix, null, out);
      return read(kernels, out, rows * matrix.rows());
    }
  }

  @RepeatedTest(20)
  void productsHaveTheSameBits(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    RandomTensors tensors = new RandomTensors(random.nextLong());
    int columns = 32 * (1 + random.nextInt(12));
    StoredTensor first = tensors.tensor(NumberFormat.Q8_0, 1 + random.nextInt(300), columns);
    StoredTensor second = tensors.tensor(NumberFormat.Q8_0, 1 + random.nextInt(100), columns);
    for (int rows : new int[] {1, 2, 7, 8, 9, 40, 515}) {
      float[] x = tensors.floats(rows * columns);
      assertThat(product(PLAIN, x, rows, first, second))
          .as("%d rows", rows)
          .isEqualTo(product(VECTOR, x, rows, first, second));
    }
  }

  private static float[] attention(
      Kernels kernels, AttentionShape shape, NumberFormat format, int tokens, long seed) {
    RandomTensors random = new RandomTensors(seed);
    int pages = (tokens + 15) / 16;
    try (KvStorage storage =
        kernels.allocateKv(new KvShape(1, shape.kvHeads(), shape.headDim(), format), pages)) {
      int[] table = new int[pages];
      for (int i = 0; i < pages; i++) {
        table[i] = pages - 1 - i;
      }
      float[] results = new float[tokens * shape.queryColumns()];
      int done = 0;
      for (int step : new int[] {tokens / 2, tokens - tokens / 2 - 1, 1}) {
        if (step > 0) {
          var batch = new AttentionBatch();
          batch.addSequence(table, (done + step + 15) / 16, done, step);
          Buffer rows = kernels.upload(random.floats(step * shape.qkvColumns()));
          kernels.qkvRopeAppend(shape, rows, null, null, batch, storage, 0);
          Buffer out = kernels.allocateFloats((long) step * shape.queryColumns());
          kernels.attention(shape, rows, batch, storage, 0, out);
          float[] part = read(kernels, out, step * shape.queryColumns());
          System.arraycopy(part, 0, results, done * shape.queryColumns(), part.length);
          done += step;
        }
      }
      return results;
    }
  }

  @RepeatedTest(20)
  void attentionHasTheSameBits(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    int kvHeads = 1 + random.nextInt(3);
    int dim = new int[] {2, 16, 24, 32, 80}[random.nextInt(5)];
    AttentionShape shape = AttentionShape.of(kvHeads * (1 + random.nextInt(4)), kvHeads, dim);
    if (random.nextBoolean()) {
      shape = shape.withWindow(1 + random.nextInt(40));
    }
    int tokens = 2 + random.nextInt(90);
    for (NumberFormat format : new NumberFormat[] {NumberFormat.F32, NumberFormat.F16}) {
      assertThat(attention(PLAIN, shape, format, tokens, seed))
          .isEqualTo(attention(VECTOR, shape, format, tokens, seed));
    }
  }

  @Test
  void gatesHaveTheSameBits() {
    float[] x = new RandomTensors(1).floats(2 * 5 * 77);
    for (int i = 0; i < x.length; i++) {
      x[i] *= i % 7 * 20;
    }
    float[][] results = new float[2][];
    for (int side = 0; side < 2; side++) {
      Kernels kernels = side == 0 ? PLAIN : VECTOR;
      Buffer out = kernels.allocateFloats(5 * 77);
      kernels.gatedActivation(Activation.SILU, kernels.upload(x), 5, 77, out);
      results[side] = read(kernels, out, 5 * 77);
    }
    assertThat(results[0]).isEqualTo(results[1]);
  }

  @RepeatedTest(5)
  void exponentialsHaveTheSameBits(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    float[] x = new float[Lanes.COUNT];
    float[] result = new float[Lanes.COUNT];
    for (int round = 0; round < 2000; round++) {
      for (int i = 0; i < x.length; i++) {
        x[i] = round == 0 ? Float.NEGATIVE_INFINITY : (float) random.nextGaussian() * 40;
      }
      VectorMath.exp(FloatVector.fromArray(Lanes.FLOATS, x, 0)).intoArray(result, 0);
      for (int i = 0; i < x.length; i++) {
        assertThat(PlainMath.exp(x[i])).as("e^%s", x[i]).isEqualTo(result[i]);
      }
    }
  }

  @Test
  void everyHalfIsConvertedAlike() {
    int count = 1 << 16;
    var stored = java.lang.foreign.Arena.ofAuto().allocate(2L * count + Lanes.OVERREAD);
    for (int i = 0; i < count; i++) {
      stored.setAtIndex(java.lang.foreign.ValueLayout.JAVA_SHORT, i, (short) i);
    }
    float[] result = new float[Lanes.COUNT];
    for (int i = 0; i < count; i += Lanes.COUNT) {
      Lanes.halves(stored, 2L * i).intoArray(result, 0);
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        assertThat(Float.floatToRawIntBits(Lanes.half((short) (i + lane))))
            .isEqualTo(Float.floatToRawIntBits(result[lane]));
      }
    }
  }

  @Test
  void vectorsTakeOverAfterTheWorkThatPlainLoopsMayDo() {
    var cold = new ColdStart(100);
    cold.count(99);
    assertThat(cold.isPlain()).isTrue();
    cold.count(1);
    assertThat(cold.isPlain()).isFalse();
  }
}
