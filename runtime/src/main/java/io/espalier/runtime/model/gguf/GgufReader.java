package io.espalier.runtime.model.gguf;

import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.weights.FileTensor;
import io.espalier.runtime.model.weights.TensorFormat;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a GGUF header. Memory is bounded by a small multiple of the bytes that are there: every
/// announced count is held against what the rest of the file can contain.
final class GgufReader {
  private static final int MAGIC = 0x4655_4747; // "GGUF", little-endian
  private static final int MOST_DIMENSIONS = 4; // GGML_MAX_DIMS
  private static final long DEFAULT_ALIGNMENT = 32;

  private final String name;
  private final MemorySegment bytes;
  private final GgufLimits limits;
  private final GgufCursor cursor;

  GgufReader(String name, MemorySegment bytes, GgufLimits limits) {
    this.name = name;
    this.bytes = bytes;
    this.limits = limits;
    this.cursor = new GgufCursor(name, bytes);
  }

  GgufFile read() {
    if (cursor.readInt("the magic") != MAGIC) {
      throw cursor.problem(0, "not a GGUF file: the first four bytes are not 'GGUF'");
    }
    int version = cursor.readInt("the version");
    if (version != 2 && version != 3) {
      String hint =
          Integer.reverseBytes(version) == 3 ? " (a big-endian file; convert it first)" : "";
      throw cursor.problem(
          4,
          "version " + Integer.toUnsignedString(version) + " is not supported; 2 and 3 are" + hint);
    }
    long tensorCount = cursor.readCount("the number of tensors", limits.tensors());
    long metadataCount = cursor.readCount("the number of metadata entries", limits.metadata());
    // The shortest entry: key length, type, one byte of value; the shortest tensor: name length,
    // dimension count, type, offset.
    cursor.requireRoom(metadataCount, 13, "the metadata");
    var metadata = readMetadata(metadataCount);
    cursor.requireRoom(tensorCount, 24, "the list of tensors");
    return new GgufFile(name, version, metadata, readTensors(tensorCount, alignment(metadata)));
  }

  private Map<String, GgufValue> readMetadata(long count) {
    var metadata = new LinkedHashMap<String, GgufValue>();
    for (long i = 0; i < count; i++) {
      long at = cursor.position();
      String key = cursor.readString("a metadata key", limits.keyBytes());
      int type = cursor.readInt("the type of '" + key + "'");
      if (metadata.put(key, readValue(key, type, 0)) != null) {
        throw cursor.problem(at, "the metadata key '" + key + "' occurs twice");
      }
    }
    return metadata;
  }

  private GgufValue readValue(String key, int type, int depth) {
    return switch (type) {
      case 0, 1, 2, 3, 4, 5, 10, 11 -> new GgufValue.Whole(readWhole(key, type));
      case 6, 12 -> new GgufValue.Real(readReal(key, type));
      case 7 -> new GgufValue.Flag(readWhole(key, type) != 0);
      case 8 -> new GgufValue.Text(cursor.readString("'" + key + "'", limits.stringBytes()));
      case 9 -> readArray(key, depth);
      default -> throw unknownType(key, type);
    };
  }

  private long readWhole(String key, int type) {
    long at = cursor.position();
    return switch (type) {
      case 0 -> Byte.toUnsignedLong(cursor.readByte(key));
      case 1 -> cursor.readByte(key);
      case 2 -> Short.toUnsignedLong(cursor.readShort(key));
      case 3 -> cursor.readShort(key);
      case 4 -> Integer.toUnsignedLong(cursor.readInt(key));
      case 5 -> cursor.readInt(key);
      case 7 -> {
        byte flag = cursor.readByte(key);
        if (flag != 0 && flag != 1) {
          throw cursor.problem(at, "'" + key + "' is a boolean of value " + flag + "; 0 or 1 is");
        }
        yield flag;
      }
      case 10 -> {
        long value = cursor.readLong(key);
        if (value < 0) {
          throw cursor.problem(
              at, "'" + key + "' is " + Long.toUnsignedString(value) + "; at most 2^63-1 is read");
        }
        yield value;
      }
      case 11 -> cursor.readLong(key);
      default -> throw unknownType(key, type);
    };
  }

  private double readReal(String key, int type) {
    return type == 6
        ? Float.intBitsToFloat(cursor.readInt(key))
        : Double.longBitsToDouble(cursor.readLong(key));
  }

