package io.espalier.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.kernels.Activation;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.RandomTensors;
import io.espalier.kernels.StoredTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("gpu")
final class ProductsTest {
  private static final int[] ROWS = {1, 2, 7, 8, 9, 16, 17, 33, 64, 65, 130};
  private static final int[] OUTPUTS = {1, 15, 16, 17, 127, 128, 129, 200};
  private static final int[] STEPS = {1, 2, 3, 8, 9, 32, 35};

  private static CudaKernels exact;
  private static CudaKernels rounded;
  private static CudaKernels invariant;

  @BeforeAll
  static void open() {
    exact = Gpu.open(Precision.EXACT);
    rounded = new CudaKernels(0, Precision.ROUNDED);
    System.setProperty("espalier.cuda.invariant", "true");
    invariant = new CudaKernels(0, Precision.ROUNDED);
    System.clearProperty("espalier.cuda.invariant");
  }

  @AfterAll
  static void close() {
    if (exact != null) {
      exact.close();
      rounded.close();
      invariant.close();
    }
  }

  private static int any(int[] of, Random random) {
    return of[random.nextInt(of.length)];
  }

  /// Random shapes and stacks of formats; the error bound follows from the sums of magnitudes.
  @RepeatedTest(40)
  void agreesWithTheReference(RepetitionInfo repetition) {
    RandomTensors tensors = new RandomTensors(repetition.getCurrentRepetition());
    Random random = tensors.random();
    int columns = any(STEPS, random) * 32;
    NumberFormat[] formats = NumberFormat.values();
    StoredTensor[] parts = new StoredTensor[1 + random.nextInt(3)];
    boolean plain = random.nextInt(3) == 0;
    if (plain) {
      columns = Math.max(1, columns - random.nextInt(32));
    }
    int outputs = 0;
    for (int i = 0; i < parts.length; i++) {
      NumberFormat format = formats[random.nextInt(plain ? 3 : formats.length)];
      parts[i] = tensors.tensor(format, any(OUTPUTS, random), columns);
      outputs += parts[i].rows();
    }
    int rows = any(ROWS, random);
    float[] x = tensors.floats(rows * columns);
    float[] bias = random.nextBoolean() ? tensors.floats(outputs) : null;
    check(exact, 2e-6, rows, x, bias, parts);
    check(rounded, 0x1p-9 + 2e-6, rows, x, bias, parts);
  }

  /// Every width and split of the kernels for bfloat16 on Hopper, at and beside their boundaries.
  @RepeatedTest(40)
  void agreesOnBrainWeights(RepetitionInfo repetition) {
    RandomTensors tensors = new RandomTensors(1000 + repetition.getCurrentRepetition());
    Random random = tensors.random();
    int rows = any(new int[] {1, 3, 8, 9, 16, 17, 32, 33, 64, 65, 128, 129, 257}, random);
    int columns = any(new int[] {1, 31, 64, 65, 128, 512, 520, 1024, 2100}, random);
    int outputs = any(new int[] {1, 63, 64, 65, 129, 500, rows > 64 ? 640 : 3000}, random);
    float[] x = tensors.floats(rows * columns);
    float[] bias = random.nextBoolean() ? tensors.floats(outputs) : null;
    check(
        rounded, 0x1p-8 + 2e-6, rows, x, bias, tensors.tensor(NumberFormat.BF16, outputs, columns));
  }

