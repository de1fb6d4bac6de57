package io.espalier.runtime.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.kernels.NumberFormat;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockDecoderTest {
  @SuppressWarnings("ArrayRecordComponent")
  record Blocks(TensorFormat format, byte[] stored, float[] values) {
    @Override
    public String toString() {
      return format.toString();
    }
  }

  static Stream<Blocks> blocks() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(BlockDecoderTest.class.getResourceAsStream("blocks.txt"))) {
      var text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().map(BlockDecoderTest::parse);
    }
  }

  private static Blocks parse(String line) {
    List<String> fields = List.of(line.split(" ", -1));
    float[] values = new float[fields.size() - 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(fields.get(i + 2));
    }
    return new Blocks(
        TensorFormat.valueOf(fields.get(0)), HexFormat.of().parseHex(fields.get(1)), values);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void decodesAsTheReferenceDoes(Blocks blocks) {
    float[] actual = new float[blocks.values.length];
    BlockDecoder.decode(blocks.format, MemorySegment.ofArray(blocks.stored), 0, actual);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(blocks.values[i], within(2e-6f));
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void convertsToBytesWithinHalfAStep(Blocks blocks) {
    var tensor =
        new FileTensor("t", blocks.format, List.of(256L), MemorySegment.ofArray(blocks.stored));
    var stored = tensor.toStored(1, 256);
    assertThat(stored.format()).isEqualTo(NumberFormat.Q8_0);
    float[] actual = new float[256];
    stored.decodeRow(0, actual, 0);
    for (int start = 0; start < 256; start += 32) {
      float most = 0;
      for (int i = start; i < start + 32; i++) {
        most = Math.max(most, Math.abs(blocks.values[i]));
      }
      for (int i = start; i < start + 32; i++) {
        // Half a step of the scale, and the rounding of the scale to float16.
        assertThat(actual[i]).isCloseTo(blocks.values[i], within(most * (0.5f / 127 + 0.0005f)));
      }
    }
  }

  @Test
  void convertsDoublesToFloats() {
    var bytes = ByteBuffer.allocate(64 * 8).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[64];
    var random = new Random(3);
    for (int i = 0; i < 64; i++) {
      values[i] = random.nextFloat();
      bytes.putDouble(values[i]);
    }
    var tensor =
        new FileTensor(
            "t", TensorFormat.F64, List.of(2L, 32L), MemorySegment.ofArray(bytes.array()));
    float[] actual = new float[64];
    var stored = tensor.toStored(2, 32);
    stored.decodeRow(0, actual, 0);
    stored.decodeRow(1, actual, 32);
    assertThat(actual).isEqualTo(values);
  }

  @Test
  void quantisesZerosToZeros() {
    byte[] stored = new byte[34];
    Quantizer.toQ8(new float[32], 0, 32, MemorySegment.ofArray(stored), 0);
    assertThat(stored).containsOnly(0);
  }
}
