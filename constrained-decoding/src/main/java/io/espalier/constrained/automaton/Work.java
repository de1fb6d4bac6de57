package io.espalier.constrained.automaton;

import io.espalier.constrained.CompileLimits;
import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;

/// Counts the work one constraint causes and stops it at its limits.
///
/// One object per constraint, shared by compiling and by lazily growing the automaton afterwards.
/// The deadline and the interrupt count only until [#compiled()]; the cap on states counts for
/// ever.
public final class Work {
  private static final int CHECK_EVERY = 256;

  private final CompileLimits limits;
  private final long deadline;
  private int nodes;
  private boolean compiling = true;

  /// Starts the clock.
  public Work(CompileLimits limits) {
    this.limits = limits;
    this.deadline = System.nanoTime() + limits.time().toNanos();
  }

  /// Returns the limits.
  public CompileLimits limits() {
    return limits;
  }

  /// Counts one node or state made.
  public void node() {
    nodes++;
    if (nodes > limits.maxNodes()) {
      throw new ConstraintException(
          ConstraintError.TOO_COMPLEX,
          "",
          "the automaton needs more than " + limits.maxNodes() + " nodes",
          "at most " + limits.maxNodes() + " nodes",
          "make counted repetitions or alternatives smaller, or raise CompileLimits.maxNodes");
    }
    if (compiling && nodes % CHECK_EVERY == 0) {
      check();
    }
  }

  /// Throws where the time is up or the thread is interrupted.
  public void check() {
    if (!compiling) {
      return;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new ConstraintException(
          ConstraintError.CANCELLED, "", "compilation was cancelled", "", "");
    }
    if (System.nanoTime() > deadline) {
      throw new ConstraintException(
          ConstraintError.TIME_LIMIT,
          "",
          "compilation took longer than " + limits.time().toMillis() + " ms",
          "at most " + limits.time().toMillis() + " ms",
          "simplify the constraint or raise CompileLimits.time");
    }
  }

  /// Throws where `depth` is more than the nesting allowed.
  public void depth(int depth, String place) {
    if (depth > limits.maxDepth()) {
      throw new ConstraintException(
          ConstraintError.TOO_DEEP,
          place,
          "nested more than " + limits.maxDepth() + " deep",
          "at most " + limits.maxDepth() + " levels",
          "flatten the constraint or raise CompileLimits.maxDepth");
    }
  }

  /// Ends the compile phase: deadline and interrupts no longer count.
  public void compiled() {
    compiling = false;
  }

  /// Returns how many nodes and states exist.
  public int nodes() {
    return nodes;
  }

  /// Takes back the count of `count` nodes that were forgotten.
  public void release(int count) {
    nodes -= count;
  }
}
