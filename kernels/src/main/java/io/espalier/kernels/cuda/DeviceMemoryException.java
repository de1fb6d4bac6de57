package io.espalier.kernels.cuda;

import java.util.Locale;

/// The device has not enough free memory.
public final class DeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long needed;
  private final long free;

  /// Created with the bytes asked for, the bytes free and the device's bytes.
  DeviceMemoryException(long needed, long free, long total) {
    super(
        String.format(
            Locale.ROOT,
            "the GPU is out of memory: %.2f GB needed, %.2f GB free of %.2f GB. Lower the memory of"
                + " keys and values (--kv-memory), take a smaller or quantised model, or end other"
                + " programs on this GPU",
            needed / 1e9,
            free / 1e9,
            total / 1e9));
    this.needed = needed;
    this.free = free;
  }

  /// Bytes asked for.
  public long needed() {
    return needed;
  }

  /// Bytes that were free.
  public long free() {
    return free;
  }
}
