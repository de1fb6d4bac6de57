package io.espalier.runtime.scheduler;

/// The tokens do not fit the whole page pool, even with nothing else running.
public final class OutOfPagesException extends SchedulerException {
  private static final long serialVersionUID = 1;

  OutOfPagesException(int tokens, int capacityTokens) {
    super(
        "%d tokens do not fit the %d tokens of the page pool; give the engine more cache memory"
            .formatted(tokens, capacityTokens));
  }
}
