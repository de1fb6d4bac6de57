package io.espalier.cache.host;

/// Counters of a [HostTier] since its start.
///
/// @param places pages that fit
/// @param pages pages that are there
/// @param saved pages taken from the pool
/// @param declined pages not taken because computing them again is cheaper
/// @param loaded pages brought back
/// @param evicted pages given up for others
/// @param damaged pages of a folder whose bytes had changed
public record HostStatistics(
    int places, int pages, long saved, long declined, long loaded, long evicted, long damaged) {
  /// What there is without a tier.
  public static final HostStatistics NONE = new HostStatistics(0, 0, 0, 0, 0, 0, 0);
}
