package io.espalier.kernels.cpu;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The machine's vector width and the loads that widen stored numbers to float32. Between 4 and 16
/// lanes: the kernels' packed layouts have one lane for each output row and assume no more.
final class Lanes {
  static final VectorSpecies<Float> FLOATS = floats();

  /// Float lanes in a vector: 4, 8 or 16.
  static final int COUNT = FLOATS.length();

  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(16 * COUNT));

  /// Four lanes have no byte vector of their own: they read eight bytes and use the first four.
  static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * COUNT)));

  /// Bytes that loops may read behind the last element.
  static final int OVERREAD = 8192;

  private Lanes() {}

  private static VectorSpecies<Float> floats() {
    VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
    if (preferred.length() > 16) {
      return FloatVector.SPECIES_512;
    }
    return preferred.length() < 4 ? FloatVector.SPECIES_128 : preferred;
  }

  static FloatVector floats(MemorySegment data, long offset) {
    return FloatVector.fromMemorySegment(FLOATS, data, offset, ORDER);
  }

  /// bfloat16 to floats.
  static FloatVector brains(MemorySegment data, long offset) {
    return unsignedShorts(data, offset).lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  /// float16 to floats, subnormal numbers included; infinities and NaN become large numbers.
  ///
  /// A normal number needs its exponent moved (bias 15 to 127); a subnormal one is its mantissa
  /// times 2^-24. No step touches a float32 subnormal, which would cost a hundred cycles on some
  /// processors.
  static FloatVector halves(MemorySegment data, long offset) {
    IntVector bits = unsignedShorts(data, offset);
    IntVector magnitude = bits.and(0x7fff);
    FloatVector normal =
        magnitude.lanewise(VectorOperators.LSHL, 13).add(112 << 23).reinterpretAsFloats();
    FloatVector subnormal =
        ((FloatVector) magnitude.convertShape(VectorOperators.I2F, FLOATS, 0)).mul(0x1p-24f);
    IntVector sign = bits.and(0x8000).lanewise(VectorOperators.LSHL, 16);
    return normal
        .blend(subnormal, magnitude.lt(0x400).cast(FLOATS))
        .reinterpretAsInts()
        .or(sign)
        .reinterpretAsFloats();
  }

  /// One number as [#halves] converts it.
  static float half(short stored) {
    int magnitude = stored & 0x7fff;
    float value =
        magnitude < 0x400
            ? magnitude * 0x1p-24f
            : Float.intBitsToFloat((magnitude << 13) + (112 << 23));
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) | (stored & 0x8000) << 16);
  }

  private static IntVector unsignedShorts(MemorySegment data, long offset) {
    return (IntVector)
        ShortVector.fromMemorySegment(SHORTS, data, offset, ORDER)
            .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
  }
}
