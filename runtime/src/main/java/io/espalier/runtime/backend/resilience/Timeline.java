package io.espalier.runtime.backend.resilience;

import java.time.Duration;

/// Time as it passes: a clock that can be waited on. Thread-safe.
public interface Timeline {
  /// The system's.
  Timeline SYSTEM =
      new Timeline() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
          Thread.sleep(time);
        }
      };

  /// Returns nanoseconds since some moment; only differences mean something.
  long nanos();

  /// Waits.
  void pause(Duration time) throws InterruptedException;
}
