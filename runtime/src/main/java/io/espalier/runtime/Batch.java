package io.espalier.runtime;

import io.espalier.dsl.GenerationException;
import io.espalier.dsl.StreamFunction;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.interpreter.BranchScope;
import io.espalier.runtime.interpreter.DirectRunner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// Runs one program for many arguments: order kept, a bounded number at a time, the first failure
/// cancels the rest.
final class Batch {
  private Batch() {}

  static <A, R> List<R> run(
      Backend backend, StreamFunction<A, R> program, List<A> arguments, BatchOptions options) {
    var permits = new Semaphore(options.concurrency(), true);
    var progress = new ReentrantLock();
    int[] done = {0};
    var calls = new ArrayList<Callable<R>>();
    for (int i = 0; i < arguments.size(); i++) {
      A argument = arguments.get(i);
      String name = "batch[" + i + "]";
      var run = options.run().withSeed(options.run().seed() + i);
      calls.add(() -> {
        permits.acquire();
        try {
          return DirectRunner.run(backend, name, program, argument, run);
        } finally {
          permits.release();
          progress.lock();
          try {
            options.progress().update(++done[0], arguments.size());
          } finally {
            progress.unlock();
          }
        }
      });
    }
    try {
      BranchScope.Result<R> result =
          BranchScope.run(calls, "batch", BranchScope.Policy.ALL_OR_NOTHING);
      if (result.decisive() >= 0) {
        throw failure(result.failure(result.decisive()));
      }
      var values = new ArrayList<R>();
      for (BranchScope.Ended<R> ended : result.branches()) {
        values.add(ended.value());
      }
      return Collections.unmodifiableList(values);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GenerationException(
          GenerationException.Reason.CANCELLED, "batch", "the batch was cancelled", "");
    }
  }

  private static RuntimeException failure(Throwable failure) {
    return switch (failure) {
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      default -> new IllegalStateException("a program ended with a checked exception", failure);
    };
  }
}
