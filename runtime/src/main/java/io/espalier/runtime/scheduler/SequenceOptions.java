package io.espalier.runtime.scheduler;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a sequence is opened with.
///
/// @param namespace sequences share cached prefixes only within a namespace: adapter, tenant salt
/// @param priority higher runs first and may preempt lower; 0 by default
/// @param deadline when its calls fail with [DeadlineExceededException]; null for never
/// @param label names the sequence in messages
public record SequenceOptions(
    String namespace, int priority, @Nullable Instant deadline, String label) {
  /// Shared namespace, priority 0, no deadline.
  public static final SequenceOptions DEFAULT = new SequenceOptions("", 0, null, "sequence");

  /// Returns the same with another label.
  public SequenceOptions withLabel(String other) {
    return new SequenceOptions(namespace, priority, deadline, other);
  }

  /// Returns the same with another namespace.
  public SequenceOptions withNamespace(String other) {
    return new SequenceOptions(other, priority, deadline, label);
  }

  /// Returns the same with another priority.
  public SequenceOptions withPriority(int other) {
    return new SequenceOptions(namespace, other, deadline, label);
  }

  /// Returns the same with another deadline.
  public SequenceOptions withDeadline(@Nullable Instant other) {
    return new SequenceOptions(namespace, priority, other, label);
  }
}
