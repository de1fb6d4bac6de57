package io.espalier.runtime.model.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.espalier.runtime.model.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads little-endian values one after the other, never past the end.
final class GgufCursor {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String file;
  private final MemorySegment bytes;
  private long position;

  GgufCursor(String file, MemorySegment bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  long position() {
    return position;
  }

  long remaining() {
    return bytes.byteSize() - position;
  }

  byte readByte(String what) {
    return bytes.get(ValueLayout.JAVA_BYTE, advance(1, what));
  }

  short readShort(String what) {
    return bytes.get(SHORT, advance(2, what));
  }

  int readInt(String what) {
    return bytes.get(INT, advance(4, what));
  }

  long readLong(String what) {
    return bytes.get(LONG, advance(8, what));
  }

  /// Reads an unsigned 64-bit count that must not exceed `most`.
  long readCount(String what, long most) {
    long at = position;
    long count = readLong(what);
    if (count < 0 || count > most) {
      throw new ModelFormatException(
          file,
          at,
          what + " is " + Long.toUnsignedString(count) + "; at most " + most + " is allowed");
    }
    return count;
  }

  /// Reads a length-prefixed UTF-8 string; malformed bytes become U+FFFD.
  String readString(String what, long most) {
    int length = Math.toIntExact(readCount("the length of " + what, most));
    long at = advance(length, what);
    byte[] text = new byte[length];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, text, 0, length);
    return new String(text, UTF_8);
  }

  /// Refuses a count of elements of at least `elementBytes` bytes that the rest of the file cannot
  /// hold, so that no memory is reserved for them.
  void requireRoom(long count, long elementBytes, String what) {
    if (count > remaining() / elementBytes) {
      throw new ModelFormatException(
          file,
          position,
          what
              + " announces "
              + count
              + " elements of at least "
              + elementBytes
              + " bytes, but only "
              + remaining()
              + " bytes follow; the file is truncated");
    }
  }

  ModelFormatException problem(long at, String text) {
    return new ModelFormatException(file, at, text);
  }

  private long advance(long count, String what) {
    if (count > remaining()) {
      throw new ModelFormatException(
          file,
          position,
          "the file ends inside "
              + what
              + ": "
              + count
              + " bytes needed, "
              + remaining()
              + " left; the file is truncated");
    }
    long at = position;
    position += count;
    return at;
  }
}
