package io.espalier.kernels.cpu;

import io.espalier.kernels.AbstractPagedAttentionTest;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.NumberFormat;
import org.junit.jupiter.api.AfterAll;

final class PagedAttentionTest extends AbstractPagedAttentionTest {
  private static final Kernels CPU = new CpuKernels(2);

  @AfterAll
  static void close() {
    CPU.close();
  }

  @Override
  protected Kernels kernels() {
    return CPU;
  }

  @Override
  protected Kernels invariant() {
    return CPU;
  }

  @Override
  protected int[] headDims() {
    return new int[] {2, 16, 24, 32, 64, 80};
  }

  /// Keys and values rounded to float16 may fall on either side of a tie: 2^-10 of one product of a
  /// score.
  @Override
  protected double tolerance(NumberFormat format) {
    return format == NumberFormat.F16 ? 5e-3 : 1e-5;
  }
}
