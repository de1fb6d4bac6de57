package io.espalier.cache.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.cache.RadixTree;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheDirectoryTest {
  private static final int PAGE = RadixTree.PAGE_TOKENS;
  private static final long BYTES = NumberedPages.BYTES;

  @TempDir Path temporary;
  private final NumberedPages pages = new NumberedPages(4);

  private CacheDirectory open(String fingerprint) {
    return CacheDirectory.open(temporary.resolve("cache"), fingerprint, 8 * BYTES, BYTES);
  }

  private HostTier tier(CacheDirectory directory) {
    var tier = new HostTier(pages, directory.memory(), new TransferCost(BYTES));
    directory.fill(tier);
    return tier;
  }

  private static int[] tokens(int count) {
    return java.util.stream.IntStream.range(0, count * PAGE).toArray();
  }

  private void saveThree() {
    try (var directory = open("model")) {
      HostTier tier = tier(directory);
      for (int page = 0; page < 3; page++) {
        pages.set(0, 100 + page);
        tier.save("", tokens(3), (page + 1) * PAGE, 0);
      }
      pages.set(0, 666);
      tier.save("tenant", tokens(1), PAGE, 0);
      directory.save(tier);
    }
  }

  @Test
  void pagesSurviveARestart() {
    saveThree();
    try (var directory = open("model")) {
      HostTier tier = tier(directory);
      assertThat(directory.note()).isEmpty();
      HostMatch match = tier.match("", tokens(3), 0, 3);
      assertThat(match.pages()).isEqualTo(3);
      for (int page = 0; page < 3; page++) {
        assertThat(tier.load(match, page, 1)).isTrue();
        assertThat(pages.get(1)).isEqualTo(100 + page);
      }
    }
  }

  @Test
  void nothingOfOtherNamespacesIsKept() throws IOException {
    saveThree();
    byte[] file = Files.readAllBytes(temporary.resolve("cache/pages"));
    var words = java.nio.ByteBuffer.wrap(file).order(java.nio.ByteOrder.nativeOrder());
    for (int at = 0; at < file.length; at += 8) {
      assertThat(words.getLong(at)).isNotEqualTo(666);
    }
    try (var directory = open("model")) {
      assertThat(tier(directory).match("tenant", tokens(1), 0, 1).pages()).isZero();
    }
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    open("model").close();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(temporary.resolve("cache"))))
        .isEqualTo("rwx------");
  }

  @Test
  void anotherModelStartsEmptyAndSaysSo() {
    saveThree();
    try (var directory = open("another")) {
      assertThat(directory.note().orElseThrow()).contains("another model or version");
      assertThat(tier(directory).match("", tokens(3), 0, 3).pages()).isZero();
    }
  }

  @Test
  void whatWasNotClosedProperlyIsEmpty() {
    saveThree();
    open("model").close();
    try (var directory = open("model")) {
      assertThat(tier(directory).match("", tokens(3), 0, 3).pages()).isZero();
    }
  }

  @Test
  void aDamagedPageIsFoundOutBeforeItIsUsed() {
    saveThree();
    try (var directory = open("model")) {
      HostTier tier = tier(directory);
      HostMatch match = tier.match("", tokens(3), 0, 3);
      tier.at(match.found.get(1).place).set(ValueLayout.JAVA_BYTE, 5, (byte) 77);
      assertThat(tier.load(match, 0, 1)).isTrue();
      assertThat(tier.load(match, 1, 1)).isFalse();
      assertThat(tier.statistics().damaged()).isEqualTo(1);
      assertThat(tier.match("", tokens(3), 0, 3).pages()).isEqualTo(1);
    }
  }

  @Test
  void twoCannotUseAFolderAtOnce() {
    try (var first = open("model")) {
      assertThat(first.memory().byteSize()).isEqualTo(8 * BYTES);
      assertThatThrownBy(() -> open("model"))
          .isInstanceOf(HostTierException.class)
          .hasMessageContaining("in use");
    }
    open("model").close();
  }

  @Test
  void aFileInItsPlaceIsRefused() throws IOException {
    Files.writeString(temporary.resolve("cache"), "");
    assertThatThrownBy(() -> open("model")).isInstanceOf(HostTierException.class);
  }

  @RepeatedTest(300)
  void aDamagedIndexIsLeftAlone(RepetitionInfo repetition) throws IOException {
    var random = new Random(repetition.getCurrentRepetition());
    saveThree();
    Path file = temporary.resolve("cache/index");
    byte[] bytes = Files.readAllBytes(file);
    if (random.nextInt(3) == 0) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 50));
    } else {
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      }
    }
    Files.write(file, bytes);
    try (var directory = open("model")) {
      HostTier tier = tier(directory);
      if (tier.statistics().pages() > 0) {
        // Two changes of a byte may undo each other.
        assertThat(tier.match("", tokens(3), 0, 3).pages()).isEqualTo(3);
      } else {
        assertThat(directory.note().orElseThrow()).contains("starts empty");
      }
    }
  }

  @Test
  void aSpillFileLeavesNoName() throws IOException {
    try (var arena = Arena.ofConfined()) {
      assertThat(CacheDirectory.spillFile(temporary, 1000, arena).byteSize()).isEqualTo(1000);
      try (var files = Files.list(temporary)) {
        assertThat(files).isEmpty();
      }
    }
  }
}
