package io.espalier.runtime.scheduler;

/// Why a generation ended.
public enum FinishReason {
  /// The bytes came to contain a stop string.
  STOP_STRING,
  /// The model chose one of the end tokens.
  END_TOKEN,
  /// The constraint admits no continuation.
  CONSTRAINT_COMPLETE,
  /// The token limit, or the end of the model's context.
  MAX_TOKENS,
  /// [Sequence#cancel] was called.
  CANCELLED,
  /// The request's deadline passed.
  DEADLINE
}
