package io.espalier.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.KernelsProvider;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CudaProviderTest {
  @Test
  void runsByNameOrSaysWhatIsMissing() {
    Optional<String> obstacle = new CudaProvider().obstacle();
    if (obstacle.isEmpty()) {
      try (Kernels kernels = KernelsProvider.choose("cuda", 0).kernels()) {
        assertThat(kernels.description()).startsWith("cuda: ");
      }
    } else {
      assertThatIllegalStateException()
          .isThrownBy(() -> KernelsProvider.choose("cuda", 0))
          .withMessage("no kernels can run here. cuda: " + obstacle.get());
    }
  }
}
