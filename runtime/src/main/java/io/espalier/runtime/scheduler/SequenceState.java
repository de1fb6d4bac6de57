package io.espalier.runtime.scheduler;

import io.espalier.cache.PathHold;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The scheduler's side of a [Sequence]. The identity is fixed, the rest is confined to the
/// scheduler thread.
final class SequenceState {
  private static final int MOST_PAST = 4096;
  private static final int LEAD = 3;

  final SequenceOptions options;

  /// The sequence that this one was forked from, directly or not; itself where it was opened.
  final SequenceState root;

  /// Where the sequence will come back to.
  @Nullable PathHold hold;

  /// Tokens whose being cached or computed is counted already.
  int counted;

  boolean closed;

  /// What forks of this root have generated, the newest last; never changed, only replaced.
  volatile int[] past = {};

  SequenceState(SequenceOptions options, @Nullable SequenceState parent) {
    this.options = options;
    root = parent == null ? this : parent.root;
  }

  /// Keeps what a fork generated as a source of guesses for later ones: those between `from` and
  /// `to`, and the tokens before them that lead to them.
  void remember(int[] tokens, int from, int to) {
    if (root == this || to <= from) {
      return;
    }
    int start = Math.max(Math.max(0, from - LEAD), to - MOST_PAST);
    int added = to - start;
    int[] old = root.past;
    int kept = Math.min(old.length, MOST_PAST - added);
    int[] next = Arrays.copyOfRange(old, old.length - kept, old.length + added);
    System.arraycopy(tokens, start, next, kept, added);
    root.past = next;
  }
}
