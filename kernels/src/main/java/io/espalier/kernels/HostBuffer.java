package io.espalier.kernels;

/// A buffer in the Java heap, which CPU implementations compute on directly.
public final class HostBuffer implements Buffer {
  private final float[] values;

  /// Zeros.
  ///
  /// @throws IllegalArgumentException for more floats than an array holds
  public HostBuffer(long count) {
    if (count < 0 || count > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("a CPU buffer holds up to 2^31 - 9 floats, not " + count);
    }
    values = new float[(int) count];
  }

  /// The floats of `buffer`, checked to hold at least `needed`.
  ///
  /// @throws IllegalArgumentException if it is smaller or lives elsewhere
  public static float[] floats(Buffer buffer, long needed) {
    if (!(buffer instanceof HostBuffer host)) {
      throw new IllegalArgumentException(
          "a buffer of another implementation: " + buffer.getClass().getName());
    }
    if (host.values.length < needed) {
      throw new IllegalArgumentException(
          "needs " + needed + " floats, the buffer has " + host.values.length);
    }
    return host.values;
  }

  @Override
  public long length() {
    return values.length;
  }

  @Override
  public void close() {}
}
