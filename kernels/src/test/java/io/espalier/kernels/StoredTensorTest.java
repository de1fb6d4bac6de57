package io.espalier.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StoredTensorTest {
  @Test
  void decodesBlocksAsGgmlDefinesThem() {
    byte[] q8 = new byte[34];
    q8[1] = 0x38; // 0.5 as float16
    q8[2] = 127;
    q8[33] = -128;
    float[] values = new float[32];
    new StoredTensor(NumberFormat.Q8_0, 1, 32, MemorySegment.ofArray(q8)).decodeRow(0, values, 0);
    assertThat(values[0]).isEqualTo(63.5f);
    assertThat(values[31]).isEqualTo(-64f);

    byte[] q4 = new byte[18];
    q4[1] = 0x3c; // 1 as float16
    q4[2] = (byte) 0xf3;
    new StoredTensor(NumberFormat.Q4_0, 1, 32, MemorySegment.ofArray(q4)).decodeRow(0, values, 0);
    assertThat(values[0]).isEqualTo(-5f);
    assertThat(values[16]).isEqualTo(7f);
    assertThat(values[1]).isEqualTo(-8f);
  }

  @ParameterizedTest
  @EnumSource(NumberFormat.class)
  void fillsRandomWeightsOfTheSizeAskedFor(NumberFormat format) {
    try (Arena arena = Arena.ofConfined()) {
      StoredTensor tensor = StoredTensor.random(arena, format, 50, 320, 0.02f, 7);
      float[] row = new float[320];
      double squares = 0;
      for (int r = 0; r < 50; r++) {
        tensor.decodeRow(r, row, 0);
        for (float value : row) {
          squares += value * value;
        }
      }
      assertThat(Math.sqrt(squares / 16000)).isCloseTo(0.02, offset(0.001));
      StoredTensor again = StoredTensor.random(arena, format, 50, 320, 0.02f, 7);
      assertThat(again.data().mismatch(tensor.data())).isEqualTo(-1);
    }
  }

  @Test
  void refusesShapesThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoredTensor(NumberFormat.Q8_0, 1, 33, MemorySegment.NULL))
        .withMessage("Q8_0 stores whole blocks of 32 elements, not 33");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StoredTensor.of(2, 3, 1, 2, 3))
        .withMessage("F32 2 x 3 needs 24 bytes, got 12");
  }
}
