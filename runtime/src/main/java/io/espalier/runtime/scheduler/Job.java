package io.espalier.runtime.scheduler;

import io.espalier.kernels.Draws;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.sampling.Sampler;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One call on a sequence, from submission to its end.
///
/// Made on the caller's thread; from [Scheduler#submit] to [#done] it belongs to the scheduler
/// thread, and [#onLogits] to one worker at a time while that thread waits.
abstract sealed class Job permits GenerationJob, PrefillJob, ScoreJob {
  final SequenceState sequence;
  final SequencePages pages = new SequencePages();
  final long submittedNanos = System.nanoTime();

  /// The monotonic time at which the job ends, whatever it has; [Long#MAX_VALUE] for never.
  final long deadlineNanos;

  int[] tokens;
  int length;

  /// Order of arrival at the scheduler.
  long arrival;

  /// How many later jobs were admitted before this one.
  int overtaken;

  /// Cached prefix when the tree was at version `matchedAt`.
  int matched;

  long matchedAt = -1;
  boolean admittedOnce;

  /// Rows in the pass being made.
  int rows;

  /// Those of them, the last ones, that hold guessed tokens, and how many of these came true.
  int drafts;

  int accepted;

  /// Whether the caller wants to be woken for each token, and how many it has.
  boolean streaming;

  int delivered;
  long prefilled;
  long cached;
  long decoded;
  private @Nullable SchedulerException failure;
  private volatile @Nullable Thread waiter;
  private volatile boolean done;

  Job(SequenceState sequence, int[] tokens, int length, long deadlineNanos) {
    this.sequence = sequence;
    this.tokens = tokens;
    this.length = length;
    this.deadlineNanos = deadlineNanos;
  }

  /// Tokens that must be computed, linearly, to get on.
  abstract int goal();

  /// Pages' worth of tokens that must be there to be admitted.
  abstract int tokensToAdmit();

  /// The fewest rows that get the job on.
  abstract int minimumRows();

  /// The most rows that [#addRows] would add under the limit.
  abstract int wantedRows(int limit);

  /// Adds rows to the batch, at most `limit`.
  ///
  /// @return how many
  abstract int addRows(ForwardBatch batch, int limit);

  /// Uses one row of logits; `index` counts the rows asked for by this job in this pass.
  abstract void onLogits(int index, float[] logits, int offset, Sampler sampler);

  /// Asks for a token to be drawn on the device from a row of deferred logits.
  ///
  /// @param index counts the rows asked for by this job in this pass
  /// @return the draw, or -1 where the job wants the logits
  int addDraw(Draws draws, int row, int index) {
    return -1;
  }

  /// Uses the token that [#addDraw] asked for; `row` is its row of the logits.
  void onToken(int token, Logits logits, int row, Sampler sampler) {
    throw new IllegalStateException("a token for a job that asked for none");
  }

  /// Whether the rows of logits are used one after the other on one thread: each as far as the ones
  /// before it showed that it is of use.
  boolean takesRowsInTurn() {
    return false;
  }

  /// Of rows used in turn, the one to be used next, or -1.
  int nextRow() {
    return -1;
  }

  /// Called when rows used in turn are used.
  void afterRows() {}

  /// Tokens guessed that the next pass may compute behind the known ones.
  int guessed() {
    return 0;
  }

  /// Called on the scheduler thread after a pass and its logits.
  ///
  /// @return whether the job is done
  abstract boolean afterPass();

  /// Tries to end with what there is when cancelled or late.
  ///
  /// @return false where nothing partial makes sense and the job fails instead
  boolean endEarly(FinishReason reason) {
    return false;
  }

  /// Whether there is a mask to fill while the next pass runs.
  boolean isMaskDue() {
    return false;
  }

  /// Fills it. On any thread, while the scheduler's own one does nothing to the job.
  void fillMask() {}

  /// Whether the mask leaves no choice, so that the logits of the pass are not needed.
  boolean isDetermined() {
    return false;
  }

  /// Goes on with what [#isDetermined], instead of with a row of logits.
  void takeDetermined() {}

  /// Tokens in the pages before the rows of the next pass.
  int context() {
    return pages.computed();
  }

  /// Called when the pages were taken away.
  void onPreempted() {}

  /// Tokens still to compute before logits.
  final int pending() {
    return goal() - pages.computed();
  }

  final int priority() {
    return sequence.options.priority();
  }

  /// Whether this job comes before another: by priority, then by arrival.
  final boolean before(Job other) {
    return priority() != other.priority() ? priority() > other.priority() : arrival < other.arrival;
  }

  final void fail(SchedulerException exception) {
    if (failure == null) {
      failure = exception;
    }
  }

  final @Nullable SchedulerException failure() {
    return failure;
  }

  final boolean isDone() {
    return done;
  }

  final void setWaiter(Thread thread) {
    waiter = thread;
  }

  final void markDone() {
    done = true;
    wake();
  }

  final void wake() {
    Thread thread = waiter;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /// Adds the next tokens as linear rows, the last one with logits if it reaches `length`.
  final int addLinearRows(ForwardBatch batch, int limit, boolean logits) {
    int from = pages.computed();
    int to = Math.min(goal(), from + limit);
    batch.addSequence(pages.table(), from);
    for (int index = from; index < to; index++) {
      batch.addRow(tokens[index], logits && index == length - 1);
    }
    return to - from;
  }
}
