package io.espalier.runtime.scheduler;

/// How a token came into a generation.
public enum TokenKind {
  /// Drawn from the model's logits.
  SAMPLED,
  /// The only one that the constraint allowed; appended without asking the model.
  FORCED
}
