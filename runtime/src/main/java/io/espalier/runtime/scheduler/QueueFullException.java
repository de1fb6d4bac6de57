package io.espalier.runtime.scheduler;

/// Too many calls are waiting.
public final class QueueFullException extends SchedulerException {
  private static final long serialVersionUID = 1;

  QueueFullException(int limit) {
    super("%d calls are waiting, which is the limit; try again later".formatted(limit));
  }
}