  private GgufValue readArray(String key, int depth) {
    long at = cursor.position();
    int type = cursor.readInt("the element type of '" + key + "'");
    int length =
        Math.toIntExact(cursor.readCount("the length of '" + key + "'", limits.arrayLength()));
    cursor.requireRoom(length, leastBytes(key, type), "'" + key + "'");
    return switch (type) {
      case 0, 1, 2, 3, 4, 5, 7, 10, 11 -> {
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
          values[i] = readWhole(key, type);
        }
        yield new GgufValue.Wholes(values);
      }
      case 6, 12 -> {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
          values[i] = (float) readReal(key, type);
        }
        yield new GgufValue.Reals(values);
      }
      case 8 -> {
        var values = new ArrayList<String>(length);
        for (int i = 0; i < length; i++) {
          values.add(cursor.readString("'" + key + "'", limits.stringBytes()));
        }
        yield new GgufValue.Texts(values);
      }
      case 9 -> {
        if (depth + 1 >= limits.nesting()) {
          throw cursor.problem(
              at, "'" + key + "' nests arrays deeper than " + limits.nesting() + " levels");
        }
        var values = new ArrayList<GgufValue>(length);
        for (int i = 0; i < length; i++) {
          values.add(readArray(key, depth + 1));
        }
        yield new GgufValue.Nested(values);
      }
      default -> throw unknownType(key, type);
    };
  }

  private int leastBytes(String key, int type) {
    return switch (type) {
      case 0, 1, 7 -> 1;
      case 2, 3 -> 2;
      case 4, 5, 6 -> 4;
      case 8, 10, 11, 12 -> 8;
      case 9 -> 12;
      default -> throw unknownType(key, type);
    };
  }

  private ModelFormatException unknownType(String key, int type) {
    return cursor.problem(
        cursor.position() - 4,
        "'"
            + key
            + "' has the metadata type "
            + Integer.toUnsignedString(type)
            + "; 0 to 12 are defined");
  }

  private long alignment(Map<String, GgufValue> metadata) {
    GgufValue value = metadata.get("general.alignment");
    if (value == null) {
      return DEFAULT_ALIGNMENT;
    }
    if (value instanceof GgufValue.Whole(long alignment)
        && alignment >= 1
        && alignment <= limits.alignment()
        && Long.bitCount(alignment) == 1) {
      return alignment;
    }
    throw new ModelFormatException(
        name,
        "'general.alignment' is "
            + (value instanceof GgufValue.Whole(long number) ? "" + number : value.kind())
            + "; a power of two up to "
            + limits.alignment()
            + " is allowed");
  }

  private record Entry(
      String name, TensorFormat format, List<Long> shape, long offset, long bytes, long at) {}

  private Map<String, FileTensor> readTensors(long count, long alignment) {
    var entries = new ArrayList<Entry>();
    for (long i = 0; i < count; i++) {
      entries.add(readEntry());
    }
    // Tensor data starts at the next aligned byte; offsets count from there.
    long start = (cursor.position() + alignment - 1) & -alignment;
    long available = bytes.byteSize() - start;
    var tensors = new LinkedHashMap<String, FileTensor>();
    for (Entry entry : entries) {
      if (entry.offset % alignment != 0) {
        throw cursor.problem(
            entry.at,
            "tensor '"
                + entry.name
                + "' starts at "
                + entry.offset
                + ", which is not a multiple of the alignment "
                + alignment);
      }
      if (entry.offset > available || entry.bytes > available - entry.offset) {
        throw cursor.problem(
            entry.at,
            "tensor '"
                + entry.name
                + "' takes bytes "
                + entry.offset
                + " to "
                + Math.addExact(entry.offset, entry.bytes)
                + " of the data, which has only "
                + Math.max(0, available)
                + "; the file is truncated");
      }
      var data = bytes.asSlice(start + entry.offset, entry.bytes);
      var tensor = new FileTensor(entry.name, entry.format, entry.shape, data);
      if (tensors.put(entry.name, tensor) != null) {
        throw cursor.problem(entry.at, "the tensor name '" + entry.name + "' occurs twice");
      }
    }
    refuseOverlap(entries);
    return tensors;
  }

  private Entry readEntry() {
    long at = cursor.position();
    String tensor = cursor.readString("a tensor name", limits.keyBytes());
    int dimensions = cursor.readInt("the dimension count of '" + tensor + "'");
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw cursor.problem(
          at,
          "tensor '"
              + tensor
              + "' has "
              + Integer.toUnsignedString(dimensions)
              + " dimensions; 1 to "
              + MOST_DIMENSIONS
              + " are allowed");
    }
    var shape = new ArrayList<Long>(dimensions);
    long elements = 1;
    for (int i = 0; i < dimensions; i++) {
      long extent = cursor.readCount("a dimension of '" + tensor + "'", Long.MAX_VALUE);
      // ggml lists the contiguous dimension first.
      shape.addFirst(extent);
      elements = multiply(elements, extent, tensor, at);
    }
    if (elements == 0) {
      throw cursor.problem(at, "tensor '" + tensor + "' of shape " + shape + " has no elements");
    }
    TensorFormat format =
        GgmlTypes.format(cursor.readInt("the type of '" + tensor + "'"), name, at, tensor);
    if (shape.getLast() % format.blockLength() != 0) {
      throw cursor.problem(
          at,
          "tensor '"
              + tensor
              + "' has rows of "
              + shape.getLast()
              + " numbers; "
              + format
              + " needs a multiple of "
              + format.blockLength());
    }
    long size = multiply(elements / format.blockLength(), format.blockBytes(), tensor, at);
    long offset = cursor.readCount("the offset of '" + tensor + "'", Long.MAX_VALUE - size);
    return new Entry(tensor, format, shape, offset, size, at);
  }

  private long multiply(long a, long b, String tensor, long at) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException _) {
      throw cursor.problem(at, "the size of tensor '" + tensor + "' exceeds 2^63-1 bytes");
    }
  }

  private void refuseOverlap(List<Entry> entries) {
    var ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(Entry::offset));
    for (int i = 1; i < ordered.size(); i++) {
      Entry before = ordered.get(i - 1);
      Entry entry = ordered.get(i);
      if (entry.offset < before.offset + before.bytes) {
        throw cursor.problem(
            entry.at,
            "tensor '"
                + entry.name
                + "' starts at "
                + entry.offset
                + ", inside tensor '"
                + before.name
                + "', which ends at "
                + (before.offset + before.bytes));
      }
    }
  }
}
