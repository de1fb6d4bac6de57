package io.espalier.runtime.scheduler;

import org.jspecify.annotations.Nullable;

/// Takes the pages of a running job away. What is computed goes to the tree, where it stays until
/// the room is needed; the job waits again and goes on from what is left, with the same tokens.
final class Preemption {
  private final SchedulerState state;

  Preemption(SchedulerState state) {
    this.state = state;
  }

  /// Preempts the cheapest running job with a priority below the given one.
  ///
  /// @return false where there is none
  boolean preemptBelow(int priority) {
    int first = state.running.size();
    while (first > 0 && state.running.get(first - 1).priority() < priority) {
      first--;
    }
    return preemptFrom(first);
  }

  /// Returns how many pages could be had by preempting all jobs with a lower priority, at least.
  int pagesBelow(int priority) {
    int pages = 0;
    for (int index = state.running.size() - 1; index >= 0; index--) {
      Job job = state.running.get(index);
      if (job.priority() >= priority) {
        break;
      }
      // And the page that admission keeps free for each running job.
      pages += job.pages.releasablePages(state.tree) + 1;
    }
    return pages;
  }

  /// Preempts the cheapest of the running jobs from an index on.
  ///
  /// @return false where there is none
  boolean preemptFrom(int first) {
    Job victim = cheapest(first);
    if (victim == null) {
      return false;
    }
    preempt(victim);
    return true;
  }

  void preempt(Job job) {
    state.preemptions++;
    state.running.remove(job);
    state.releasePages(job, job.length);
    job.onPreempted();
    state.waiting.addFirst(job);
  }

  /// Of the lowest priority the job with the fewest tokens that only it would have to compute
  /// again; on a tie the youngest.
  private @Nullable Job cheapest(int first) {
    Job best = null;
    int lowest = 0;
    for (int index = state.running.size() - 1; index >= first; index--) {
      Job job = state.running.get(index);
      if (best != null && job.priority() > best.priority()) {
        break;
      }
      int cost = cost(job);
      if (best == null || cost < lowest) {
        best = job;
        lowest = cost;
      }
    }
    return best;
  }

  /// Pages to compute again; a job that gives nothing comes last.
  private int cost(Job job) {
    int pages = job.pages.releasablePages(state.tree);
    return pages == 0 ? Integer.MAX_VALUE : pages;
  }
}
