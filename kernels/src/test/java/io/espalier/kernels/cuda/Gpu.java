package io.espalier.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.kernels.Buffer;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.reference.ReferenceKernels;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// What the tests on a device share. Skips the calling test, with the reason, where none is there.
final class Gpu {
  static final Kernels REFERENCE = new ReferenceKernels();

  private Gpu() {}

  static CudaKernels open(Precision precision) {
    return open(precision, false);
  }

  static CudaKernels open(Precision precision, boolean invariant) {
    Optional<String> obstacle = new CudaProvider().obstacle();
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> "no GPU: " + obstacle.orElse(""));
    return new CudaKernels(0, precision, invariant);
  }

  static float[] read(Kernels kernels, Buffer buffer, int count) {
    float[] values = new float[count];
    kernels.read(buffer, 0, values, 0, count);
    return values;
  }

  /// Each value within `absolute + relative · |expected|`; a NaN never is.
  static void close(float[] actual, float[] expected, double absolute, double relative) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      double allowed = absolute + relative * Math.abs(expected[i]);
      if (!(Math.abs((double) actual[i] - expected[i]) <= allowed)) {
        throw new AssertionError(
            "element " + i + ": " + actual[i] + " for " + expected[i] + " ± " + allowed);
      }
    }
  }
}
