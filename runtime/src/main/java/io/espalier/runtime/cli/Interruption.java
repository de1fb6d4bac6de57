package io.espalier.runtime.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/// Ctrl-C during a run: the program is cancelled, its pages go back, and the process exits with
/// 130.
final class Interruption {
  private static final long GRACE_MILLIS = 3000;

  private Interruption() {}

  /// The run was cancelled from the keyboard.
  static final class InterruptedRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedRunException() {
      super("interrupted");
    }
  }

  /// Runs `body` on this thread; a signal to end interrupts it and waits a little for it to clean
  /// up.
  static <T> T run(Callable<T> body) {
    Thread runner = Thread.currentThread();
    var signalled = new AtomicBoolean();
    var hook =
        new Thread(
            () -> {
              signalled.set(true);
              runner.interrupt();
              try {
                runner.join(GRACE_MILLIS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return body.call();
    } catch (Exception e) {
      if (signalled.get()) {
        throw new InterruptedRunException();
      }
      throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    } finally {
      if (!signalled.get()) {
        remove(hook);
      }
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The signal came just now; the result stands, and the hook ends with this thread.
    }
  }
}
