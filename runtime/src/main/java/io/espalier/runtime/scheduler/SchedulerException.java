package io.espalier.runtime.scheduler;

import org.jspecify.annotations.Nullable;

/// A request that cannot be served, or was stopped. The kinds are the records of why.
public abstract sealed class SchedulerException extends RuntimeException
    permits CancelledException,
        ContextLengthException,
        DeadlineExceededException,
        ConstraintFailureException,
        ModelFailureException,
        OutOfPagesException,
        QueueFullException {
  private static final long serialVersionUID = 1;

  SchedulerException(String message) {
    super(message);
  }

  SchedulerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
