package io.espalier.runtime.scheduler;

import io.espalier.runtime.sampling.Sampler;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A few threads that share the rows of logits of a pass with the scheduler thread.
///
/// [#run] hands out numbers `0..tasks-1` to whoever is free, the caller included, and returns when
/// all are done; [#start] hands them to the other threads only, so that the caller can do something
/// else until [#finish]. Nothing is allocated per round. Each thread has its own [Sampler].
final class StepWorkers implements AutoCloseable {
  /// Work on one number. Must not throw.
  interface Task {
    void run(int number, Sampler sampler);
  }

  private static final int SPINS = 2000;
  private static final long WAIT_NANOS = 20_000;

  private static final Task NOTHING = (number, sampler) -> {};

  private final Sampler own;
  private final Thread[] threads;

  /// The round in the high half and the numbers not handed out in the low half: taking one is one
  /// compare-and-set, and who comes late from an earlier round cannot take a number of this one.
  private final AtomicLong tickets = new AtomicLong();

  private final AtomicInteger left = new AtomicInteger();
  private volatile Task task = NOTHING;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;

  StepWorkers(int workers, int vocabularySize) {
    own = new Sampler(vocabularySize);
    threads = new Thread[workers];
    for (int index = 0; index < workers; index++) {
      threads[index] =
          Thread.ofPlatform()
              .daemon()
              .name("espalier-worker-" + index)
              .start(() -> work(new Sampler(vocabularySize)));
    }
  }

  /// Runs a task for every number.
  void run(Task of, int count) {
    if (count <= 1 || threads.length == 0) {
      for (int number = 0; number < count; number++) {
        of.run(number, own);
      }
      return;
    }
    begin(of, count, count - 1);
    finish();
  }

  /// Lets the other threads begin with a task. [#finish] must follow before the next round.
  void start(Task of, int count) {
    begin(of, count, count);
  }

  private void begin(Task of, int count, int wanted) {
    task = of;
    left.set(count);
    tickets.set(((tickets.get() >>> 32) + 1) << 32 | count);
    int helpers = Math.min(threads.length, wanted);
    for (int index = 0; index < helpers; index++) {
      LockSupport.unpark(threads[index]);
    }
  }

  /// Does what is left of a round and waits for its end.
  void finish() {
    take(own);
    for (int spins = 0; left.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, WAIT_NANOS);
      }
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw new IllegalStateException("a worker failed", thrown);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }

  private void work(Sampler sampler) {
    while (!closed) {
      take(sampler);
      if (!closed && (int) tickets.get() == 0) {
        LockSupport.park(this);
      }
    }
  }

  private void take(Sampler sampler) {
    while (true) {
      long ticket = tickets.get();
      int number = (int) ticket - 1;
      if (number < 0) {
        return;
      }
      if (!tickets.compareAndSet(ticket, ticket - 1)) {
        continue;
      }
      try {
        task.run(number, sampler);
      } catch (RuntimeException | Error thrown) {
        failure = thrown;
      } finally {
        left.decrementAndGet();
      }
    }
  }
}
