package io.espalier.runtime.model.gguf;

import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.weights.FileTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A GGUF file: metadata and tensors, every length and offset checked.
///
/// Immutable; its tensors are views of the segment it was read from.
///
/// @param name file name, for messages
/// @param version 2 or 3
/// @param metadata key → value in file order
/// @param tensors tensor name → tensor in file order, named as ggml names them (`blk.0.attn_q`)
public record GgufFile(
    String name, int version, Map<String, GgufValue> metadata, Map<String, FileTensor> tensors) {

  /// Copies the maps, keeping their order.
  public GgufFile {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /// Maps a file into memory and reads its header. O(header); tensor data is paged in when used.
  ///
  /// @param arena owns the mapping; closing it invalidates the tensors
  /// @throws ModelFormatException when the file is not a well-formed GGUF file
  public static GgufFile map(Path file, Arena arena) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return read(file.getFileName().toString(), bytes);
    }
  }

  /// Reads a file that is in memory.
  ///
  /// @throws ModelFormatException when the bytes are not a well-formed GGUF file
  public static GgufFile read(String name, MemorySegment bytes) {
    return new GgufReader(name, bytes, GgufLimits.DEFAULT).read();
  }

  /// Returns a metadata string.
  ///
  /// @throws ModelFormatException when it is missing or not a string
  public String text(String key) {
    if (require(key) instanceof GgufValue.Text(String value)) {
      return value;
    }
    throw wrongKind(key, "a string");
  }

  /// Returns a metadata integer.
  ///
  /// @throws ModelFormatException when it is missing or not an integer
  public long whole(String key) {
    if (require(key) instanceof GgufValue.Whole(long value)) {
      return value;
    }
    throw wrongKind(key, "an integer");
  }

  /// Returns a metadata value.
  ///
  /// @throws ModelFormatException when it is missing
  public GgufValue require(String key) {
    GgufValue value = metadata.get(key);
    if (value == null) {
      throw new ModelFormatException(name, "the metadata lack '" + key + "'");
    }
    return value;
  }

  private ModelFormatException wrongKind(String key, String expected) {
    return new ModelFormatException(
        name, "metadata '" + key + "' is " + require(key).kind() + "; expected " + expected);
  }
}
