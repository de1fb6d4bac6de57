package io.espalier.runtime.scheduler;

import org.jspecify.annotations.Nullable;

/// The caller was interrupted, the sequence cancelled, or the scheduler closed.
public final class CancelledException extends SchedulerException {
  private static final long serialVersionUID = 1;

  CancelledException(String what, @Nullable Throwable cause) {
    super("%s was cancelled%s".formatted(what, cause == null ? "" : " because of " + cause), cause);
  }

  CancelledException(String what) {
    super("%s was cancelled".formatted(what));
  }
}
