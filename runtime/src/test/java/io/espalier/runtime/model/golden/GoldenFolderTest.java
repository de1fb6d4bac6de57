package io.espalier.runtime.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.kernels.reference.ReferenceKernels;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Runs over a folder of reference models given with `-Despalier.golden=DIR`.
@EnabledIfSystemProperty(named = "espalier.golden", matches = ".+")
class GoldenFolderTest {
  @Test
  void agreesWithEveryReference() throws Exception {
    var check = new GoldenCheck(new ReferenceKernels());
    var results =
        check.checkAll(
            Path.of(System.getProperty("espalier.golden")),
            result -> System.out.println(result.line()));
    assertThat(results).isNotEmpty().allMatch(result -> result.passed() && result.error() < 2e-5);
  }
}
