package io.espalier.runtime.model.safetensors;

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

/// One safetensors file: its tensors, every offset checked.
///
/// Immutable; its tensors are views of the segment it was read from.
///
/// @param name file name, for messages
/// @param tensors tensor name → tensor in file order
public record SafetensorsFile(String name, Map<String, FileTensor> tensors) {

  /// Copies the map, keeping its order.
  public SafetensorsFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /// Maps a file into memory and reads its header. O(header).
  ///
  /// @param arena owns the mapping; closing it invalidates the tensors
  /// @throws ModelFormatException when the file is not a well-formed safetensors file
  public static SafetensorsFile map(Path file, Arena arena) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return read(file.getFileName().toString(), bytes);
    }
  }

  /// Reads a file that is in memory.
  ///
  /// @throws ModelFormatException when the bytes are not a well-formed safetensors file
  public static SafetensorsFile read(String name, MemorySegment bytes) {
    return new SafetensorsFile(name, new SafetensorsReader(name, bytes).read());
  }
}
