package io.espalier.runtime.scheduler;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The second tier of the cache: where pages go that the first has no room for.
///
/// @param bytes how much it may hold; 0 for no second tier
/// @param mapped whether it is a file that is mapped into memory, not memory: right where the first
///   tier is in host memory already
/// @param directory a folder that keeps the pages of the default namespace between runs, or null
/// @param fingerprint names the model and the form of its pages, for the folder
/// @param always whether pages are moved whatever that costs against computing them: for comparing
public record SpillOptions(
    long bytes, boolean mapped, @Nullable Path directory, String fingerprint, boolean always) {
  /// No second tier.
  public static final SpillOptions NONE = new SpillOptions(0, false, null, "", false);

  public SpillOptions {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes is %d; allowed: 0 or more".formatted(bytes));
    }
  }

  /// A second tier in memory.
  public static SpillOptions memory(long bytes) {
    return new SpillOptions(bytes, false, null, "", false);
  }

  /// A second tier in a nameless file.
  public static SpillOptions file(long bytes) {
    return new SpillOptions(bytes, true, null, "", false);
  }

  /// Returns the same, moving pages whatever that costs.
  public SpillOptions withoutCosts() {
    return new SpillOptions(bytes, mapped, directory, fingerprint, true);
  }
}
