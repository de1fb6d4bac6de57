package io.espalier.runtime.scheduler;

import io.espalier.kernels.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Decoding one step ahead of the host: a pass begins on the device before the host knows the
/// tokens of the pass before, which stay on the device as the rows of the next.
///
/// Possible while every job in the batch decodes and nothing but an end token in what is not known
/// yet could change the next pass. A job that turns out to have ended has had one row too many,
/// which is dropped; every other job is where it would be without. Whatever comes in, a new job, a
/// cancellation, a deadline, ends the run within a step.
final class RunAhead {
  private final SchedulerState state;
  private final Completion completion;
  private final BooleanSupplier interrupted;
  private final List<GenerationJob> flying = new ArrayList<>();
  private Draws under = new Draws();
  private Draws next = new Draws();

  /// The draw under way of each job of `flying`.
  private int[] drawOf = new int[16];

  /// @param interrupted whether the loop has other things to do
  RunAhead(SchedulerState state, Completion completion, BooleanSupplier interrupted) {
    this.state = state;
    this.completion = completion;
    this.interrupted = interrupted;
  }

  /// Whether the pass that was just begun allows another before its tokens are known.
  boolean isPossible() {
    if (!state.model.drawsAhead()
        || !state.logits.isDeferred()
        || state.planned.size() != state.batch.rows()
        || state.planned.size() != state.batch.logitRows()) {
      return false;
    }
    flying.clear();
    for (int index = 0; index < state.planned.size(); index++) {
      if (!(state.planned.get(index) instanceof GenerationJob job) || job.failure() != null) {
        return false;
      }
      flying.add(job);
    }
    return mayGoOn();
  }

  private boolean mayGoOn() {
    if (flying.isEmpty()
        || flying.size() != state.running.size()
        || !state.waiting.isEmpty()
        || interrupted.getAsBoolean()) {
      return false;
    }
    long nanos = System.nanoTime();
    boolean guesses = false;
    for (int index = 0; index < flying.size(); index++) {
      GenerationJob job = flying.get(index);
      if (!job.runsAhead(nanos)) {
        return false;
      }
      guesses |= job.guessed() > 0;
    }
    // Guesses are checked against tokens that the host knows.
    if (guesses && state.draftGate.isOpen(flying.size())) {
      return false;
    }
    for (int index = 0; index < flying.size(); index++) {
      SequencePages pages = flying.get(index).pages;
      if (!pages.reserve(pages.computed() + 1, state.tree)) {
        return false;
      }
    }
    return true;
  }

  /// Draws from the pass that was begun and runs passes until that is no longer possible. Then all
  /// tokens are known, and the jobs of `planned` are as after a pass of their own.
  void run() {
    try {
      under.clear();
      drawOf = new int[Math.max(drawOf.length, flying.size())];
      for (int index = 0; index < flying.size(); index++) {
        drawOf[index] = flying.get(index).addDraw(under, index, 0);
      }
      state.model.startDraw(under);
      long before = System.nanoTime();
      do {
        begin();
        state.model.awaitDraw(under);
        long after = System.nanoTime();
        state.draftGate.learn(flying.size(), 0, 0, after - before);
        before = after;
        take();
        Draws done = under;
        under = next;
        next = done;
      } while (mayGoOn());
      state.model.awaitDraw(under);
      for (int index = 0; index < flying.size(); index++) {
        flying.get(index).onToken(under.token(drawOf[index]));
      }
    } catch (RuntimeException failure) {
      fail(failure);
    }
  }

  /// Begins the next pass, with the tokens under way as its rows.
  private void begin() {
    state.batch.clear();
    next.clear();
    for (int index = 0; index < flying.size(); index++) {
      flying.get(index).addRowAhead(state.batch, drawOf[index], next);
    }
    state.steps++;
    state.logits.resize(flying.size());
    state.model.forward(state.batch, state.logits);
    state.model.startDraw(next);
  }

  /// Uses the tokens of the pass before the one that was just begun.
  private void take() {
    int kept = 0;
    for (int index = 0; index < flying.size(); index++) {
      GenerationJob job = flying.get(index);
      job.onToken(under.token(drawOf[index]));
      if (job.failure() != null || job.afterPass()) {
        job.dropRowAhead();
        state.planned.remove(job);
        state.running.remove(job);
        completion.finish(job);
      } else {
        flying.set(kept, job);
        // Its row, and so its draw, in the pass under way.
        drawOf[kept++] = index;
      }
    }
    flying.subList(kept, flying.size()).clear();
  }

  /// Fails every job under way. What its last known token stored is not trusted either.
  private void fail(RuntimeException failure) {
    for (int index = 0; index < flying.size(); index++) {
      GenerationJob job = flying.get(index);
      job.pages.cutTo(job.length - 1);
      job.fail(new ModelFailureException(flying.size(), flying.size(), failure));
    }
  }
}
