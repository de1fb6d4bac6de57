package io.espalier.kernels;

import java.util.Locale;

/// What was asked for does not fit the memory that it should be in: a GPU's, or the machine's.
public final class DeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long needed;
  private final long free;

  private DeviceMemoryException(String message, long needed, long free) {
    super(message);
    this.needed = needed;
    this.free = free;
  }

  /// An allocation that the device refused.
  public static DeviceMemoryException allocation(long needed, long free, long total) {
    return new DeviceMemoryException(
        String.format(
            Locale.ROOT,
            "the GPU is out of memory: %s needed, %s free of %s. Lower the memory of"
                + " keys and values (--kv-memory), take a smaller or quantised model, or end other"
                + " programs on this GPU",
            text(needed),
            text(free),
            text(total)),
        needed,
        free);
  }

  /// Weights that cannot all be loaded.
  public static DeviceMemoryException weights(String model, long needed, long free) {
    return new DeviceMemoryException(
        String.format(
            Locale.ROOT,
            "the GPU is out of memory: the weights of %s need %s, %s are free. Take a"
                + " smaller or quantised model, end other programs on this GPU, or compute on the"
                + " CPU (--device cpu)",
            model,
            text(needed),
            text(free)),
        needed,
        free);
  }

  /// Keys and values that cannot get the memory asked for.
  ///
  /// @param where `GPU` or `machine`
  public static DeviceMemoryException keysAndValues(String where, long needed, long free) {
    return new DeviceMemoryException(
        String.format(
            Locale.ROOT,
            "the memory for keys and values (--kv-memory) is %d MiB, the %s has %d MiB for it."
                + " Lower it, or leave it out to take what suits",
            needed >> 20,
            where,
            free >> 20),
        needed,
        free);
  }

  private static String text(long bytes) {
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }

  /// Bytes asked for.
  public long needed() {
    return needed;
  }

  /// Bytes that there were.
  public long free() {
    return free;
  }
}
