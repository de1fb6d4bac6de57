package io.espalier.runtime.model.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Writes numbers in block formats, as ggml's reference quantisers do (`ggml-quants.c`,
/// `quantize_row_*_ref`).
public final class Quantizer {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Quantizer() {}

  /// Writes `count` numbers as Q8_0: per 32 numbers a scale `max |x| / 127` and 32 bytes.
  ///
  /// @param count a multiple of 32
  public static void toQ8(float[] values, int from, int count, MemorySegment into, long offset) {
    long block = offset;
    for (int start = from; start < from + count; start += 32, block += 34) {
      float most = 0;
      for (int i = 0; i < 32; i++) {
        most = Math.max(most, Math.abs(values[start + i]));
      }
      float scale = most / 127;
      float inverse = scale == 0 ? 0 : 1 / scale;
      into.set(SHORT, block, Float.floatToFloat16(scale));
      for (int i = 0; i < 32; i++) {
        int rounded = Math.round(values[start + i] * inverse);
        into.set(ValueLayout.JAVA_BYTE, block + 2 + i, (byte) Math.clamp(rounded, -127, 127));
      }
    }
  }
}
