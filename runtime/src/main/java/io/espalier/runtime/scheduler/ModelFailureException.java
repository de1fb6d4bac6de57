package io.espalier.runtime.scheduler;

/// A forward pass failed, or gave logits that are no numbers. Only the sequences in that pass fail.
public final class ModelFailureException extends SchedulerException {
  private static final long serialVersionUID = 1;

  ModelFailureException(int sequences, int rows, Throwable cause) {
    super(
        "the forward pass of %d rows of %d sequences failed: %s".formatted(rows, sequences, cause),
        cause);
  }

  ModelFailureException(int position) {
    super("the model's logits at position %d are not finite".formatted(position));
  }
}
