package io.espalier.runtime.scheduler;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.sampling.Sampler;

/// Computes appended tokens before anyone asks for what follows them.
final class PrefillJob extends Job {
  PrefillJob(SequenceState sequence, int[] tokens, int length, long deadlineNanos) {
    super(sequence, tokens, length, deadlineNanos);
  }

  @Override
  int goal() {
    return length;
  }

  @Override
  int tokensToAdmit() {
    return length;
  }

  @Override
  int minimumRows() {
    return 1;
  }

  @Override
  int wantedRows(int limit) {
    return Math.min(pending(), limit);
  }

  @Override
  int addRows(ForwardBatch batch, int limit) {
    int added = addLinearRows(batch, limit, false);
    prefilled += added;
    pages.advance(added);
    return added;
  }

  @Override
  void onLogits(int index, float[] logits, int offset, Sampler sampler) {
    throw new IllegalStateException("a prefill asks for no logits");
  }

  @Override
  boolean endEarly(FinishReason reason) {
    return true;
  }

  @Override
  boolean afterPass() {
    return pending() == 0;
  }
}
