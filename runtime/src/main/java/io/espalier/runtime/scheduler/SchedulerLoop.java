package io.espalier.runtime.scheduler;

import io.espalier.cache.host.HostTierException;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.sampling.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What the scheduler thread does, step after step, until it is told to stop.
final class SchedulerLoop implements Runnable {
  /// What callers send. Handled at the start of a step, in the order sent.
  sealed interface Message {
    /// Run a job.
    record Submit(Job job) implements Message {}

    /// End a job early.
    record Cancel(Job job) implements Message {}

    /// Nothing more will come from a sequence.
    record Close(SequenceState sequence) implements Message {}

    /// Do something between two steps.
    record Inspect(Runnable action) implements Message {}
  }

  private final Queue<Message> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger jobs;
  private final SchedulerState state;
  private final Preemption preemption;
  private final Completion completion;
  private final Admission admission;
  private final Planning planning;
  private final StepWorkers workers;
  private final RunAhead ahead;
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile boolean closing;
  private volatile boolean stopped;
  private volatile @Nullable Throwable crash;
  private volatile boolean idle;
  private volatile @Nullable Thread thread;
  private @Nullable RuntimeException startFailure;

  /// The job of each row of logits of the pass, and which of that job's rows it is.
  private Job[] logitJob = new Job[16];

  private int[] logitIndex = new int[16];

  /// The draw of each row of logits, or -1 where the job gets the logits.
  private int[] logitDraw = new int[16];

  /// Jobs of the pass whose masks are filled during it.
  private final List<Job> masked = new ArrayList<>();

  private final StepWorkers.Task useLogits = this::useLogits;
  private final StepWorkers.Task fillMask = this::fillMask;

  /// @param jobs counts the jobs submitted and not done
  SchedulerLoop(Model model, SchedulerOptions options, AtomicInteger jobs) {
    this.jobs = jobs;
    state = new SchedulerState(model, options);
    completion = new Completion(state, jobs::decrementAndGet);
    preemption = new Preemption(state);
    admission = new Admission(state, preemption, completion);
    planning = new Planning(state, preemption, completion);
    ahead = new RunAhead(state, completion, () -> closing || !inbox.isEmpty());
    workers = new StepWorkers(options.workers(), model.description().vocabularySize());
  }

  /// Sends a message and wakes the thread.
  void send(Message message) {
    inbox.add(message);
    Thread sleeper = thread;
    if (idle && sleeper != null) {
      LockSupport.unpark(sleeper);
    }
  }

  /// Waits until the model's pages are there.
  void awaitReady() throws InterruptedException {
    ready.await();
    if (startFailure != null) {
      throw startFailure;
    }
  }

  void close() {
    closing = true;
    LockSupport.unpark(thread);
  }

  /// Whether the thread reads no more messages.
  boolean isStopped() {
    return stopped;
  }

  /// What ended the thread against its will.
  @Nullable Throwable crash() {
    return crash;
  }

  int unread() {
    return inbox.size();
  }

