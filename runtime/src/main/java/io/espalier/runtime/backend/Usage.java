package io.espalier.runtime.backend;

/// Token counts of a session.
///
/// @param prefilled prompt tokens that were computed
/// @param cached prompt tokens found in the cache
/// @param forced generated tokens that the constraint left no choice for
/// @param sampled generated tokens drawn from the model
public record Usage(long prefilled, long cached, long forced, long sampled) {
  /// Nothing.
  public static final Usage NONE = new Usage(0, 0, 0, 0);

  /// Returns what was added since an earlier count.
  public Usage since(Usage earlier) {
    return new Usage(
        prefilled - earlier.prefilled,
        cached - earlier.cached,
        forced - earlier.forced,
        sampled - earlier.sampled);
  }
}
