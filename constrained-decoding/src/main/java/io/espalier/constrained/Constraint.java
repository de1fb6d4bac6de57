package io.espalier.constrained;

import io.espalier.constrained.automaton.State;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A compiled constraint: a lazily built automaton over bytes, not yet tied to a vocabulary.
///
/// Immutable for its users and safe to share between threads; what it learns about itself
/// (transitions, masks) is kept in memos behind the scenes.
public final class Constraint {
  private final ConstraintSource source;
  private final @Nullable State start;
  private final int longest;
  private final String description;

  /// `start` null = no text satisfies the constraint; `longest` -1 = no known bound.
  Constraint(ConstraintSource source, @Nullable State start, int longest, String description) {
    this.source = source;
    this.start = start;
    this.longest = longest;
    this.description = description;
  }

  /// Returns what the constraint was compiled from.
  public ConstraintSource source() {
    return source;
  }

  /// Tells whether no text satisfies the constraint.
  public boolean isEmpty() {
    return start == null;
  }

  /// Returns the length of a shortest text that satisfies the constraint; empty where none does.
  public OptionalInt minimumBytes() {
    return start == null ? OptionalInt.empty() : OptionalInt.of(start.distance());
  }

  /// Returns an upper bound on the length of the texts, where one is known.
  public OptionalInt maximumBytes() {
    return longest < 0 ? OptionalInt.empty() : OptionalInt.of(longest);
  }

  /// Returns the state before the first byte, or null where the constraint is empty.
  public @Nullable State start() {
    return start;
  }

  /// Returns the constraint in words of its grammar, for people.
  public String describe() {
    return description;
  }

  /// Tells whether `text` satisfies the constraint as a whole.
  public boolean matches(String text) {
    return firstMismatch(text.getBytes(StandardCharsets.UTF_8)) < 0;
  }

  /// Returns the offset of the first byte that cannot stand there (the text's length where only the
  /// end is too early), or -1 where `text` satisfies the constraint.
  public int firstMismatch(byte[] text) {
    State state = start;
    for (int i = 0; i < text.length; i++) {
      state = state == null ? null : state.next(text[i] & 255);
      if (state == null) {
        return i;
      }
    }
    return state != null && state.accepting() ? -1 : text.length;
  }

  /// Ties the constraint to the tokens of a model. Cheap: masks are computed when first asked for
  /// and then kept. Throws where the constraint is empty, because no sequence could follow it.
  public BoundConstraint bind(Vocabulary vocabulary) {
    if (start == null) {
      throw new ConstraintException(
          ConstraintError.INVALID,
          "",
          "no text satisfies the constraint",
          "",
          "check isEmpty() first");
    }
    return new BoundConstraint(this, start, vocabulary);
  }
}
