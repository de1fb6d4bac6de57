package io.espalier.runtime.scheduler;

import io.espalier.cache.PrefixMatch;
import io.espalier.cache.host.HostMatch;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first phase: which waiting jobs join the batch.
///
/// Higher priority goes first. Within a priority: a job overtaken too often, then the one with the
/// longest cached prefix (longest-prefix-first visits the tree depth first, which the SGLang paper
/// shows optimal offline, Theorem 3.1), then the oldest. A job that shares uncached tokens with a
/// running one that is still computing them waits for those: a pass later its prefix is in the
/// tree, or in the running job's last page, from where it is copied.
///
/// A job is admitted when its tokens fit the pages that are free or can be evicted, beside one page
/// for each running job; with nothing running, whenever they fit at all.
final class Admission {
  /// Waiting jobs looked at in one step, the oldest ones.
  private static final int WINDOW = 128;

  private final SchedulerState state;
  private final Preemption preemption;
  private final Completion completion;

  Admission(SchedulerState state, Preemption preemption, Completion completion) {
    this.state = state;
    this.preemption = preemption;
    this.completion = completion;
  }

  void admit() {
    while (!state.waiting.isEmpty()) {
      Job job = choose();
      if (job == null || !makeRoomInBatch(job) || !tryAdmit(job)) {
        return;
      }
    }
  }

  /// Returns the job to admit next, or null when all of them wait for a prefix.
  private @Nullable Job choose() {
    Job best = null;
    List<Job> waiting = state.waiting;
    int limit = Math.min(WINDOW, waiting.size());
    int demand = pendingTokens();
    for (int index = 0; index < limit; index++) {
      Job job = waiting.get(index);
      measure(job);
      demand += job.length - job.matched;
    }
    // While passes are full anyway, waiting costs nothing and every token counts.
    int worthwhile = demand > state.options.stepTokens() ? 1 : state.options.shareTokens();
    for (int index = 0; index < limit; index++) {
      Job job = waiting.get(index);
      if ((best == null || isBetter(job, best)) && !waitsForPrefix(job, worthwhile)) {
        best = job;
      }
    }
    return best;
  }

  private void measure(Job job) {
    if (job.matchedAt != state.treeVersion) {
      job.matchedAt = state.treeVersion;
      job.matched =
          state.options.cache()
              ? state.tree.matchLength(
                  job.sequence.options.namespace(), job.tokens, matchLimit(job))
              : 0;
    }
  }

  private boolean isBetter(Job job, Job other) {
    if (job.priority() != other.priority()) {
      return job.priority() > other.priority();
    }
    boolean overdue = isOverdue(job);
    if (overdue != isOverdue(other)) {
      return overdue;
    }
    if (!overdue && job.matched != other.matched) {
      return job.matched > other.matched;
    }
    return job.arrival < other.arrival;
  }

  private boolean isOverdue(Job job) {
    return job.admittedOnce || job.overtaken >= state.options.patience();
  }

  private boolean waitsForPrefix(Job job, int worthwhile) {
    if (!state.options.cache() || state.options.shareTokens() == Integer.MAX_VALUE) {
      return false;
    }
    for (int index = 0; index < state.running.size(); index++) {
      Job other = state.running.get(index);
      if (other.pending() <= 1) {
        continue;
      }
      int common = commonPrefix(job, other);
      int least = other.sequence.root == job.sequence.root ? 1 : worthwhile;
      if (common - job.matched >= least && common > other.pages.computed()) {
        return true;
      }
    }
    return false;
  }

  /// Returns how many tokens that a job can use it shares with another one; 0 across namespaces.
  private static int commonPrefix(Job job, Job other) {
    if (!other.sequence.options.namespace().equals(job.sequence.options.namespace())) {
      return 0;
    }
    int limit = Math.min(matchLimit(job), other.length);
    int mismatch = Arrays.mismatch(job.tokens, 0, limit, other.tokens, 0, limit);
    return mismatch < 0 ? limit : mismatch;
  }

  private int pendingTokens() {
    int tokens = 0;
    for (int index = 0; index < state.running.size(); index++) {
      tokens += state.running.get(index).pending();
    }
    return tokens;
  }

