package io.espalier.kernels.cpu;

/// Whether operations still run in plain loops.
///
/// The JVM compiles a vector kernel only after it has interpreted it for a while, boxing every
/// vector, and then takes most of a second for it; plain loops are compiled in milliseconds. Short
/// runs on a small model end before the vector kernels would have paid for themselves. Both kinds
/// give the same bits, so the moment of the change shows in nothing but time. One thread at a time.
final class ColdStart {
  /// Multiplications in plain loops after which vectors take over: about two seconds of work.
  static final long DEFAULT = 12_000_000_000L;

  private long left;

  /// Plain loops for the first `multiplications`; none with 0.
  ColdStart(long multiplications) {
    left = multiplications;
  }

  /// Returns whether to use plain loops.
  boolean isPlain() {
    return left > 0;
  }

  /// Counts work that an operation is about to do.
  void count(long multiplications) {
    left -= multiplications;
  }
}
