package io.espalier.runtime.scheduler;

/// The second phase: which rows go into the pass. Decoding jobs always get their one row; what is
/// left of the budget goes to prompts, forced runs and continuations, in the order of the jobs.
final class Planning {
  private static final int GONE = -1;
  private final SchedulerState state;
  private final Preemption preemption;
  private final Completion completion;

  Planning(SchedulerState state, Preemption preemption, Completion completion) {
    this.state = state;
    this.preemption = preemption;
    this.completion = completion;
  }

  void plan() {
    state.batch.clear();
    state.planned.clear();
    int budget = state.options.stepTokens();
    int demand = 0;
    int generations = 0;
    for (int index = 0; index < state.running.size(); index++) {
      Job job = state.running.get(index);
      demand += job.pending();
      if (job instanceof GenerationJob) {
        generations++;
      }
      if (isDecoding(job)) {
        budget--;
      }
    }
    int spare = spareRows(demand, generations);
    // Prompts go on, if slowly, however many jobs decode.
    budget = Math.max(budget, Math.min(16, state.options.stepTokens()));
    for (int index = 0; index < state.running.size(); index++) {
      Job job = state.running.get(index);
      boolean decoding = isDecoding(job);
      int left = decoding ? 1 : budget;
      if (job instanceof ScoreJob) {
        left = Math.min(left, state.options.logitRows() - state.batch.logitRows());
      }
      if (left <= 0 && !state.planned.isEmpty()) {
        continue;
      }
      int limit = Math.max(left, job.minimumRows());
      if (job instanceof GenerationJob) {
        int guessed = Math.min(spare, job.guessed());
        limit = Math.min(decoding ? limit + guessed : limit, job.pending() + guessed);
      }
      int rows = makeRoom(job, index, job.wantedRows(limit));
      if (rows == GONE) {
        // Another job, or none, is at this index.
        index--;
        continue;
      }
      job.rows = job.addRows(state.batch, rows);
      state.planned.add(job);
      spare -= job.drafts;
      if (!decoding) {
        budget -= job.rows;
      }
    }
  }

  /// Returns how many guessed tokens the pass may compute: what no job needs, where it pays.
  private int spareRows(int demand, int generations) {
    SchedulerOptions options = state.options;
    if (options.draftTokens() == 0 || generations == 0 || !state.draftGate.isOpen(generations)) {
      return 0;
    }
    int rows = Math.min(options.stepTokens() - demand, options.logitRows() - generations);
    return Math.max(0, rows);
  }

  private static boolean isDecoding(Job job) {
    return job.pending() == 1 && job instanceof GenerationJob;
  }

  /// Takes pages for the rows, preempting later jobs; returns for how many rows there is room, or
  /// [#GONE] where the job itself had to go.
  private int makeRoom(Job job, int index, int rows) {
    while (!job.pages.reserve(job.context() + rows, state.tree)) {
      int room = job.pages.capacity() - job.context();
      if (room >= job.minimumRows()) {
        return Math.min(room, rows);
      }
      if (preemption.preemptFrom(index + 1)) {
        continue;
      }
      if (index == 0) {
        state.running.remove(job);
        job.fail(
            new OutOfPagesException(job.context() + job.minimumRows(), state.capacityTokens()));
        completion.finish(job);
      } else {
        preemption.preempt(job);
      }
      return GONE;
    }
    return rows;
  }
}