  /// The last token is always computed, for its logits.
  private static int matchLimit(Job job) {
    return job instanceof PrefillJob ? job.length : job.length - 1;
  }

  private boolean makeRoomInBatch(Job job) {
    return state.running.size() < state.options.maxRunning()
        || preemption.preemptBelow(job.priority());
  }

  /// Admits a job, or leaves it where it is.
  ///
  /// @return whether another one should be tried
  private boolean tryAdmit(Job job) {
    String namespace = job.sequence.options.namespace();
    PrefixMatch match =
        state.options.cache() ? state.tree.match(namespace, job.tokens, matchLimit(job)) : null;
    int shared = match == null ? 0 : match.wholePages();
    int needed = pagesFor(job.tokensToAdmit()) - shared;
    if (match != null && !fits(needed)) {
      // The page to copy from keeps its whole node from being evicted.
      state.tree.releasePartial(match);
    }
    if (!fits(needed) && fits(needed - preemption.pagesBelow(job.priority()))) {
      while (!fits(needed) && preemption.preemptBelow(job.priority())) {}
    }
    if (!fits(needed)) {
      if (match != null) {
        state.tree.release(match.lock());
      }
      if (!state.running.isEmpty()) {
        return false;
      }
      state.waiting.remove(job);
      job.fail(new OutOfPagesException(job.tokensToAdmit(), state.capacityTokens()));
      completion.finish(job);
      return true;
    }
    state.waiting.remove(job);
    if (match != null && !attach(job, match)) {
      completion.finish(job);
      return true;
    }
    if (!job.pages.reserve(job.tokensToAdmit(), state.tree)) {
      throw new IllegalStateException(
          "%d pages were available but could not be taken".formatted(needed));
    }
    count(job);
    state.treeVersion++;
    if (job instanceof PrefillJob && job.pending() == 0) {
      completion.finish(job);
      return true;
    }
    state.addRunning(job);
    for (int index = 0; index < state.waiting.size(); index++) {
      Job other = state.waiting.get(index);
      if (other.arrival < job.arrival) {
        other.overtaken++;
      }
    }
    return true;
  }

  /// Gives a job its cached prefix; where the model cannot copy a page the job fails.
  private boolean attach(Job job, PrefixMatch match) {
    HostMatch host = state.spill.match(job, match.wholePages(), matchLimit(job));
    Job donor = host == null ? donor(job, match) : null;
    int donated = donor == null ? 0 : commonComputed(job, donor);
    try {
      if (donor == null) {
        job.pages.attach(match, host, state);
      } else {
        job.pages.attach(match, donor.pages, donated, state.tree, state.model);
      }
      return true;
    } catch (RuntimeException exception) {
      job.fail(new ModelFailureException(exception));
      return false;
    }
  }

  /// Returns the running job that has most of the page behind a match, more than the tree has: the
  /// page that it goes on writing comes to the tree only when it ends.
  private @Nullable Job donor(Job job, PrefixMatch match) {
    Job best = null;
    int most = match.tokens();
    int first = match.wholePages() * SequencePages.PAGE;
    for (int index = 0; index < state.running.size(); index++) {
      Job other = state.running.get(index);
      if (other.pages.computed() > most) {
        int common = Math.min(commonComputed(job, other), first + SequencePages.PAGE);
        if (common > most) {
          best = other;
          most = common;
        }
      }
    }
    return best;
  }

  private static int commonComputed(Job job, Job other) {
    return Math.min(commonPrefix(job, other), other.pages.computed());
  }

  private boolean fits(int needed) {
    return needed + state.running.size() <= state.availablePages();
  }

  private void count(Job job) {
    if (!job.admittedOnce) {
      job.admittedOnce = true;
      int found = Math.max(0, job.pages.computed() - job.sequence.counted);
      job.cached += found;
      state.cachedTokens += found;
      job.sequence.counted = Math.max(job.sequence.counted, job.length);
    }
  }

  private static int pagesFor(int tokens) {
    return (tokens + SequencePages.PAGE - 1) / SequencePages.PAGE;
  }
}
