package io.espalier.kernels.cuda;

import io.espalier.kernels.AbstractPagedAttentionTest;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.NumberFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("gpu")
final class PagedAttentionTest extends AbstractPagedAttentionTest {
  private static CudaKernels cuda;
  private static CudaKernels invariant;

  @BeforeAll
  static void open() {
    cuda = Gpu.open(Precision.ROUNDED);
    invariant = Gpu.open(Precision.ROUNDED, true);
  }

  @AfterAll
  static void close() {
    if (cuda != null) {
      cuda.close();
      invariant.close();
    }
  }

  @Override
  protected Kernels kernels() {
    return cuda;
  }

  @Override
  protected Kernels invariant() {
    return invariant;
  }

  @Override
  protected int[] headDims() {
    return new int[] {2, 16, 24, 32, 64, 80, 96, 128, 256};
  }

  /// Keys and values rounded to float16 may fall on either side of a tie; on tensor cores queries
  /// and weights of prompts are float16 too: 2^-11 of each score, which may reach 20 here.
  @Override
  protected double tolerance(NumberFormat format) {
    return format == NumberFormat.F16 ? 1e-2 : 2e-5;
  }
}
