package io.espalier.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.kernels.Buffer;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.RandomTensors;
import io.espalier.kernels.StoredTensor;
import io.espalier.kernels.reference.ReferenceKernels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class MatmulTest {
  private static final List<NumberFormat> FORMATS = List.of(NumberFormat.values());
  private static final Kernels CPU = new CpuKernels(3);
  private static final Kernels REFERENCE = new ReferenceKernels();

  @AfterAll
  static void close() {
    CPU.close();
  }

  private static float[] product(
      Kernels kernels, float[] x, int rows, float[] bias, StoredTensor... parts) {
    try (Matrix matrix = kernels.pack(parts);
        Buffer out = kernels.allocateFloats((long) rows * matrix.rows())) {
      Buffer shift = bias.length == 0 ? null : kernels.upload(bias);
      kernels.matmul(kernels.upload(x), rows, matrix, shift, out);
      float[] result = new float[rows * matrix.rows()];
      kernels.read(out, 0, result, 0, result.length);
      return result;
    }
  }

  /// Rounding of a sum of n products of size s is within about sqrt(n) · s · 2^-23.
  private static void assertClose(float[] actual, float[] expected, int columns) {
    double size = 0;
    for (float value : expected) {
      size = Math.max(size, Math.abs(value));
    }
    double tolerance = (size + 1e-3) * Math.sqrt(columns) * 4 * 0x1p-23;
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("element %d", i)
          .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(tolerance));
    }
  }

  static Stream<Arguments> shapes() {
    int lanes = Lanes.COUNT;
    return Stream.of(NumberFormat.values())
        .flatMap(format ->
            Stream.of(
                Arguments.of(format, 1, 32),
                Arguments.of(format, lanes - 1, 32),
                Arguments.of(format, lanes + 1, 64),
                Arguments.of(format, 4 * lanes, 256),
                Arguments.of(format, 4 * lanes + 1, 288),
                Arguments.of(format, 8 * lanes - 1, 544)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void agreesWithTheReference(NumberFormat format, int rows, int columns) {
    RandomTensors random = new RandomTensors(rows * 31L + columns);
    StoredTensor weights = random.tensor(format, rows, columns);
    for (int tokens : new int[] {1, 2, 3, 4, 7, 8, 9, 17}) {
      float[] x = random.floats(tokens * columns);
      float[] bias = tokens % 2 == 0 ? random.floats(rows) : new float[0];
      assertClose(
          product(CPU, x, tokens, bias, weights),
          product(REFERENCE, x, tokens, bias, weights),
          columns);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = NumberFormat.class,
      names = {"F32", "F16", "BF16"})
  void takesAnyNumberOfColumnsInPlainFormats(NumberFormat format) {
    for (int columns : new int[] {1, 31, 33, 255, 257}) {
      RandomTensors random = new RandomTensors(columns);
      StoredTensor weights = random.tensor(format, 5, columns);
      for (int tokens : new int[] {1, 5}) {
        float[] x = random.floats(tokens * columns);
        assertClose(
            product(CPU, x, tokens, new float[0], weights),
            product(REFERENCE, x, tokens, new float[0], weights),
            columns);
      }
    }
  }

  @Test
  void stacksPartsOfDifferentFormats() {
    RandomTensors random = new RandomTensors(5);
    StoredTensor[] parts = {
      random.tensor(NumberFormat.Q8_0, 37, 96),
      random.tensor(NumberFormat.F16, 5, 96),
      random.tensor(NumberFormat.Q4_0, 70, 96)
    };
    for (int tokens : new int[] {1, 6}) {
      float[] x = random.floats(tokens * 96);
      float[] bias = random.floats(112);
      assertClose(
          product(CPU, x, tokens, bias, parts), product(REFERENCE, x, tokens, bias, parts), 96);
    }
  }

  @RepeatedTest(10)
  void computesARowTheSameWhateverElseIsInTheBatch(RepetitionInfo repetition) {
    RandomTensors random = new RandomTensors(repetition.getCurrentRepetition());
    NumberFormat format = FORMATS.get(repetition.getCurrentRepetition() % FORMATS.size());
    int columns = 32 * (1 + random.random().nextInt(20));
    int outputs = 1 + random.random().nextInt(300);
    StoredTensor weights = random.tensor(format, outputs, columns);
    int tokens = 1 + random.random().nextInt(40);
    float[] x = random.floats(tokens * columns);
    float[] together = product(CPU, x, tokens, new float[0], weights);
    try (Kernels single = new CpuKernels(1)) {
      for (int row = 0; row < tokens; row++) {
        float[] alone =
            product(
                single,
                Arrays.copyOfRange(x, row * columns, (row + 1) * columns),
                1,
                new float[0],
                weights);
        assertThat(Arrays.copyOfRange(together, row * outputs, (row + 1) * outputs))
            .isEqualTo(alone);
      }
    }
  }

  @Test
  void computesManyRowsInBlocksTheSame() {
    RandomTensors random = new RandomTensors(3);
    StoredTensor weights = random.tensor(NumberFormat.Q8_0, 40, 64);
    float[] x = random.floats(1101 * 64);
    float[] together = product(CPU, x, 1101, new float[0], weights);
    float[] last =
        product(CPU, Arrays.copyOfRange(x, 1100 * 64, 1101 * 64), 1, new float[0], weights);
    assertThat(Arrays.copyOfRange(together, 1100 * 40, 1101 * 40)).isEqualTo(last);
    float[] middle =
        product(CPU, Arrays.copyOfRange(x, 511 * 64, 513 * 64), 2, new float[0], weights);
    assertThat(Arrays.copyOfRange(together, 511 * 40, 513 * 40)).isEqualTo(middle);
  }

  @Test
  void decodesEmbeddingsExactly() {
    RandomTensors random = new RandomTensors(9);
    int[] tokens = {0, 69, 13, 70, 99};
    for (NumberFormat format : NumberFormat.values()) {
      StoredTensor first = random.tensor(format, 70, 64);
      StoredTensor second = random.tensor(NumberFormat.F32, 30, 64);
      float[] expected = new float[5 * 64];
      Buffer wanted = REFERENCE.allocateFloats(5 * 64);
      REFERENCE.embed(REFERENCE.pack(first, second), tokens, 5, 3, wanted);
      REFERENCE.read(wanted, 0, expected, 0, 5 * 64);
      float[] actual = new float[5 * 64];
      Buffer out = CPU.allocateFloats(5 * 64);
      CPU.embed(CPU.pack(first, second), tokens, 5, 3, out);
      CPU.read(out, 0, actual, 0, 5 * 64);
      assertThat(actual).isEqualTo(expected);
    }
  }
}
