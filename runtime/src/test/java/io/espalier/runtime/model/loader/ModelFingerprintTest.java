package io.espalier.runtime.model.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFingerprintTest {
  @TempDir Path temporary;

  private Path file(String name, byte[] bytes) throws IOException {
    Path file = Files.write(temporary.resolve(name), bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    return file;
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  @Test
  void isTheSameForTheSameBytesWhateverTheFileIsCalled() throws IOException {
    String one = ModelFingerprint.of(file("a.gguf", bytes(1_000_000)).toString());
    assertThat(ModelFingerprint.of(file("b.gguf", bytes(1_000_000)).toString())).isEqualTo(one);
    assertThat(one).matches("[0-9a-f]{64}");
  }

  @Test
  void differsWhereTheHeadTheEndTheSizeOrTheTimeDiffer() throws IOException {
    byte[] bytes = bytes(1_000_000);
    String one = ModelFingerprint.of(file("a.gguf", bytes).toString());
    for (int at : new int[] {0, 60_000, 999_999}) {
      byte[] other = bytes.clone();
      other[at]++;
      assertThat(ModelFingerprint.of(file("b.gguf", other).toString())).isNotEqualTo(one);
    }
    assertThat(ModelFingerprint.of(file("b.gguf", bytes(999_999)).toString())).isNotEqualTo(one);
    Path later = file("b.gguf", bytes);
    Files.setLastModifiedTime(later, FileTime.fromMillis(2_000));
    assertThat(ModelFingerprint.of(later.toString())).isNotEqualTo(one);
  }

  @Test
  void aFolderIsKnownByItsFiles() throws IOException {
    file("config.json", bytes(10));
    file("model.safetensors", bytes(100));
    String one = ModelFingerprint.of(temporary.toString());
    file("model.safetensors", bytes(101));
    assertThat(ModelFingerprint.of(temporary.toString())).isNotEqualTo(one);
  }

  @Test
  void namedModelsHaveOneEach() throws IOException {
    assertThat(ModelFingerprint.of("simulated:1")).isNotEqualTo(ModelFingerprint.of("simulated:2"));
    assertThat(ModelFingerprint.of("sapling")).isEqualTo(ModelFingerprint.of("sapling"));
  }
}
