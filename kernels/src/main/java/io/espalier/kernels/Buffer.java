package io.espalier.kernels;

/// Device memory for float32 numbers. Shapes are given with each operation, rows lie one after
/// another. A buffer belongs to the [Kernels] that made it. Closing is idempotent; a closed buffer
/// must not be used.
public interface Buffer extends AutoCloseable {
  /// Floats that fit.
  long length();

  @Override
  void close();
}
