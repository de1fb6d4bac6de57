package io.espalier.runtime.scheduler;

/// Hears of every generation and scoring that ended: what was asked of the model, token by token.
/// For measuring what an engine with perfect knowledge would have computed.
///
/// Called on the callers' threads, several at a time.
@FunctionalInterface
public interface SequenceTrace {
  /// Hears nothing.
  SequenceTrace NONE = (namespace, tokens, promptLength, computed) -> {};

  /// A call ended.
  ///
  /// @param tokens the sequence, not to be kept or changed
  /// @param promptLength tokens that were there before the call
  /// @param computed tokens whose keys and values it left behind: those of the prompt and those
  ///   that decode steps were fed with
  void ended(String namespace, int[] tokens, int promptLength, int computed);
}
