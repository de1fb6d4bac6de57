package io.espalier.kernels;

import java.lang.foreign.MemorySegment;

/// A matrix `[rows, columns]` as it lies in a file, row after row, little-endian; a vector has one
/// row. The segment may be memory-mapped and is only read while it is handed to [Kernels#pack] or
/// [Kernels#upload].
///
/// @param rows output features of a weight, at least 1
/// @param columns input features, whole blocks of the format
/// @param data at least `rows · format.bytes(columns)` bytes
public record StoredTensor(NumberFormat format, int rows, int columns, MemorySegment data) {
  /// Checks shape against the bytes given.
  public StoredTensor {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a tensor needs rows and columns, not " + rows + " x " + columns);
    }
    long bytes = Math.multiplyExact(format.bytes(columns), (long) rows);
    if (data.byteSize() < bytes) {
      throw new IllegalArgumentException(
          format
              + " "
              + rows
              + " x "
              + columns
              + " needs "
              + bytes
              + " bytes, got "
              + data.byteSize());
    }
  }

  /// Wraps float32 values, row after row.
  public static StoredTensor of(int rows, int columns, float... values) {
    return new StoredTensor(NumberFormat.F32, rows, columns, MemorySegment.ofArray(values));
  }

  /// Decodes row `row` into `into[at ..]`.
  public void decodeRow(int row, float[] into, int at) {
    format.decode(data, format.bytes(columns) * row, columns, into, at);
  }
}
