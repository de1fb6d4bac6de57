package io.espalier.runtime.scheduler;

/// A matcher threw, or allowed no token at all. Only its own sequence fails.
public final class ConstraintFailureException extends SchedulerException {
  private static final long serialVersionUID = 1;

  ConstraintFailureException(int position, Throwable cause) {
    super("the constraint failed at position %d: %s".formatted(position, cause), cause);
  }

  ConstraintFailureException(int position) {
    super("the constraint allows no token at position %d".formatted(position));
  }
}
