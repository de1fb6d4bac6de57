package io.espalier.runtime.scheduler;

/// The deadline passed before the call was done.
public final class DeadlineExceededException extends SchedulerException {
  private static final long serialVersionUID = 1;

  DeadlineExceededException(String what, long waitedMillis) {
    super("%s passed its deadline after %d ms".formatted(what, waitedMillis));
  }
}
