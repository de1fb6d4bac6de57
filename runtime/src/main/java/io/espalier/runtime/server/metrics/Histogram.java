package io.espalier.runtime.server.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/// Counts of durations in buckets, in seconds. Thread-safe.
public final class Histogram {
  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
  private final DoubleAdder sum = new DoubleAdder();

  /// Counts a duration.
  public void record(long nanos) {
    double seconds = nanos / 1e9;
    int at = Arrays.binarySearch(BOUNDS, seconds);
    counts.incrementAndGet(at < 0 ? -at - 1 : at);
    sum.add(seconds);
  }

  void write(String name, StringBuilder out) {
    long total = 0;
    for (int i = 0; i <= BOUNDS.length; i++) {
      total += counts.get(i);
      String bound = i == BOUNDS.length ? "+Inf" : Double.toString(BOUNDS[i]);
      out.append(name).append("_bucket{le=\"").append(bound).append("\"} ").append(total);
      out.append('\n');
    }
    out.append(name).append("_sum ").append(sum.sum()).append('\n');
    out.append(name).append("_count ").append(total).append('\n');
  }
}
