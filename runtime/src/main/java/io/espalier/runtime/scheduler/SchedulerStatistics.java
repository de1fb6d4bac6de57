package io.espalier.runtime.scheduler;

import io.espalier.cache.CacheStatistics;
import io.espalier.cache.host.HostStatistics;

/// A snapshot of a [Scheduler]; counts are since it was made.
///
/// @param waiting calls not admitted yet
/// @param running calls in the batch
/// @param pages pages in all
/// @param freePages pages that hold nothing
/// @param cachedPages pages in the tree that may be evicted
/// @param usedPages pages locked or owned by running calls
/// @param prefilledTokens tokens computed that were there before a call
/// @param decodedTokens generated tokens computed while generating
/// @param cachedTokens prompt tokens found in the cache
/// @param forcedTokens tokens determined by a constraint
/// @param sampledTokens tokens drawn from logits
/// @param scoredTokens tokens of continuations scored
/// @param draftedTokens guessed tokens computed
/// @param acceptedTokens those of them that came true
/// @param steps forward passes
/// @param preemptions calls that lost their pages and were queued again
/// @param failures calls that ended with an exception
/// @param masks token masks filled for generations that have ended
/// @param maskNanos time that this took, all threads together, most of it beside the passes
/// @param cache the tree's counters
/// @param host the second tier's counters
public record SchedulerStatistics(
    int waiting,
    int running,
    int pages,
    int freePages,
    int cachedPages,
    int usedPages,
    long prefilledTokens,
    long decodedTokens,
    long cachedTokens,
    long forcedTokens,
    long sampledTokens,
    long scoredTokens,
    long draftedTokens,
    long acceptedTokens,
    long steps,
    long preemptions,
    long failures,
    long masks,
    long maskNanos,
    CacheStatistics cache,
    HostStatistics host) {

  /// Returns the share of prompt tokens that came from the cache, 0 where there were none.
  public double hitRate() {
    long prompt = prefilledTokens + cachedTokens;
    return prompt == 0 ? 0 : (double) cachedTokens / prompt;
  }
}
