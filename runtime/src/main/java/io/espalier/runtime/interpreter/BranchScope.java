package io.espalier.runtime.interpreter;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Runs the branches of a fork on virtual threads and never returns before all of them have ended.
///
/// The same guarantees as a structured task scope: the first failure interrupts the siblings, an
/// interrupt of the caller interrupts every branch, and no branch outlives the call.
public final class BranchScope {
  private BranchScope() {}

  /// How one branch ended: with a value, or with a failure.
  public record Ended<R extends @Nullable Object>(
      int index, @Nullable R value, @Nullable Throwable failure) {}

  /// When the siblings are interrupted.
  public enum Policy {
    /// On the first failure.
    ALL_OR_NOTHING,
    /// Never.
    COLLECT,
    /// On the first value.
    FIRST
  }

  /// Runs the branches and returns how each ended, in their order. Branches that were interrupted
  /// because of a sibling end with an [InterruptedException] or what they made of it.
  ///
  /// @throws InterruptedException when the caller was interrupted; every branch has ended by then
  public static <R extends @Nullable Object> Result<R> run(
      List<? extends Callable<R>> branches, String name, Policy policy)
      throws InterruptedException {
    var ended = new LinkedBlockingQueue<Ended<R>>();
    var threads = new ArrayList<Thread>(branches.size());
    for (int i = 0; i < branches.size(); i++) {
      int index = i;
      Callable<R> branch = branches.get(i);
      threads.add(
          Thread.ofVirtual()
              .name(name + "[" + i + "]")
              .start(() -> ended.add(runOne(index, branch))));
    }
    var results = new ArrayList<@Nullable Ended<R>>();
    for (int i = 0; i < branches.size(); i++) {
      results.add(null);
    }
    int decisive = -1;
    boolean interrupted = false;
    for (int left = branches.size(); left > 0; ) {
      Ended<R> one;
      try {
        one = ended.take();
      } catch (InterruptedException e) {
        interrupted = true;
        threads.forEach(Thread::interrupt);
        continue;
      }
      left--;
      results.set(one.index(), one);
      boolean decides =
          switch (policy) {
            case ALL_OR_NOTHING -> one.failure() != null;
            case FIRST -> one.failure() == null;
            case COLLECT -> false;
          };
      if (decides && decisive < 0) {
        decisive = one.index();
        threads.forEach(Thread::interrupt);
      }
    }
    if (interrupted) {
      throw new InterruptedException(name + " was cancelled");
    }
    var all = new ArrayList<Ended<R>>();
    for (Ended<R> result : results) {
      if (result == null) {
        throw new IllegalStateException("a branch of " + name + " ended without a result");
      }
      all.add(result);
    }
    return new Result<>(all, decisive);
  }

  /// How the branches ended.
  ///
  /// @param branches one entry per branch, in their order
  /// @param decisive the first failure ([Policy#ALL_OR_NOTHING]) or the first value
  ///   ([Policy#FIRST]), or -1
  public record Result<R extends @Nullable Object>(List<Ended<R>> branches, int decisive) {

    /// Returns why a branch failed.
    public Throwable failure(int branch) {
      Throwable failure = branches.get(branch).failure();
      if (failure == null) {
        throw new IllegalStateException("branch " + branch + " did not fail");
      }
      return failure;
    }
  }

  private static <R extends @Nullable Object> Ended<R> runOne(int index, Callable<R> branch) {
    try {
      return new Ended<>(index, branch.call(), null);
    } catch (Throwable failure) {
      return new Ended<>(index, null, failure);
    }
  }
}
