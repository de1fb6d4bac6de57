package io.espalier.constrained;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;

/// Fills the masks of many sequences at once on worker threads: what a batch needs while the
/// forward pass runs.
///
/// Each mask is what [Matcher#fillMask(TokenMask)] gives. The matchers of one call must be
/// different objects, and nobody else may use them until the call returns; they may share
/// constraints. Thread-safe.
public final class MaskFiller implements AutoCloseable {
  /// Fewer masks than this are filled by the caller: most cost less than waking a thread.
  private static final int ALONE = 4;

  private final ForkJoinPool workers;

  /// Makes a filler with its own `threads` workers.
  public MaskFiller(int threads) {
    if (threads <= 0) {
      throw new IllegalArgumentException("a filler needs at least one thread: " + threads);
    }
    this.workers = new ForkJoinPool(threads);
  }

  /// Overwrites `masks.get(i)` with the tokens that may come next in `matchers.get(i)`, for all
  /// `i`.
  ///
  /// @throws ConstraintException where an automaton outgrows its limits; other masks of the call
  ///   may be filled or not
  public void fill(List<Matcher> matchers, List<TokenMask> masks) {
    if (matchers.size() != masks.size()) {
      throw new IllegalArgumentException(
          matchers.size() + " matchers need as many masks, not " + masks.size());
    }
    if (matchers.size() < ALONE) {
      fill(matchers, masks, 0, matchers.size());
      return;
    }
    int parts = Math.min(workers.getParallelism(), matchers.size());
    ForkJoinTask<?>[] tasks = new ForkJoinTask<?>[parts];
    for (int part = 0; part < parts; part++) {
      int from = part * matchers.size() / parts;
      int to = (part + 1) * matchers.size() / parts;
      tasks[part] = workers.submit(() -> fill(matchers, masks, from, to));
    }
    await(tasks);
  }

  private static void fill(List<Matcher> matchers, List<TokenMask> masks, int from, int to) {
    for (int i = from; i < to; i++) {
      matchers.get(i).fillMask(masks.get(i));
    }
  }

  /// Waits for all tasks, so that no worker touches a matcher after the call; then reports the
  /// first failure.
  private static void await(ForkJoinTask<?>[] tasks) {
    for (ForkJoinTask<?> task : tasks) {
      task.quietlyJoin();
    }
    for (ForkJoinTask<?> task : tasks) {
      try {
        task.get();
      } catch (ExecutionException e) {
        if (rootOf(e) instanceof ConstraintException refused) {
          throw refused;
        }
        throw new IllegalStateException("a mask could not be filled", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Throwable rootOf(Throwable error) {
    Throwable at = error;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }

  /// Ends the workers.
  @Override
  public void close() {
    workers.close();
  }
}
