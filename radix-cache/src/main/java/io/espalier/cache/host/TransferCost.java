package io.espalier.cache.host;

import io.espalier.cache.RadixTree;

/// What it costs to move a page, against what it costs to compute it again.
///
/// Times are running averages of what was measured, in which no measurement counts for more than
/// eight times the average. Where loading does not pay it is tried all the same once in a while,
/// since its time would never be learnt again. As long as nothing is known of the model a transfer
/// is taken to pay; as long as none was made, memory is taken to move [#ASSUMED_BYTES_PER_NANO]
/// bytes a nanosecond.
///
/// Confined to the scheduler thread.
public final class TransferCost {
  static final double ASSUMED_BYTES_PER_NANO = 2;

  /// How often a page is asked for again that was used once, as far as one can tell: most never
  /// are.
  private static final double REUSE = 0.25;

  private static final double WEIGHT = 0.1;
  private static final int PROBE = 64;

  private double saveNanos;
  private double loadNanos;
  private int refusals;
  private double pageNanos = Double.POSITIVE_INFINITY;

  /// @param pageBytes bytes of a page
  public TransferCost(long pageBytes) {
    saveNanos = pageBytes / ASSUMED_BYTES_PER_NANO;
    loadNanos = saveNanos;
  }

  /// Notes a pass that mostly read prompts.
  ///
  /// @param rows tokens computed
  public void computed(int rows, long nanos) {
    double page = (double) nanos * RadixTree.PAGE_TOKENS / rows;
    pageNanos = Double.isInfinite(pageNanos) ? page : average(pageNanos, page);
  }

  void saved(long nanos) {
    saveNanos = average(saveNanos, (double) nanos);
  }

  void loaded(long nanos) {
    loadNanos = average(loadNanos, (double) nanos);
  }

  /// Whether a page that is asked for is brought back sooner than computed.
  boolean isLoadWorthwhile() {
    return loadNanos < pageNanos || ++refusals % PROBE == 0;
  }

  /// Whether a page is worth its way out and back.
  ///
  /// @param reused whether it was used more than once
  boolean isSaveWorthwhile(boolean reused) {
    return saveNanos + loadNanos < pageNanos * (reused ? 1 : REUSE);
  }

  private static double average(double old, double now) {
    return old + WEIGHT * (Math.min(now, 8 * old) - old);
  }
}
