package io.espalier.runtime.model.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.runtime.model.ModelFormatException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  private static final String HEADER =
      """
      {"__metadata__":{"format":"pt"},
       "a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},
       "b":{"dtype":"BF16","shape":[3],"data_offsets":[16,22]}}\
      """;

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static SafetensorsFile read(byte[] bytes) {
    return SafetensorsFile.read("bad.safetensors", MemorySegment.ofArray(bytes));
  }

  @Test
  void readsTensors() {
    var tensors = read(file(HEADER, 22)).tensors();
    assertThat(tensors.values())
        .extracting(tensor -> tensor.name() + tensor.shape() + tensor.data().byteSize())
        .containsExactly("a[2, 2]16", "b[3]6");
  }

  @Test
  void refusesTruncationAndExcess() {
    byte[] whole = file(HEADER, 22);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(ModelFormatException.class);
    }
    assertThatThrownBy(() -> read(file(HEADER, 23)))
        .hasMessageContaining("take 22 bytes, but the file holds 23");
  }

  @Test
  void refusesOverlapsGapsAndWrongSizes() {
    assertThatThrownBy(() -> read(file(HEADER.replace("[16,22]", "[14,20]"), 22)))
        .hasMessageContaining("tensor 'b' starts at 14, inside tensor 'a', which ends at 16");
    assertThatThrownBy(() -> read(file(HEADER.replace("[16,22]", "[18,24]"), 24)))
        .hasMessageContaining("beyond the end of");
    assertThatThrownBy(() -> read(file(HEADER.replace("[2,2]", "[2,3]"), 22)))
        .hasMessageContaining("needs 24 bytes; data_offsets are [0, 16]");
    assertThatThrownBy(
            () -> read(file(HEADER.replace("[2,2]", "[4294967296,4294967296,4294967296]"), 22)))
        .hasMessageContaining("exceeds 2^63-1 bytes");
    assertThatThrownBy(() -> read(file(HEADER.replace("[0,16]", "[-16,0]"), 22)))
        .hasMessageContaining("'data_offsets'");
  }

  @Test
  void refusesUnknownDtypesBadJsonAndHugeHeaders() {
    assertThatThrownBy(() -> read(file(HEADER.replace("BF16", "F8_E4M3"), 22)))
        .hasMessageContaining("'F8_E4M3'; supported are F64, F32, F16, BF16");
    assertThatThrownBy(() -> read(file(HEADER.replace("\"b\"", "\"a\""), 22)))
        .hasMessageContaining("bad JSON");
    assertThatThrownBy(() -> read(file("[".repeat(5000), 0))).hasMessageContaining("bad JSON");
    byte[] huge = file(HEADER, 22);
    ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 40);
    assertThatThrownBy(() -> read(huge)).hasMessageContaining("the header length is 1099511627776");
  }

  @Test
  void readsShardsAndStaysInTheFolder(@TempDir Path folder) throws Exception {
    Files.write(
        folder.resolve("one.safetensors"),
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4));
    Files.write(
        folder.resolve("two.safetensors"),
        file("{\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8));
    Path index = folder.resolve("model.safetensors.index.json");
    String good = "{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}}";
    Files.writeString(index, good);
    try (var arena = Arena.ofConfined()) {
      var source = SafetensorsFolder.map(folder, arena);
      assertThat(source.find("a")).isPresent();
      assertThat(source.find("b").orElseThrow().shape()).containsExactly(2L);
      assertThat(source.find("c")).isEmpty();
      Files.writeString(index, good.replace("one.", "../one."));
      assertThatThrownBy(() -> SafetensorsFolder.map(folder, arena))
          .hasMessageContaining("'../one.safetensors' is not a plain name");
      Files.writeString(index, good.replace("one.", "three."));
      assertThatThrownBy(() -> SafetensorsFolder.map(folder, arena))
          .hasMessageContaining("'three.safetensors' is not in the folder");
      Files.writeString(index, good.replace("two.", "one."));
      assertThatThrownBy(() -> SafetensorsFolder.map(folder, arena))
          .hasMessageContaining("'one.safetensors' has no tensor 'b'");
    }
  }

  @RepeatedTest(400)
  void readsOrRefusesMutations(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    byte[] bytes = file(HEADER, 22);
    for (int change = random.nextInt(1, 9); change > 0; change--) {
      int at = random.nextInt(bytes.length);
      bytes[at] = random.nextBoolean() ? (byte) random.nextInt(32, 127) : (byte) random.nextInt();
    }
    try {
      var file = read(bytes);
      file.tensors().values().forEach(tensor -> tensor.data().toArray(ValueLayout.JAVA_BYTE));
    } catch (ModelFormatException e) {
      assertThat(e.getMessage()).startsWith("bad.safetensors");
    }
  }
}
