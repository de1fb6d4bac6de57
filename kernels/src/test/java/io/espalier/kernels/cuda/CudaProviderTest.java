package io.espalier.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.KernelsProvider;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CudaProviderTest {
  @Test
  void isTakenWhereItCanRunAndSaysWhyWhereNot() {
    CudaProvider provider = new CudaProvider();
    Optional<String> obstacle = provider.obstacle();
    KernelsProvider.Choice choice = KernelsProvider.choose("", 0);
    try (Kernels kernels = choice.kernels()) {
      if (obstacle.isEmpty()) {
        assertThat(kernels.description()).startsWith("cuda: ");
      } else {
        assertThat(kernels.description()).startsWith("cpu: ");
        assertThat(choice.reason()).contains("since cuda: " + obstacle.get());
        assertThatIllegalStateException()
            .isThrownBy(() -> KernelsProvider.choose("cuda", 0))
            .withMessage("no kernels can run here. cuda: " + obstacle.get());
      }
    }
  }
}
