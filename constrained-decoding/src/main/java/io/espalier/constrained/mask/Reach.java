package io.espalier.constrained.mask;

/// Characters that keep a text going on: every text of at most `depth` bytes over `classes` (a set
/// of [io.espalier.constrained.automaton.ByteClasses]) leads to a live state.
///
/// @param loops whether every such text leads back to the very same state
record Reach(long classes, int depth, boolean loops) {
  static final Reach NONE = new Reach(0, 0, false);
}
