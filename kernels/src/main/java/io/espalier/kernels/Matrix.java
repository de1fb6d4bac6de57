package io.espalier.kernels;

/// Weights `[rows = out, columns = in]` in the layout that its [Kernels] computes with. Immutable;
/// it may be shared by operations on any thread.
public interface Matrix extends AutoCloseable {
  /// Output features.
  int rows();

  /// Input features.
  int columns();

  /// Bytes that one product with a single row of activations reads.
  long bytes();

  @Override
  void close();
}
