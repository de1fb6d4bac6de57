package io.espalier.runtime.scheduler;

/// More tokens than the model's context holds.
public final class ContextLengthException extends SchedulerException {
  private static final long serialVersionUID = 1;

  ContextLengthException(int tokens, int contextLength) {
    super(
        "%d tokens do not fit the model's context of %d; shorten the prompt or use a model with a longer context"
            .formatted(tokens, contextLength));
  }
}