  /// A chain of layers as in decoding: kernels that start early must see what those ahead wrote,
  /// and replays must repeat every bit.
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 70, 140})
  void chainsProducts(int rows) {
    RandomTensors tensors = new RandomTensors(rows);
    int hidden = 256;
    int inner = 320;
    int layers = 6;
    float[] start = tensors.floats(rows * hidden);
    float[] norm = tensors.floats(hidden);
    StoredTensor first = tensors.tensor(NumberFormat.BF16, 2 * inner, hidden);
    StoredTensor second = tensors.tensor(NumberFormat.BF16, hidden, inner);
    List<float[]> results = new ArrayList<>();
    for (CudaKernels kernels : new CudaKernels[] {exact, rounded, rounded}) {
      try (Matrix gateUp = kernels.pack(first);
          Matrix down = kernels.pack(second);
          Buffer x = kernels.allocateFloats((long) rows * hidden);
          Buffer h = kernels.allocateFloats((long) rows * hidden);
          Buffer both = kernels.allocateFloats(2L * rows * inner);
          Buffer gated = kernels.allocateFloats((long) rows * inner);
          Buffer weight = kernels.upload(norm)) {
        for (int pass = 0; pass < 4; pass++) {
          kernels.write(start, 0, x, 0, start.length);
          kernels.rmsNorm(x, rows, hidden, weight, 1e-5f, h);
          for (int layer = 0; layer < layers; layer++) {
            if (layer % 3 < 2) {
              kernels.gatedFeedForward(
                  h, rows, gateUp, null, Activation.SILU, down, null, both, gated, h);
            } else {
              kernels.matmul(h, rows, gateUp, null, both);
              kernels.gatedActivation(Activation.SILU, both, rows, inner, gated);
              kernels.matmul(gated, rows, down, null, h);
            }
            kernels.addRmsNorm(x, h, rows, hidden, weight, 1e-5f, h);
          }
          float[] result = Gpu.read(kernels, h, rows * hidden);
          if (pass > 0) {
            assertThat(result).isEqualTo(results.getLast());
            results.removeLast();
          }
          results.add(result);
        }
      }
    }
    assertThat(results.get(1)).isEqualTo(results.get(2));
    Gpu.close(results.get(1), results.get(0), 0.15, 0.05);
  }

  private static void check(
      CudaKernels kernels,
      double tolerance,
      int rows,
      float[] x,
      float @Nullable [] bias,
      StoredTensor... parts) {
    int columns = parts[0].columns();
    try (Matrix matrix = kernels.pack(parts)) {
      int outputs = matrix.rows();
      Buffer out = kernels.allocateFloats((long) rows * outputs + 1);
      float[] poison = new float[rows * outputs + 1];
      Arrays.fill(poison, Float.NaN);
      kernels.write(poison, 0, out, 0, poison.length);
      kernels.matmul(
          kernels.upload(x), rows, matrix, bias == null ? null : kernels.upload(bias), out);
      float[] actual = Gpu.read(kernels, out, poison.length);
      assertThat(actual[rows * outputs]).isNaN();
      float[] weight = new float[columns];
      int o = 0;
      for (StoredTensor part : parts) {
        for (int i = 0; i < part.rows(); i++, o++) {
          part.decodeRow(i, weight, 0);
          for (int row = 0; row < rows; row++) {
            double sum = bias == null ? 0 : bias[o];
            double size = Math.abs(sum);
            for (int c = 0; c < columns; c++) {
              double product = (double) x[row * columns + c] * weight[c];
              sum += product;
              size += Math.abs(product);
            }
            double error = Math.abs(actual[row * outputs + o] - sum);
            assertThat(error <= tolerance * size + 1e-30)
                .as("%s row %d output %d: %g of %g", part.format(), row, o, error, size)
                .isTrue();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void computesARowTheSameWithAnyOthers(NumberFormat format) {
    RandomTensors tensors = new RandomTensors(7 + format.name().length());
    int columns = 35 * 32;
    StoredTensor stored = tensors.tensor(format, 150, columns);
    float[] x = tensors.floats(70 * columns);
    for (CudaKernels kernels : new CudaKernels[] {exact, invariant}) {
      try (Matrix matrix = kernels.pack(stored)) {
        Buffer from = kernels.upload(x);
        Buffer out = kernels.allocateFloats(70 * 150);
        kernels.matmul(from, 70, matrix, null, out);
        float[] all = Gpu.read(kernels, out, 70 * 150);
        for (int rows : new int[] {1, 9, 20, 65}) {
          kernels.matmul(from, rows, matrix, null, out);
          assertThat(Gpu.read(kernels, out, rows * 150)).isEqualTo(Arrays.copyOf(all, rows * 150));
        }
      }
    }
  }
}
