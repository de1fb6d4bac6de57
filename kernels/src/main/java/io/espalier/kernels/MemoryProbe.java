package io.espalier.kernels;

/// A loop that only moves the memory that kernels compute in: the bound of a decode step, which
/// reads every weight once. On a shared machine run it between what is to be judged.
public interface MemoryProbe extends AutoCloseable {
  /// What it does, for people: `read loop`, `device copy`.
  String label();

  /// Moves everything once and returns 10^9 bytes a second, bytes read and bytes written.
  double measure();

  /// Frees its memory.
  @Override
  void close();
}
