package io.espalier.runtime.server.generation;

import io.espalier.runtime.server.tracing.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs the completions of one request at a time, each on a virtual thread. The first failure, or
/// an interrupt of the caller, interrupts all; the call returns when every thread has ended.
public final class Fan {
  private Fan() {}

  /// Returns the results in the order of the tasks. One task runs on the caller's thread.
  ///
  /// @throws Exception the first failure
  public static <T> List<T> run(List<Callable<T>> tasks) throws Exception {
    if (tasks.size() == 1) {
      return List.of(tasks.getFirst().call());
    }
    var results = new ArrayList<AtomicReference<@Nullable T>>();
    var failure = new AtomicReference<@Nullable Exception>();
    var threads = new ArrayList<Thread>();
    var done = new CountDownLatch(tasks.size());
    for (Callable<T> plain : tasks) {
      Callable<T> task = Tracing.carried(plain);
      var result = new AtomicReference<@Nullable T>();
      results.add(result);
      threads.add(
          Thread.ofVirtual()
              .unstarted(() -> {
                try {
                  result.set(task.call());
                } catch (Exception e) {
                  if (failure.compareAndSet(null, e)) {
                    threads.forEach(Thread::interrupt);
                  }
                } finally {
                  done.countDown();
                }
              }));
    }
    threads.forEach(Thread::start);
    boolean interrupted = await(done, threads);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Exception first = failure.get();
    if (first != null) {
      throw first;
    }
    var values = new ArrayList<T>();
    for (AtomicReference<@Nullable T> result : results) {
      T value = result.get();
      if (value == null) {
        throw new IllegalStateException("a task ended without result or failure");
      }
      values.add(value);
    }
    return values;
  }

  private static boolean await(CountDownLatch done, List<Thread> threads) {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        return interrupted;
      } catch (InterruptedException _) {
        interrupted = true;
        threads.forEach(Thread::interrupt);
      }
    }
  }
}
