package io.espalier.dsl.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The comments not yet printed, in order of place.
final class CommentQueue {
  private final Deque<Comment> pending;

  CommentQueue(List<Comment> comments) {
    this.pending = new ArrayDeque<>(comments);
  }

  /// Takes the comments that begin before `offset`.
  List<Comment> before(int offset) {
    var taken = new ArrayList<Comment>();
    while (!pending.isEmpty() && pending.getFirst().span().start() < offset) {
      taken.add(pending.removeFirst());
    }
    return taken;
  }

  /// True if a comment begins before `offset`.
  boolean hasBefore(int offset) {
    return !pending.isEmpty() && pending.getFirst().span().start() < offset;
  }
}
