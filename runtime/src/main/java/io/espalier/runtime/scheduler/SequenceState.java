package io.espalier.runtime.scheduler;

import io.espalier.cache.PathHold;
import org.jspecify.annotations.Nullable;

/// The scheduler's side of a [Sequence]. The identity is fixed, the rest is confined to the
/// scheduler thread.
final class SequenceState {
  final SequenceOptions options;

  /// The sequence that this one was forked from, directly or not; itself where it was opened.
  final SequenceState root;

  /// Where the sequence will come back to.
  @Nullable PathHold hold;

  /// Tokens whose being cached or computed is counted already.
  int counted;

  boolean closed;

  SequenceState(SequenceOptions options, @Nullable SequenceState parent) {
    this.options = options;
    root = parent == null ? this : parent.root;
  }
}
