package io.espalier.runtime.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.kernels.reference.ReferenceKernels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Runs over a folder of reference models given with `-Despalier.golden=DIR`.
@EnabledIfSystemProperty(named = "espalier.golden", matches = ".+")
class GoldenFolderTest {
  private static final List<String> SUPPORTED =
      List.of(
          "gemma2",
          "gemma3",
          "glm4",
          "granite",
          "llama",
          "llama-linear",
          "mistral",
          "mixtral",
          "olmo2",
          "phi",
          "phi3",
          "qwen2",
          "qwen3",
          "qwen3-moe",
          "qwen3-yarn",
          "smollm3",
          "starcoder2");

  @Test
  void agreesWithEveryReferenceItSupports() throws Exception {
    var check = new GoldenCheck(new ReferenceKernels());
    var results =
        check.checkAll(
            Path.of(System.getProperty("espalier.golden")),
            result -> System.out.println(result.line()));
    assertThat(results)
        .filteredOn(result -> SUPPORTED.contains(result.name()))
        .hasSize(SUPPORTED.size())
        .allMatch(result -> result.passed() && result.error() < 2e-5);
  }
}
