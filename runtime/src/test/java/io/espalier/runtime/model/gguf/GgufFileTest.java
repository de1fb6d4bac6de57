package io.espalier.runtime.model.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.weights.FileTensor;
import io.espalier.runtime.model.weights.TensorFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
  private static GgufBytes sample() {
    return new GgufBytes()
        .text("general.architecture", "llama")
        .whole("llama.block_count", 2)
        .real("llama.rope.freq_base", 500000f)
        .flag("tokenizer.ggml.add_bos_token", true)
        .texts("tokenizer.ggml.tokens", List.of("a", "b", "été"))
        .wholes("tokenizer.ggml.token_type", 1, 1, 3)
        .tensor("token_embd.weight", 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 1)
        .tensor("blk.0.attn_q.weight", 8, new byte[68], 2, 32)
        .tensor("blk.0.attn_k.weight", 1, new byte[8], 2, 2);
  }

  @Test
  void readsMetadataAndTensorsInFileOrder() {
    var file = sample().read();
    assertThat(file.version()).isEqualTo(3);
    assertThat(file.text("general.architecture")).isEqualTo("llama");
    assertThat(file.whole("llama.block_count")).isEqualTo(2);
    assertThat(file.require("llama.rope.freq_base")).isEqualTo(new GgufValue.Real(500000));
    assertThat(file.require("tokenizer.ggml.add_bos_token")).isEqualTo(new GgufValue.Flag(true));
    assertThat(file.require("tokenizer.ggml.tokens"))
        .isEqualTo(new GgufValue.Texts(List.of("a", "b", "été")));
    assertThat(((GgufValue.Wholes) file.require("tokenizer.ggml.token_type")).values())
        .containsExactly(1, 1, 3);
    assertThat(file.tensors().keySet())
        .containsExactly("token_embd.weight", "blk.0.attn_q.weight", "blk.0.attn_k.weight");
    var embedding = tensor(file, "token_embd.weight");
    assertThat(embedding.shape()).containsExactly(2L, 1L);
    assertThat(embedding.data().toArray(ValueLayout.JAVA_BYTE))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(tensor(file, "blk.0.attn_q.weight").format()).isEqualTo(TensorFormat.Q8_0);
    assertThat(tensor(file, "blk.0.attn_q.weight").count()).isEqualTo(64);
  }

  @Test
  void mapsFromDisk(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("model.gguf");
    Files.write(path, sample().bytes());
    try (var arena = Arena.ofConfined()) {
      assertThat(GgufFile.map(path, arena).tensors()).hasSize(3);
    }
  }

  @Test
  void saysWhatAFileIsNot() {
    assertThatThrownBy(() -> read("PK\3\4 something else".getBytes(UTF_8)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage("bad.gguf, byte 0: not a GGUF file: the first four bytes are not 'GGUF'");
    byte[] one = sample().bytes();
    one[4] = 1;
    assertThatThrownBy(() -> read(one)).hasMessageContaining("version 1 is not supported");
    byte[] big = sample().bytes();
    ByteBuffer.wrap(big).putInt(4, 3);
    assertThatThrownBy(() -> read(big)).hasMessageContaining("big-endian");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = sample().bytes();
    // Eight bytes of the last tensor, the rest is padding.
    for (int length = 0; length < whole.length - 24; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(ModelFormatException.class);
    }
  }

  @Test
  void namesAnOffsetPastTheEnd() {
    var file = sample().tensorAt("far.weight", 0, 1L << 40, 4);
    assertThatThrownBy(file::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("tensor 'far.weight' takes bytes 1099511627776 to 1099511627792")
        .hasMessageContaining("truncated");
  }

  @Test
  void refusesSizesThatOverflow() {
    assertThatThrownBy(() -> sample().tensorAt("t", 0, 0, 1L << 32, 1L << 32).read())
        .hasMessageContaining("exceeds 2^63-1 bytes");
    assertThatThrownBy(() -> sample().tensorAt("t", 0, Long.MAX_VALUE - 31, 64).read())
        .isInstanceOf(ModelFormatException.class);
    assertThatThrownBy(() -> sample().tensorAt("t", 0, 0, -1).read())
        .hasMessageContaining("18446744073709551615");
  }

  @Test
  void refusesOverlapMisalignmentRepetitionAndOddRows() {
    assertThatThrownBy(() -> sample().tensorAt("t", 0, 32, 2).read())
        .hasMessageContaining("inside tensor 'blk.0.attn_q.weight'");
    assertThatThrownBy(() -> sample().tensorAt("t", 0, 33, 2).read())
        .hasMessageContaining("not a multiple of the alignment 32");
    assertThatThrownBy(() -> sample().tensor("token_embd.weight", 0, new byte[8], 2).read())
        .hasMessageContaining("occurs twice");
    assertThatThrownBy(() -> sample().whole("llama.block_count", 3).read())
        .hasMessageContaining("occurs twice");
    assertThatThrownBy(() -> sample().tensor("t", 8, new byte[34], 33).read())
        .hasMessageContaining("Q8_0 needs a multiple of 32");
    assertThatThrownBy(() -> sample().tensorAt("t", 0, 0, 1, 1, 1, 1, 1).read())
        .hasMessageContaining("5 dimensions");
    assertThatThrownBy(() -> sample().tensorAt("t", 0, 0, 4, 0).read())
        .hasMessageContaining("no elements");
  }

  @Test
  void namesAFormatThatIsNotSupported() {
    assertThatThrownBy(() -> sample().tensorAt("t", 20, 0, 32).read())
        .hasMessageContaining("IQ4_NL")
        .hasMessageContaining("supported are [F32, F16, BF16");
  }

  @Test
  void refusesABadAlignment() {
    assertThatThrownBy(() -> sample().whole("general.alignment", 48).read())
        .hasMessageContaining("'general.alignment' is 48; a power of two");
  }

  @Test
  void neverReservesWhatTheFileCannotHold() {
    byte[] bytes = sample().bytes();
    // The tensor count and the metadata count.
    for (int at : new int[] {8, 16}) {
      for (long count : new long[] {65_000, 1L << 31, Long.MAX_VALUE, -1}) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(at, count);
        assertThatThrownBy(() -> read(changed)).isInstanceOf(ModelFormatException.class);
      }
    }
  }

  /// Any change of up to eight bytes is read or refused by name.
  @RepeatedTest(400)
  void readsOrRefusesMutations(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    byte[] bytes = sample().bytes();
    for (int change = random.nextInt(1, 9); change > 0; change--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : (byte) (bytes[at] ^ 1 << random.nextInt(8));
    }
    try {
      var file = read(bytes);
      file.tensors().values().forEach(tensor -> tensor.data().toArray(ValueLayout.JAVA_BYTE));
    } catch (ModelFormatException e) {
      assertThat(e.getMessage()).startsWith("bad.gguf");
    }
  }

  private static FileTensor tensor(GgufFile file, String name) {
    return Objects.requireNonNull(file.tensors().get(name));
  }

  private static GgufFile read(byte[] bytes) {
    return GgufFile.read("bad.gguf", MemorySegment.ofArray(bytes));
  }
}
