package io.espalier.constrained.bench;

import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Tells whether a text follows a constraint, and if not, where it leaves it.
public final class GrammarMatch {
  private GrammarMatch() {}

  /// The verdict.
  ///
  /// @param accepted whether the whole text satisfies the constraint
  /// @param offset bytes of the text that can stand; the whole length where only the end is too
  ///   early
  /// @param message the verdict in words
  public record Verdict(boolean accepted, int offset, String message) {}

  /// Matches `text` against `source`. Throws [io.espalier.constrained.ConstraintException] where
  /// the constraint itself is refused.
  public static Verdict match(ConstraintSource source, String text) {
    Constraint constraint = new ConstraintCompiler().compile(source);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (constraint.isEmpty()) {
      return new Verdict(false, 0, "rejected: no text at all satisfies the constraint");
    }
    int offset = constraint.firstMismatch(bytes);
    if (offset < 0) {
      return new Verdict(true, bytes.length, "accepted");
    }
    if (offset == bytes.length) {
      return new Verdict(false, offset, "rejected: the text ends too early, after byte " + offset);
    }
    int from = Math.max(0, offset - 20);
    String before = new String(Arrays.copyOfRange(bytes, from, offset), StandardCharsets.UTF_8);
    String here =
        new String(
            Arrays.copyOfRange(bytes, offset, Math.min(bytes.length, offset + 8)),
            StandardCharsets.UTF_8);
    return new Verdict(
        false, offset, "rejected at byte " + offset + ": after '" + before + "' no '" + here + "'");
  }
}
