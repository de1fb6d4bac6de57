package io.espalier.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KernelImageTest {
  @Test
  void holdsPtxOfTheseSources() throws Exception {
    Path folder = Path.of("src/main/cuda");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (var files = Files.list(folder)) {
      List<Path> sources =
          files.filter(file -> file.toString().matches(".*\\.cuh?")).sorted().toList();
      assertThat(sources).hasSizeGreaterThan(5);
      for (Path source : sources) {
        digest.update(Files.readAllBytes(source));
      }
    }
    try (var stored = KernelImage.class.getResourceAsStream("espalier.sources.sha256")) {
      assertThat(stored).isNotNull();
      assertThat(new String(stored.readAllBytes(), StandardCharsets.UTF_8).strip())
          .as("espalier.ptx.gz is older than src/main/cuda: run kernels/build-cuda.sh --ptx")
          .isEqualTo(HexFormat.of().formatHex(digest.digest()));
    }
  }

  @Test
  void fallsBackToPtxForOtherCards() {
    KernelImage image = KernelImage.of(80);
    assertThat(image.kind()).startsWith("PTX");
    String text = new String(image.bytes(), StandardCharsets.US_ASCII);
    assertThat(text).contains(".target sm_80").contains("few_bf16_rounded_8").endsWith("\0");
  }
}
