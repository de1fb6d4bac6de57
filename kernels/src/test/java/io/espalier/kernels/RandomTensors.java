package io.espalier.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Random;

/// Seeded tensors for tests, in every format, with the odd values that formats allow.
public final class RandomTensors {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Random random;

  public RandomTensors(long seed) {
    random = new Random(seed);
  }

  public Random random() {
    return random;
  }

  public float[] floats(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /// Gaussian weights; one in ten of the 16-bit ones is subnormal in float16, as in real models.
  public StoredTensor tensor(NumberFormat format, int rows, int columns) {
    MemorySegment data = MemorySegment.ofArray(new byte[(int) (format.bytes(columns) * rows)]);
    long blocks = data.byteSize() / format.blockBytes();
    for (long block = 0; block < blocks; block++) {
      long at = block * format.blockBytes();
      float value = (float) random.nextGaussian() * (random.nextInt(10) == 0 ? 1e-6f : 0.1f);
      switch (format) {
        case F32 -> data.set(FLOAT, at, value);
        case F16 -> data.set(SHORT, at, Float.floatToFloat16(value));
        case BF16 -> data.set(SHORT, at, (short) (Float.floatToRawIntBits(value) >> 16));
        case Q8_0, Q4_0 -> {
          data.set(SHORT, at, Float.floatToFloat16(value / 100));
          for (int i = 2; i < format.blockBytes(); i++) {
            data.set(ValueLayout.JAVA_BYTE, at + i, (byte) random.nextInt());
          }
        }
      }
    }
    return new StoredTensor(format, rows, columns, data);
  }
}