  SchedulerState state() {
    return state;
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      state.model.allocatePages(state.options.pages());
      state.spill.open();
    } catch (RuntimeException exception) {
      startFailure = exception;
      closing = true;
    }
    ready.countDown();
    try {
      while (!closing) {
        if (!step()) {
          sleep();
        }
      }
    } catch (RuntimeException | Error thrown) {
      crash = thrown;
    } finally {
      stopped = true;
      abandonAll();
      workers.close();
      closeSpill();
      state.model.close();
    }
  }

  /// Lets the second tier keep what it can; after a crash the books may be wrong.
  private void closeSpill() {
    try {
      if (crash == null && startFailure == null) {
        state.spill.save(state.tree);
      }
    } catch (HostTierException e) {
      System.getLogger("io.espalier.cache").log(System.Logger.Level.WARNING, e.getMessage());
    } finally {
      state.spill.close();
    }
  }

  /// One trip through the phases.
  ///
  /// @return false when there is nothing to do
  private boolean step() {
    readInbox();
    if (state.running.isEmpty() && state.waiting.isEmpty()) {
      return false;
    }
    enforceDeadlines();
    admission.admit();
    planning.plan();
    if (!state.planned.isEmpty()) {
      long start = System.nanoTime();
      startMasks();
      boolean done = forward();
      workers.finish();
      if (done && ahead.isPossible()) {
        ahead.run();
      } else if (done && draw()) {
        workers.run(useLogits, state.batch.logitRows());
        long nanos = System.nanoTime() - start;
        learn(nanos);
        state.spill.computed(state.batch.rows(), state.batch.sequences(), nanos);
      }
      settle();
    }
    return true;
  }

  private void readInbox() {
    for (Message message = inbox.poll(); message != null; message = inbox.poll()) {
      switch (message) {
        case Message.Submit(Job job) -> {
          job.arrival = state.arrivals++;
          state.present.add(job);
          state.waiting.add(job);
        }
        case Message.Cancel(Job job) ->
            completion.stop(
                job, FinishReason.CANCELLED, new CancelledException(job.sequence.options.label()));
        case Message.Close(SequenceState sequence) -> {
          sequence.closed = true;
          state.releaseHold(sequence);
        }
        case Message.Inspect(Runnable action) -> action.run();
      }
    }
  }

  private void enforceDeadlines() {
    long now = System.nanoTime();
    for (int index = state.running.size() - 1; index >= 0; index--) {
      enforceDeadline(state.running.get(index), now);
    }
    for (int index = state.waiting.size() - 1; index >= 0; index--) {
      enforceDeadline(state.waiting.get(index), now);
    }
  }

  private void enforceDeadline(Job job, long now) {
    if (job.deadlineNanos != Long.MAX_VALUE && now - job.deadlineNanos >= 0) {
      completion.stop(
          job,
          FinishReason.DEADLINE,
          new DeadlineExceededException(
              job.sequence.options.label(), (now - job.submittedNanos) / 1_000_000));
    }
  }

  /// Runs the pass; when it fails so do the jobs in it.
  private boolean forward() {
    int asked = state.batch.logitRows();
    if (asked > logitJob.length) {
      logitJob = Arrays.copyOf(logitJob, 2 * asked);
      logitIndex = Arrays.copyOf(logitIndex, 2 * asked);
      logitDraw = Arrays.copyOf(logitDraw, 2 * asked);
    }
    int sequence = -1;
    for (int index = 0; index < asked; index++) {
      int of = state.batch.sequenceOfRow(state.batch.logitRow(index));
      logitIndex[index] = of == sequence ? logitIndex[index - 1] + 1 : 0;
      logitJob[index] = state.planned.get(of);
      sequence = of;
    }
    try {
      state.steps++;
      state.logits.resize(asked);
      state.model.forward(state.batch, state.logits);
      return true;
    } catch (RuntimeException exception) {
      failPass(exception);
      return false;
    }
  }

  private void failPass(RuntimeException exception) {
    for (int index = 0; index < state.planned.size(); index++) {
      Job job = state.planned.get(index);
      job.pages.cutTo(job.pages.computed() - job.rows);
      job.fail(new ModelFailureException(state.batch.sequences(), state.batch.rows(), exception));
    }
  }

  /// Lets the workers fill the masks that the pass to come needs.
  private void startMasks() {
    masked.clear();
    for (int index = 0; index < state.planned.size(); index++) {
      Job job = state.planned.get(index);
      if (job.isMaskDue()) {
        masked.add(job);
      }
    }
    workers.start(fillMask, masked.size());
  }

  private void fillMask(int number, Sampler sampler) {
    masked.get(number).fillMask();
  }

  /// Draws on the device what jobs allow to be drawn there; when that fails so do the jobs.
  private boolean draw() {
    state.draws.clear();
    int rows = state.batch.logitRows();
    boolean deferred = state.logits.isDeferred();
    for (int row = 0; row < rows; row++) {
      Job job = logitJob[row];
      boolean device = deferred && job.failure() == null;
      logitDraw[row] = device ? job.addDraw(state.draws, row, logitIndex[row]) : -1;
    }
    if (state.draws.count() == 0) {
      return true;
    }
    try {
      state.model.draw(state.draws);
      return true;
    } catch (RuntimeException exception) {
      failPass(exception);
      return false;
    }
  }

  private void useLogits(int number, Sampler sampler) {
    Job job = logitJob[number];
    if (!job.takesRowsInTurn()) {
      useRow(job, number, sampler);
    } else if (logitIndex[number] == 0) {
      int next = 0;
      while (next >= 0) {
        useRow(job, number + next, sampler);
        next = job.nextRow();
      }
      job.afterRows();
    }
  }

  private void useRow(Job job, int number, Sampler sampler) {
    if (job.failure() != null) {
      return;
    }
    int draw = logitDraw[number];
    if (job.isDetermined()) {
      job.takeDetermined();
    } else if (draw >= 0) {
      job.onToken(state.draws.token(draw), state.logits, number, sampler);
    } else {
      float[] values = state.logits.row(number);
      job.onLogits(logitIndex[number], values, state.logits.offset(number), sampler);
    }
  }

  /// Notes what guessed tokens have cost and given.
  private void learn(long nanos) {
    int drafted = 0;
    int accepted = 0;
    boolean decoding = true;
    for (int index = 0; index < state.planned.size(); index++) {
      Job job = state.planned.get(index);
      drafted += job.drafts;
      accepted += job.accepted;
      decoding &= job instanceof GenerationJob && job.rows - job.drafts == 1;
    }
    state.draftedTokens += drafted;
    state.acceptedTokens += accepted;
    if (decoding) {
      state.draftGate.learn(state.planned.size(), drafted, accepted, nanos);
    }
  }

  /// Ends what is done; shares whole pages of what is still reading its prompt.
  private void settle() {
    for (int index = 0; index < state.planned.size(); index++) {
      Job job = state.planned.get(index);
      boolean done = job.failure() != null || job.afterPass();
      if (done) {
        state.running.remove(job);
        completion.finish(job);
      } else if (job.rows - job.drafts > 1 && state.options.cache()) {
        job.pages.publish(job.sequence.options.namespace(), job.tokens, state.tree);
        state.treeVersion++;
      }
    }
  }

  /// Sleeps until a message comes. A message sent after `idle` is set wakes the thread.
  private void sleep() {
    idle = true;
    if (inbox.isEmpty() && !closing) {
      LockSupport.park(this);
    }
    idle = false;
  }

  /// Ends every job with an exception. A caller whose message comes later sees `stopped`.
  private void abandonAll() {
    Throwable cause = crash;
    for (Message message = inbox.poll(); message != null; message = inbox.poll()) {
      switch (message) {
        case Message.Submit(Job job) -> {
          state.present.add(job);
          state.waiting.add(job);
        }
        case Message.Inspect(Runnable action) -> action.run();
        case Message.Cancel _, Message.Close _ -> {}
      }
    }
    for (Job job : List.copyOf(state.present)) {
      job.fail(new CancelledException(job.sequence.options.label() + " with its scheduler", cause));
      if (cause == null) {
        state.running.remove(job);
        state.waiting.remove(job);
        completion.finish(job);
      } else {
        // The books may be wrong: let the caller go and touch nothing.
        jobs.decrementAndGet();
        job.markDone();
      }
    }
  }
}
