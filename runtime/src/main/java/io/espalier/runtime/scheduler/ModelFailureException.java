package io.espalier.runtime.scheduler;

/// A forward pass failed, or gave logits that are no numbers, or a page could not be copied. Only
/// the sequences in that pass, or the one that the page was for, fail.
public final class ModelFailureException extends SchedulerException {
  private static final long serialVersionUID = 1;

  ModelFailureException(int sequences, int rows, Throwable cause) {
    super(
        "the forward pass of %d rows of %d sequences failed: %s".formatted(rows, sequences, cause),
        cause);
  }

  ModelFailureException(Throwable cause) {
    super("the model could not copy a page: %s".formatted(cause), cause);
  }

  ModelFailureException(int position) {
    super("the model's logits at position %d are not finite".formatted(position));
  }
}
