package io.espalier.runtime.model.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes small GGUF files for tests, independently of the reader.
public final class GgufBytes {
  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
  private final List<byte[]> data = new ArrayList<>();
  private int metadataCount;
  private int tensorCount;
  private long dataBytes;

  /// Adds a string.
  public GgufBytes text(String key, String value) {
    entry(key, 8);
    string(metadata, value);
    return this;
  }

  /// Adds a `uint32`.
  public GgufBytes whole(String key, int value) {
    entry(key, 4);
    i32(metadata, value);
    return this;
  }

  /// Adds a `float32`.
  public GgufBytes real(String key, float value) {
    entry(key, 6);
    i32(metadata, Float.floatToRawIntBits(value));
    return this;
  }

  /// Adds a boolean.
  public GgufBytes flag(String key, boolean value) {
    entry(key, 7);
    metadata.write(value ? 1 : 0);
    return this;
  }

  /// Adds an array of strings.
  public GgufBytes texts(String key, List<String> values) {
    entry(key, 9);
    i32(metadata, 8);
    i64(metadata, values.size());
    values.forEach(value -> string(metadata, value));
    return this;
  }

  /// Adds an array of `int32`.
  public GgufBytes wholes(String key, int... values) {
    entry(key, 9);
    i32(metadata, 5);
    i64(metadata, values.length);
    for (int value : values) {
      i32(metadata, value);
    }
    return this;
  }

  /// Adds a tensor at the next aligned offset; `shape` is outermost first.
  public GgufBytes tensor(String name, int type, byte[] bytes, long... shape) {
    long offset = dataBytes;
    byte[] padded = Arrays.copyOf(bytes, (bytes.length + 31) / 32 * 32);
    data.add(padded);
    dataBytes += padded.length;
    return tensorAt(name, type, offset, shape);
  }

  /// Adds a tensor entry without data.
  public GgufBytes tensorAt(String name, int type, long offset, long... shape) {
    tensorCount++;
    string(tensors, name);
    i32(tensors, shape.length);
    for (int i = shape.length - 1; i >= 0; i--) {
      i64(tensors, shape[i]);
    }
    i32(tensors, type);
    i64(tensors, offset);
    return this;
  }

  /// Returns the file.
  public byte[] bytes() {
    var out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(UTF_8));
    i32(out, 3);
    i64(out, tensorCount);
    i64(out, metadataCount);
    out.writeBytes(metadata.toByteArray());
    out.writeBytes(tensors.toByteArray());
    while (out.size() % 32 != 0) {
      out.write(0);
    }
    data.forEach(out::writeBytes);
    return out.toByteArray();
  }

  /// Reads the file back.
  public GgufFile read() {
    return GgufFile.read("test.gguf", MemorySegment.ofArray(bytes()));
  }

  private void entry(String key, int type) {
    metadataCount++;
    string(metadata, key);
    i32(metadata, type);
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    i64(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void i32(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private static void i64(ByteArrayOutputStream out, long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }
}
