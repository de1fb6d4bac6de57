package io.espalier.runtime.scheduler;

/// What a sequence has cost so far.
///
/// @param prefilled tokens computed because they were there before a call, again ones included
/// @param cached tokens found in the cache when the sequence first came to them
/// @param forced generated tokens that the constraint determined
/// @param sampled generated tokens drawn from logits, dropped ones included
/// @param decoded generated tokens computed while generating, sampled or forced
public record SequenceUsage(long prefilled, long cached, long forced, long sampled, long decoded) {
  /// Nothing.
  public static final SequenceUsage NONE = new SequenceUsage(0, 0, 0, 0, 0);

  /// Returns the sum.
  public SequenceUsage plus(SequenceUsage other) {
    return new SequenceUsage(
        prefilled + other.prefilled,
        cached + other.cached,
        forced + other.forced,
        sampled + other.sampled,
        decoded + other.decoded);
  }
}
