package io.espalier.runtime.scheduler;

/// The last phase of a job: its pages go to the tree and its caller is woken.
final class Completion {
  private final SchedulerState state;
  private final Runnable onLeave;

  /// @param onLeave called for each job that ends, to count those in the house
  Completion(SchedulerState state, Runnable onLeave) {
    this.state = state;
    this.onLeave = onLeave;
  }

  /// Ends a job that is in none of the lists any more.
  void finish(Job job) {
    state.releasePages(job, job.length);
    count(job);
    if (job.failure() != null) {
      state.failures++;
    }
    state.present.remove(job);
    onLeave.run();
    job.markDone();
  }

  /// Ends a job wherever it is, with what it has or else with an exception.
  void stop(Job job, FinishReason reason, SchedulerException otherwise) {
    if (job.isDone()) {
      return;
    }
    if (!job.endEarly(reason)) {
      job.fail(otherwise);
    }
    if (!state.running.remove(job)) {
      state.waiting.remove(job);
    }
    finish(job);
  }

  private void count(Job job) {
    state.prefilledTokens += job.prefilled;
    state.decodedTokens += job.decoded;
    if (job.admittedOnce) {
      // One that was cancelled in the queue has neither found nor computed anything.
      job.sequence.counted = job.length;
    }
    switch (job) {
      case GenerationJob generation -> {
        state.forcedTokens += generation.forced();
        state.sampledTokens += generation.sampled();
        state.masks += generation.masks();
        state.maskNanos += generation.maskNanos();
        generation.output.takePublished();
        if (state.options.draftTokens() > 0) {
          job.sequence.remember(job.tokens, generation.promptLength(), job.length);
        }
      }
      case ScoreJob score -> state.scoredTokens += score.scoredTokens();
      case PrefillJob _ -> {}
    }
  }
}
