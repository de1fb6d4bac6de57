package io.espalier.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.espalier.kernels.Activation;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.RandomTensors;
import io.espalier.kernels.reference.ReferenceKernels;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RowOperationsTest {
  private static final Kernels CPU = new CpuKernels(2);
  private static final Kernels REFERENCE = new ReferenceKernels();

  @AfterAll
  static void close() {
    CPU.close();
  }

  /// Runs `operation`, which returns the buffer to look at, on both and compares.
  private static void assertTwins(
      int count, double tolerance, BiFunction<Kernels, RandomTensors, Buffer> operation) {
    float[] actual = new float[count];
    float[] expected = new float[count];
    CPU.read(operation.apply(CPU, new RandomTensors(count)), 0, actual, 0, count);
    REFERENCE.read(operation.apply(REFERENCE, new RandomTensors(count)), 0, expected, 0, count);
    for (int i = 0; i < count; i++) {
      double limit = tolerance * (1 + Math.abs(expected[i]));
      assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], offset(limit));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 15, 16, 17, 64, 1000})
  void normalises(int columns) {
    for (int rows : new int[] {0, 1, 3, 70}) {
      assertTwins(
          rows * columns,
          2e-6,
          (kernels, random) -> {
            Buffer x = kernels.upload(random.floats(71 * columns));
            kernels.rmsNorm(x, rows, columns, kernels.upload(random.floats(columns)), 1e-5f, x);
            return x;
          });
      assertTwins(
          rows * columns,
          2e-5,
          (kernels, random) -> {
            Buffer x = kernels.upload(random.floats(71 * columns));
            Buffer weight = kernels.upload(random.floats(columns));
            Buffer bias = rows == 1 ? null : kernels.upload(random.floats(columns));
            kernels.layerNorm(x, rows, columns, weight, bias, 1e-3f, x);
            return x;
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 33, 1000})
  void addsAndNormalisesInOne(int columns) {
    for (boolean residual : new boolean[] {false, true}) {
      assertTwins(
          60 * columns,
          2e-6,
          (kernels, random) -> {
            Buffer sum = kernels.upload(random.floats(60 * columns));
            Buffer update = kernels.upload(random.floats(60 * columns));
            Buffer weight = kernels.upload(random.floats(columns));
            kernels.addRmsNorm(sum, update, 60, columns, weight, 1e-6f, update);
            return residual ? sum : update;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activates(Activation activation) {
    for (int inner : new int[] {1, 7, 16, 33, 2000}) {
      assertTwins(
          30 * inner,
          3e-6,
          (kernels, random) -> {
            Buffer gateUp = kernels.upload(random.floats(60 * inner));
            kernels.scale(gateUp, 3, 60L * inner);
            Buffer out = kernels.allocateFloats(30L * inner);
            kernels.gatedActivation(activation, gateUp, 30, inner, out);
            return out;
          });
      assertTwins(
          inner,
          3e-6,
          (kernels, random) -> {
            Buffer x = kernels.upload(random.floats(inner));
            kernels.scale(x, 20, inner);
            kernels.activate(activation, x, inner);
            return x;
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 33, 2000})
  void gatesWithClamps(int inner) {
    for (int rows : new int[] {0, 1, 30}) {
      assertTwins(
          rows * inner,
          3e-6,
          (kernels, random) -> {
            Buffer gateUp = kernels.upload(random.floats(60 * inner));
            kernels.scale(gateUp, 8, 60L * inner);
            Buffer out = kernels.allocateFloats(30L * inner);
            kernels.clampedGatedActivation(gateUp, rows, inner, 1.702f, 7, out);
            return out;
          });
    }
  }

  @Test
  void keepsClampedGatesFiniteAtTheEndsOfTheRange() {
    float[] gateUp = {-1e30f, -200, 1e30f, 1e30f, -1e30f, 0};
    Buffer out = CPU.allocateFloats(3);
    CPU.clampedGatedActivation(CPU.upload(gateUp), 1, 3, 1.702f, 7, out);
    float[] result = new float[3];
    CPU.read(out, 0, result, 0, 3);
    assertThat(result[0]).isCloseTo(0, offset(1e-6f));
    assertThat(result[1]).isCloseTo(0, offset(1e-30f));
    assertThat(result[2]).isCloseTo(7, offset(1e-4f));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 40})
  void copiesColumns(int columns) {
    for (int rows : new int[] {0, 1, 9}) {
      assertTwins(
          9 * (columns + 3),
          0,
          (kernels, random) -> {
            Buffer x = kernels.upload(random.floats(9 * (columns + 7)));
            Buffer out = kernels.upload(random.floats(9 * (columns + 3)));
            kernels.copyColumns(x, columns + 7, 4, rows, columns, out, columns + 3, 2);
            return out;
          });
    }
  }

  @Test
  void copiesColumnsWhereTheyBelong() {
    for (Kernels kernels : new Kernels[] {CPU, REFERENCE}) {
      Buffer x = kernels.upload(1, 2, 3, 4, 5, 6);
      Buffer out = kernels.allocateFloats(4);
      kernels.copyColumns(x, 3, 1, 2, 1, out, 2, 1);
      float[] result = new float[4];
      kernels.read(out, 0, result, 0, 4);
      assertThat(result).containsExactly(0, 2, 0, 5);
    }
  }

  @Test
  void keepsActivationsFiniteAtTheEndsOfTheRange() {
    float[] ends = {-1e30f, -200, -88, 0, 88, 200, 1e18f};
    for (Activation activation : Activation.values()) {
      Buffer x = CPU.upload(ends);
      CPU.activate(activation, x, ends.length);
      float[] result = new float[ends.length];
      CPU.read(x, 0, result, 0, ends.length);
      for (int i = 0; i < ends.length; i++) {
        assertThat(result[i]).as("%s of %s", activation, ends[i]).isFinite();
      }
      assertThat(result[6]).isEqualTo(1e18f);
      assertThat(result[1]).isCloseTo(0, offset(1e-30f));
    }
  }

  @Test
  void capsScalesAddsGathersAndScatters() {
    assertTwins(
        1003,
        1e-5,
        (kernels, random) -> {
          Buffer x = kernels.upload(random.floats(1003));
          kernels.scale(x, 50, 1003);
          kernels.softcap(x, 30, 1003);
          kernels.add(x, kernels.upload(random.floats(1003)), 1003);
          return x;
        });
    assertTwins(
        5 * 17,
        1e-6,
        (kernels, random) -> {
          Buffer x = kernels.upload(random.floats(9 * 17));
          Buffer out = kernels.allocateFloats(5 * 17);
          kernels.gatherRows(x, 17, new int[] {8, 0, 3}, 3, out);
          kernels.scatterAddRows(x, 17, new int[] {4, 0, 4}, new float[] {.5f, 2, -1}, 3, out);
          return out;
        });
  }
}
