package io.espalier.runtime.scheduler;

import io.espalier.cache.EvictionPolicy;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.ModelDescription;

/// How a [Scheduler] works.
///
/// @param pages pages of [ForwardBatch#PAGE_TOKENS] tokens in the cache
/// @param maxRunning most calls in the batch
/// @param maxQueued most calls waiting before [QueueFullException]
/// @param stepTokens most rows in a forward pass, unless more sequences than that are decoding
/// @param logitRows most rows of logits that scoring asks for in one pass
/// @param workers threads beside the scheduler's that sample and fill masks
/// @param policy which cached prefixes go first
/// @param cache whether prefixes are shared at all; off is for comparing
/// @param shareTokens a waiting call that shares this many uncached tokens with one being computed
///   waits for them
/// @param patience how often later calls may overtake a waiting one
/// @param prefillAhead whether appended tokens are computed before they are asked for, while the
///   batch has room
public record SchedulerOptions(
    int pages,
    int maxRunning,
    int maxQueued,
    int stepTokens,
    int logitRows,
    int workers,
    EvictionPolicy policy,
    boolean cache,
    int shareTokens,
    int patience,
    boolean prefillAhead) {
  private static final long DEFAULT_CACHE_BYTES = 1L << 30;
  private static final long DEFAULT_LOGIT_BYTES = 64L << 20;
  private static final int MAX_PAGES = 1 << 20;

  public SchedulerOptions {
    require(pages >= 1, "pages", pages, "1 or more");
    require(maxRunning >= 1, "maxRunning", maxRunning, "1 or more");
    require(maxQueued >= 1, "maxQueued", maxQueued, "1 or more");
    require(stepTokens >= 1, "stepTokens", stepTokens, "1 or more");
    require(logitRows >= 1, "logitRows", logitRows, "1 or more");
    require(workers >= 0, "workers", workers, "0 or more");
    require(shareTokens >= 1, "shareTokens", shareTokens, "1 or more");
    require(patience >= 0, "patience", patience, "0 or more");
  }

  /// Options for a model: a cache of at most 1 GiB and no more pages than 64 full contexts.
  public static SchedulerOptions of(ModelDescription model) {
    return of(model, DEFAULT_CACHE_BYTES);
  }

  /// Options for a model with a cache of the given size, at least one full context if that fits and
  /// at most 64.
  public static SchedulerOptions of(ModelDescription model, long cacheBytes) {
    long pageBytes = Math.max(1, model.kvBytesPerToken()) * ForwardBatch.PAGE_TOKENS;
    long useful = 64L * model.contextLength() / ForwardBatch.PAGE_TOKENS + 64;
    long pages = Math.min(Math.min(cacheBytes / pageBytes, useful), MAX_PAGES);
    long logitRows = DEFAULT_LOGIT_BYTES / (4L * model.vocabularySize());
    int workers = Math.clamp(Runtime.getRuntime().availableProcessors() - 1L, 0, 8);
    return new SchedulerOptions(
        (int) Math.max(16, pages),
        256,
        16_384,
        512,
        Math.clamp(logitRows, 16, 1024),
        workers,
        EvictionPolicy.NEXT_USE,
        true,
        ForwardBatch.PAGE_TOKENS,
        64,
        true);
  }

  /// Returns the same with another number of pages.
  public SchedulerOptions withPages(int other) {
    return new SchedulerOptions(
        other,
        maxRunning,
        maxQueued,
        stepTokens,
        logitRows,
        workers,
        policy,
        cache,
        shareTokens,
        patience,
        prefillAhead);
  }

  /// Returns the same with other limits on the batch.
  ///
  /// @param running most calls in the batch
  /// @param tokens most rows in a forward pass
  public SchedulerOptions withBatch(int running, int tokens) {
    return new SchedulerOptions(
        pages,
        running,
        maxQueued,
        tokens,
        logitRows,
        workers,
        policy,
        cache,
        shareTokens,
        patience,
        prefillAhead);
  }

  /// Returns the same with another limit on waiting calls.
  public SchedulerOptions withQueue(int queued) {
    return new SchedulerOptions(
        pages,
        maxRunning,
        queued,
        stepTokens,
        logitRows,
        workers,
        policy,
        cache,
        shareTokens,
        patience,
        prefillAhead);
  }

  /// Returns the same with another number of worker threads.
  public SchedulerOptions withWorkers(int threads) {
    return new SchedulerOptions(
        pages,
        maxRunning,
        maxQueued,
        stepTokens,
        logitRows,
        threads,
        policy,
        cache,
        shareTokens,
        patience,
        prefillAhead);
  }

  /// Returns the same with the cache on or off.
  public SchedulerOptions withCache(boolean on) {
    return new SchedulerOptions(
        pages,
        maxRunning,
        maxQueued,
        stepTokens,
        logitRows,
        workers,
        policy,
        on,
        shareTokens,
        patience,
        prefillAhead);
  }

  /// Returns the same with another eviction policy.
  public SchedulerOptions withPolicy(EvictionPolicy other) {
    return new SchedulerOptions(
        pages,
        maxRunning,
        maxQueued,
        stepTokens,
        logitRows,
        workers,
        other,
        cache,
        shareTokens,
        patience,
        prefillAhead);
  }

  /// Returns the same with other limits on sharing and overtaking.
  ///
  /// @param tokens least number of shared tokens worth waiting for; `Integer.MAX_VALUE` is never
  /// @param overtakes how often later calls may overtake a waiting one; 0 is first come first
  ///   served
  public SchedulerOptions withOrder(int tokens, int overtakes) {
    return new SchedulerOptions(
        pages,
        maxRunning,
        maxQueued,
        stepTokens,
        logitRows,
        workers,
        policy,
        cache,
        tokens,
        overtakes,
        prefillAhead);
  }

  /// Returns the same with prefill ahead of use on or off.
  public SchedulerOptions withPrefillAhead(boolean on) {
    return new SchedulerOptions(
        pages,
        maxRunning,
        maxQueued,
        stepTokens,
        logitRows,
        workers,
        policy,
        cache,
        shareTokens,
        patience,
        on);
  }

  private static void require(boolean condition, String name, int value, String allowed) {
    if (!condition) {
      throw new IllegalArgumentException("%s is %d; allowed: %s".formatted(name, value, allowed));
    }
  }
}
