package io.espalier.runtime.model.safetensors;

import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.config.BoundedJson;
import io.espalier.runtime.model.weights.FileTensor;
import io.espalier.runtime.model.weights.TensorFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads a safetensors header: a little-endian `u64` length, that many bytes of JSON (`{"name":
/// {"dtype": "BF16", "shape": [2, 3], "data_offsets": [0, 12]}, …}`), then the data, which the
/// tensors must cover without overlap or gap.
final class SafetensorsReader {
  private static final long MOST_HEADER_BYTES = 32L << 20;
  private static final int MOST_TENSORS = 131_072;
  private static final int MOST_DIMENSIONS = 8;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private record Entry(String name, TensorFormat format, List<Long> shape, long from, long to) {}

  private final String name;
  private final MemorySegment bytes;

  SafetensorsReader(String name, MemorySegment bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  Map<String, FileTensor> read() {
    if (bytes.byteSize() < 10) {
      throw problem(
          0, "not a safetensors file: " + bytes.byteSize() + " bytes; at least 10 needed");
    }
    long headerBytes = bytes.get(LONG, 0);
    if (headerBytes < 2 || headerBytes > MOST_HEADER_BYTES) {
      throw problem(
          0,
          "the header length is "
              + Long.toUnsignedString(headerBytes)
              + "; 2 to "
              + MOST_HEADER_BYTES
              + " bytes are allowed");
    }
    if (headerBytes > bytes.byteSize() - 8) {
      throw problem(
          0,
          "the header length is "
              + headerBytes
              + ", but only "
              + (bytes.byteSize() - 8)
              + " bytes follow; the file is truncated");
    }
    var header =
        BoundedJson.readObject(name, bytes.asSlice(8, headerBytes).toArray(ValueLayout.JAVA_BYTE));
    var entries = entries(header);
    MemorySegment data = bytes.asSlice(8 + headerBytes);
    requireCovered(entries, data.byteSize());
    var tensors = new LinkedHashMap<String, FileTensor>();
    for (Entry entry : entries) {
      tensors.put(
          entry.name,
          new FileTensor(
              entry.name,
              entry.format,
              entry.shape,
              data.asSlice(entry.from, entry.to - entry.from)));
    }
    return tensors;
  }

  private List<Entry> entries(JsonNode header) {
    if (header.size() > MOST_TENSORS) {
      throw problem(8, header.size() + " tensors; at most " + MOST_TENSORS + " are allowed");
    }
    var entries = new ArrayList<Entry>(header.size());
    for (var property : header.properties()) {
      if (!property.getKey().equals("__metadata__")) {
        entries.add(entry(property.getKey(), property.getValue()));
      }
    }
    return entries;
  }

  private Entry entry(String tensor, JsonNode node) {
    String type = node.path("dtype").asString("");
    var shape = new ArrayList<Long>();
    long elements = 1;
    for (JsonNode extent : array(tensor, node, "shape", MOST_DIMENSIONS)) {
      long value = whole(tensor, "shape", extent);
      shape.add(value);
      elements = multiply(tensor, elements, value);
    }
    if (elements == 0) {
      throw problem(8, "tensor '" + tensor + "' of shape " + shape + " has no elements");
    }
    JsonNode offsets = array(tensor, node, "data_offsets", 2);
    if (offsets.size() != 2) {
      throw problem(8, "tensor '" + tensor + "' has " + offsets.size() + " data_offsets, not 2");
    }
    long from = whole(tensor, "data_offsets", offsets.get(0));
    long to = whole(tensor, "data_offsets", offsets.get(1));
    TensorFormat format = format(tensor, type);
    long needed = multiply(tensor, elements, format.blockBytes());
    if (to < from || to - from != needed) {
      throw problem(
          8,
          "tensor '"
              + tensor
              + "' ("
              + type
              + " "
              + shape
              + ") needs "
              + needed
              + " bytes; data_offsets are ["
              + from
              + ", "
              + to
              + "]");
    }
    return new Entry(tensor, format, shape, from, to);
  }

  private TensorFormat format(String tensor, String type) {
    return switch (type) {
      case "F64" -> TensorFormat.F64;
      case "F32" -> TensorFormat.F32;
      case "F16" -> TensorFormat.F16;
      case "BF16" -> TensorFormat.BF16;
      default ->
          throw problem(
              8,
              "tensor '"
                  + tensor
                  + "' has dtype '"
                  + type
                  + "'; supported are F64, F32, F16, BF16");
    };
  }

  private JsonNode array(String tensor, JsonNode node, String field, int most) {
    JsonNode array = node.path(field);
    if (!array.isArray() || array.size() > most) {
      throw problem(
          8,
          "tensor '"
              + tensor
              + "' needs '"
              + field
              + "', an array of at most "
              + most
              + " integers");
    }
    return array;
  }

  private long whole(String tensor, String field, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw problem(
          8,
          "tensor '"
              + tensor
              + "' has the value "
              + node
              + " in '"
              + field
              + "'; integers from 0 to 2^63-1 are allowed");
    }
    return node.longValue();
  }

  private long multiply(String tensor, long a, long b) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException _) {
      throw problem(8, "the size of tensor '" + tensor + "' exceeds 2^63-1 bytes");
    }
  }

  private void requireCovered(List<Entry> entries, long available) {
    var ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(Entry::from));
    long end = 0;
    String before = "the header";
    for (Entry entry : ordered) {
      if (entry.from != end) {
        throw problem(
            8,
            "tensor '"
                + entry.name
                + "' starts at "
                + entry.from
                + ", "
                + (entry.from < end ? "inside" : "beyond the end of")
                + " "
                + before
                + ", which ends at "
                + end
                + "; tensors may not overlap or leave gaps");
      }
      end = entry.to;
      before = "tensor '" + entry.name + "'";
    }
    if (end != available) {
      throw problem(
          8,
          "the tensors take "
              + end
              + " bytes, but the file holds "
              + available
              + (end > available ? "; the file is truncated" : ""));
    }
  }

  private ModelFormatException problem(long at, String text) {
    return new ModelFormatException(name, at, text);
  }
}
