package io.espalier.kernels.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Threads that do one job at a time together with their caller, without allocating.
///
/// A job's units are dealt out in contiguous ranges, one a thread, so that each reads its own
/// stretch of the weights; a thread that is done early takes grains from the others' ranges, which
/// keeps a busy machine from waiting for its slowest thread. Between jobs workers spin for a
/// moment, since a decode step has a hundred jobs close together, and then park. Jobs may run on
/// any thread in any order: results must not depend on it.
final class WorkerPool implements AutoCloseable {
  /// Work on a range of units. `thread` is below [#threads] and names the scratch memory to use.
  interface Job {
    void run(int thread, int from, int to);
  }

  private static final long SPIN_NANOS = 300_000;

  /// Ints between two threads' counters: no two share a cache line.
  private static final int STRIDE = 32;

  private final Thread[] workers;
  private final AtomicIntegerArray next;
  private final int[] end;
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private Job job = (_, _, _) -> {};
  private int grain = 1;
  private final AtomicInteger epoch = new AtomicInteger();
  private volatile boolean closed;

  WorkerPool(int threads) {
    next = new AtomicIntegerArray(threads * STRIDE);
    end = new int[threads];
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      int index = i + 1;
      workers[i] =
          Thread.ofPlatform().daemon().name("kernels-" + index).unstarted(() -> loop(index));
      workers[i].start();
    }
  }

  int threads() {
    return end.length;
  }

  /// Runs `units` units, the caller among the workers, and returns when all are done.
  ///
  /// @param grainUnits units that a thread takes at a time
  @SuppressWarnings("ThreadPriorityCheck") // yielding only lets a preempted worker finish
  void run(Job newJob, int units, int grainUnits) {
    int threads = Math.min(end.length, (units + grainUnits - 1) / grainUnits);
    if (threads <= 1) {
      if (units > 0) {
        newJob.run(0, 0, units);
      }
      return;
    }
    for (int t = 0; t < end.length; t++) {
      next.set(t * STRIDE, (int) ((long) units * t / end.length));
      end[t] = (int) ((long) units * (t + 1) / end.length);
    }
    job = newJob;
    grain = grainUnits;
    working.set(workers.length);
    epoch.incrementAndGet();
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
    work(0);
    for (int spins = 0; working.get() != 0; spins++) {
      if (spins < 2000) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    Throwable thrown = failure.getAndSet(null);
    if (thrown != null) {
      throw new IllegalStateException("a worker failed", thrown);
    }
  }

  private void loop(int index) {
    int seen = 0;
    while (true) {
      long idleSince = System.nanoTime();
      while (epoch.get() == seen && !closed) {
        if (System.nanoTime() - idleSince < SPIN_NANOS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      seen = epoch.get();
      work(index);
      working.decrementAndGet();
    }
  }

  private void work(int index) {
    try {
      for (int i = 0; i < end.length; i++) {
        int range = (index + i) % end.length;
        while (true) {
          int from = next.getAndAdd(range * STRIDE, grain);
          if (from >= end[range]) {
            break;
          }
          job.run(index, from, Math.min(from + grain, end[range]));
        }
      }
    } catch (Throwable t) {
      failure.compareAndSet(null, t);
    }
  }

  /// Ends the workers.
  @Override
  public void close() {
    closed = true;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
  }
}
