package io.espalier.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.kernels.Activation;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.DeviceMemoryException;
import io.espalier.kernels.HostBuffer;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.RandomTensors;
import io.espalier.kernels.StoredTensor;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("gpu")
final class RowOperationsTest {
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

  /// Runs the same operation on both implementations.
  private static void twin(
      double tolerance, int count, BiFunction<Kernels, Integer, Buffer> operation) {
    float[] actual = Gpu.read(cuda, operation.apply(cuda, 0), count);
    float[] expected = Gpu.read(Gpu.REFERENCE, operation.apply(Gpu.REFERENCE, 0), count);
    Gpu.close(actual, expected, tolerance, tolerance);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 33, 512, 2048, 2049, 8196})
  void normalisesRows(int columns) {
    RandomTensors tensors = new RandomTensors(columns);
    int rows = 1 + columns % 5;
    float[] x = tensors.floats(rows * columns);
    float[] update = tensors.floats(rows * columns);
    float[] weight = tensors.floats(columns);
    float[] bias = tensors.floats(columns);
    int count = rows * columns;
    twin(
        1e-5,
        count,
        (kernels, _) -> {
          Buffer from = kernels.upload(x);
          kernels.rmsNorm(from, rows, columns, kernels.upload(weight), 1e-5f, from);
          return from;
        });
    for (int which = 0; which < 2; which++) {
      boolean residual = which == 0;
      twin(
          1e-5,
          count,
          (kernels, _) -> {
            Buffer into = kernels.upload(x);
            Buffer added = kernels.upload(update);
            kernels.addRmsNorm(into, added, rows, columns, kernels.upload(weight), 1e-5f, added);
            return residual ? into : added;
          });
    }
    for (int which = 0; which < 2; which++) {
      boolean shifted = which == 0;
      twin(
          3e-5,
          count,
          (kernels, _) -> {
            Buffer from = kernels.upload(x);
            Buffer shift = shifted ? kernels.upload(bias) : null;
            kernels.layerNorm(from, rows, columns, kernels.upload(weight), shift, 1e-3f, from);
            return from;
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void activates(Activation activation) {
    RandomTensors tensors = new RandomTensors(3);
    float[] x = tensors.floats(2 * 3 * 77);
    x[0] = 30;
    x[1] = -30;
    twin(
        2e-6,
        x.length,
        (kernels, _) -> {
          Buffer values = kernels.upload(x);
          kernels.activate(activation, values, x.length - 1);
          return values;
        });
    twin(
        3e-6,
        3 * 77,
        (kernels, _) -> {
          Buffer out = kernels.allocateFloats(3 * 77);
          kernels.gatedActivation(activation, kernels.upload(x), 3, 77, out);
          return out;
        });
  }

  @Test
  void addsScalesAndCaps() {
    RandomTensors tensors = new RandomTensors(5);
    float[] x = tensors.floats(1001);
    float[] y = tensors.floats(1001);
    twin(
        2e-6,
        1001,
        (kernels, _) -> {
          Buffer values = kernels.upload(x);
          kernels.add(values, kernels.upload(y), 1000);
          kernels.scale(values, 3.5f, 999);
          kernels.softcap(values, 2, 998);
          kernels.add(values, values, 0);
          return values;
        });
  }

  @Test
  void gathersAndScattersRows() {
    RandomTensors tensors = new RandomTensors(6);
    float[] x = tensors.floats(9 * 130);
    float[] into = tensors.floats(9 * 130);
    int[] chosen = {8, 0, 3, 3, 7};
    float[] weights = {0.5f, -2, 1, 3, 0};
    twin(
        0,
        5 * 130,
        (kernels, _) -> {
          Buffer out = kernels.allocateFloats(5 * 130);
          kernels.gatherRows(kernels.upload(x), 130, chosen, 5, out);
          return out;
        });
    twin(
        1e-6,
        9 * 130,
        (kernels, _) -> {
          Buffer target = kernels.upload(into);
          kernels.scatterAddRows(kernels.upload(x), 130, chosen, weights, 5, target);
          return target;
        });
  }

  @ParameterizedTest
  @EnumSource
  void embedsTokens(NumberFormat format) {
    RandomTensors tensors = new RandomTensors(8);
    int columns = format.blockElements() == 1 ? 45 : 96;
    StoredTensor first = tensors.tensor(format, 20, columns);
    StoredTensor second = tensors.tensor(NumberFormat.F32, 3, columns);
    int[] tokens = {0, 19, 20, 22, 5, 5};
    twin(
        1e-7,
        6 * columns,
        (kernels, _) -> {
          Buffer out = kernels.allocateFloats(6L * columns);
          kernels.embed(kernels.pack(first, second), tokens, 6, 2.5f, out);
          return out;
        });
  }

  @Test
  void replaysStepsWithNewInputs() {
    RandomTensors tensors = new RandomTensors(9);
    StoredTensor table = tensors.tensor(NumberFormat.F32, 50, 64);
    var packed = cuda.pack(table);
    Buffer out = cuda.allocateFloats(5 * 64);
    float[] row = new float[64];
    for (int step = 0; step < 5; step++) {
      int[] tokens = {step, 2 * step, 49 - step, 7, step + 1};
      cuda.embed(packed, tokens, 5, 1, out);
      for (int i = 0; i < 4; i++) {
        cuda.scale(out, 0.5f, 5 * 64);
      }
      float[] actual = Gpu.read(cuda, out, 5 * 64);
      for (int i = 0; i < 5; i++) {
        table.decodeRow(tokens[i], row, 0);
        for (int c = 0; c < 64; c++) {
          assertThat(actual[i * 64 + c]).isEqualTo(row[c] / 16);
        }
      }
    }
  }

  @Test
  void movesPartsOfBuffers() {
    float[] values = new RandomTensors(10).floats(100);
    Buffer buffer = cuda.upload(values);
    cuda.write(new float[] {1, 2, 3}, 1, buffer, 50, 2);
    float[] back = new float[10];
    cuda.read(buffer, 48, back, 1, 5);
    assertThat(back).startsWith(0, values[48], values[49], 2, 3, values[52], 0);
    cuda.read(buffer, 100, back, 0, 0);
  }

  @Test
  void refusesWhatDoesNotFit() {
    Buffer buffer = cuda.allocateFloats(10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cuda.add(buffer, buffer, 11))
        .withMessage("needs 11 floats, the buffer has 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cuda.scale(new HostBuffer(10), 1, 10))
        .withMessageContaining("another implementation");
    buffer.close();
    buffer.close();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cuda.scale(buffer, 1, 10))
        .withMessageContaining("closed");
    assertThatThrownBy(() -> cuda.allocateFloats(1L << 46))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessageContaining("281474.98 GB needed")
        .hasMessageContaining("--kv-memory");
  }
}
