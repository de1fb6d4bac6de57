package io.espalier.constrained.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// CPU time of the current thread, without what reading the clock costs.
///
/// The garbage collector and the JIT compiler run on threads of their own and are not in it, nor is
/// waiting for a processor. One reading costs about as much as a small mask (it is a system call),
/// so the least cost seen of an empty measurement is taken off each interval.
final class ThreadClock {
  private static final int PROBES = 20_000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final long overheadNanos;

  /// Measures the clock itself.
  ThreadClock() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < PROBES; i++) {
      long start = now();
      least = Math.min(least, now() - start);
    }
    overheadNanos = least;
  }

  /// Returns nanoseconds of CPU time of this thread.
  long now() {
    return threads.getCurrentThreadCpuTime();
  }

  /// Returns the microseconds since `start`, the clock's own cost taken off.
  double microsSince(long start) {
    return Math.max(0, now() - start - overheadNanos) / 1e3;
  }

  /// Returns what one interval's readings cost at least.
  long overheadNanos() {
    return overheadNanos;
  }
}
