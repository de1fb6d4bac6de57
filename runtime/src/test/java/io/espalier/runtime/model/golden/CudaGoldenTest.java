package io.espalier.runtime.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.kernels.cuda.CudaKernels;
import io.espalier.kernels.cuda.CudaProvider;
import io.espalier.kernels.cuda.Precision;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The tiny models on a GPU with exact products, to 5e-5 of the logits' deviation; of the folder
/// `-Despalier.golden=DIR` where given, else those among the test resources. Models that are not
/// supported are left to the CPU's test.
@Tag("gpu")
class CudaGoldenTest {
  @Test
  void agreesWithTheReferenceOnAGpu() throws Exception {
    var obstacle = new CudaProvider().obstacle();
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> "no GPU: " + obstacle.orElse(""));
    String folder = System.getProperty("espalier.golden", "");
    Path models = folder.isEmpty() ? GoldenFolders.all() : Path.of(folder);
    try (var kernels = new CudaKernels(0, Precision.EXACT)) {
      var results =
          new GoldenCheck(kernels).checkAll(models, result -> System.out.println(result.line()));
      assertThat(results)
          .filteredOn(result -> !(result instanceof GoldenResult.Refused))
          .isNotEmpty()
          .allMatch(result -> result.passed() && result.error() < 5e-5);
    }
  }
}
