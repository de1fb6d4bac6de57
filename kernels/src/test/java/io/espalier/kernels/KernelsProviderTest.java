package io.espalier.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class KernelsProviderTest {
  @Test
  void startsWhatIsAskedForAndSaysWhy() {
    KernelsProvider.Choice cpu = KernelsProvider.choose("cpu", 2);
    try (Kernels kernels = cpu.kernels()) {
      assertThat(kernels.description()).startsWith("cpu: Vector API").endsWith("2 threads");
      assertThat(cpu.reason()).endsWith("(asked for by name)");
    }
    assertThat(KernelsProvider.choose("reference", 0).kernels().description())
        .startsWith("reference");
  }

  @Test
  void findsSomethingOnAnyMachine() {
    KernelsProvider.Choice choice = KernelsProvider.choose("", 0);
    try (Kernels kernels = choice.kernels()) {
      assertThat(choice.reason()).startsWith(kernels.description());
      assertThat(kernels.description()).doesNotStartWith("reference");
    }
  }

  @Test
  void namesWhatThereIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelsProvider.choose("abacus", 0))
        .withMessageContaining("'abacus'")
        .withMessageContaining("cpu")
        .withMessageContaining("reference");
  }
}
