package io.espalier.constrained;

import io.espalier.constrained.automaton.State;
import io.espalier.constrained.mask.MaskStore;

/// A constraint tied to a vocabulary: hands out a [Matcher] per sequence and keeps the masks they
/// share. Thread-safe.
public final class BoundConstraint {
  private final Constraint constraint;
  private final State start;
  private final Vocabulary vocabulary;
  private final MaskStore masks;

  BoundConstraint(Constraint constraint, State start, Vocabulary vocabulary) {
    this.constraint = constraint;
    this.start = start;
    this.vocabulary = vocabulary;
    this.masks = new MaskStore(vocabulary.slices());
  }

  /// Returns the constraint.
  public Constraint constraint() {
    return constraint;
  }

  /// Returns the vocabulary.
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /// Returns a matcher that stands before the first token.
  public Matcher matcher() {
    return new Matcher(this, start);
  }

  MaskStore masks() {
    return masks;
  }
}
