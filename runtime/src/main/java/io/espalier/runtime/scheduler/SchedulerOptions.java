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
///   waits for them; calls of one family, a sequence and its forks, wait for any
/// @param patience how often later calls may overtake a waiting one
/// @param prefillAhead whether appended tokens are computed before they are asked for, while the
///   batch has room
/// @param jumpForward whether tokens that a constraint determines may skip the model
/// @param draftTokens most tokens of a generation that a pass computes on a guess, 0 for none: what
///   followed the same three tokens before, in the text or in an earlier branch. Never changes
///   which tokens come out; guesses that do not pay are left off
/// @param spill where evicted pages go
/// @param trace hears of every generation and scoring that ended
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
    boolean prefillAhead,
    boolean jumpForward,
    int draftTokens,
    SpillOptions spill,
    SequenceTrace trace) {
  private static final long DEFAULT_CACHE_BYTES = 1L << 30;
  private static final long DEFAULT_LOGIT_BYTES = 64L << 20;
  private static final int MAX_PAGES = 1 << 20;
  private static final int MAX_DRAFT_TOKENS = 64;

  public SchedulerOptions {
    require(pages >= 1, "pages", pages, "1 or more");
    require(maxRunning >= 1, "maxRunning", maxRunning, "1 or more");
    require(maxQueued >= 1, "maxQueued", maxQueued, "1 or more");
    require(stepTokens >= 1, "stepTokens", stepTokens, "1 or more");
    require(logitRows >= 1, "logitRows", logitRows, "1 or more");
    require(workers >= 0, "workers", workers, "0 or more");
    require(shareTokens >= 1, "shareTokens", shareTokens, "1 or more");
    require(patience >= 0, "patience", patience, "0 or more");
    require(
        draftTokens >= 0 && draftTokens <= MAX_DRAFT_TOKENS,
        "draftTokens",
        draftTokens,
        "0 to " + MAX_DRAFT_TOKENS);
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
        true,
        true,
        8,
        SpillOptions.NONE,
        SequenceTrace.NONE);
  }

  /// Returns the same with another number of pages.
  public SchedulerOptions withPages(int other) {
    var copy = new Copy(this);
    copy.pages = other;
    return copy.build();
  }

  /// Returns the same with other limits on the batch.
  ///
  /// @param running most calls in the batch
  /// @param tokens most rows in a forward pass
  public SchedulerOptions withBatch(int running, int tokens) {
    var copy = new Copy(this);
    copy.maxRunning = running;
    copy.stepTokens = tokens;
    return copy.build();
  }

  /// Returns the same with another limit on waiting calls.
  public SchedulerOptions withQueue(int queued) {
    var copy = new Copy(this);
    copy.maxQueued = queued;
    return copy.build();
  }

  /// Returns the same with another number of worker threads.
  public SchedulerOptions withWorkers(int threads) {
    var copy = new Copy(this);
    copy.workers = threads;
    return copy.build();
  }

  /// Returns the same with the cache on or off.
  public SchedulerOptions withCache(boolean on) {
    var copy = new Copy(this);
    copy.cache = on;
    return copy.build();
  }

  /// Returns the same with another eviction policy.
  public SchedulerOptions withPolicy(EvictionPolicy other) {
    var copy = new Copy(this);
    copy.policy = other;
    return copy.build();
  }

  /// Returns the same with other limits on sharing and overtaking.
  ///
  /// @param tokens least number of shared tokens worth waiting for; `Integer.MAX_VALUE` is never
  /// @param overtakes how often later calls may overtake a waiting one; 0 is first come first
  ///   served
  public SchedulerOptions withOrder(int tokens, int overtakes) {
    var copy = new Copy(this);
    copy.shareTokens = tokens;
    copy.patience = overtakes;
    return copy.build();
  }

  /// Returns the same with prefill ahead of use on or off.
  public SchedulerOptions withPrefillAhead(boolean on) {
    var copy = new Copy(this);
    copy.prefillAhead = on;
    return copy.build();
  }

  /// Returns the same with jump-forward on, where a request asks for it, or off for all.
  public SchedulerOptions withJumpForward(boolean on) {
    var copy = new Copy(this);
    copy.jumpForward = on;
    return copy.build();
  }

  /// Returns the same with another limit on guessed tokens, 0 for none.
  public SchedulerOptions withDraftTokens(int most) {
    var copy = new Copy(this);
    copy.draftTokens = most;
    return copy.build();
  }

  /// Returns the same with a second tier of the cache.
  public SchedulerOptions withSpill(SpillOptions other) {
    var copy = new Copy(this);
    copy.spill = other;
    return copy.build();
  }

  /// Returns the same with a trace of the calls.
  public SchedulerOptions withTrace(SequenceTrace other) {
    var copy = new Copy(this);
    copy.trace = other;
    return copy.build();
  }

  /// The components, to change some of them.
  private static final class Copy {
    int pages;
    int maxRunning;
    int maxQueued;
    int stepTokens;
    int logitRows;
    int workers;
    EvictionPolicy policy;
    boolean cache;
    int shareTokens;
    int patience;
    boolean prefillAhead;
    boolean jumpForward;
    int draftTokens;
    SpillOptions spill;
    SequenceTrace trace;

    Copy(SchedulerOptions from) {
      pages = from.pages;
      maxRunning = from.maxRunning;
      maxQueued = from.maxQueued;
      stepTokens = from.stepTokens;
      logitRows = from.logitRows;
      workers = from.workers;
      policy = from.policy;
      cache = from.cache;
      shareTokens = from.shareTokens;
      patience = from.patience;
      prefillAhead = from.prefillAhead;
      jumpForward = from.jumpForward;
      draftTokens = from.draftTokens;
      spill = from.spill;
      trace = from.trace;
    }

    SchedulerOptions build() {
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
          prefillAhead,
          jumpForward,
          draftTokens,
          spill,
          trace);
    }
  }

  private static void require(boolean condition, String name, int value, String allowed) {
    if (!condition) {
      throw new IllegalArgumentException("%s is %d; allowed: %s".formatted(name, value, allowed));
    }
  }
}
