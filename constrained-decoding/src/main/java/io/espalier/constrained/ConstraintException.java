package io.espalier.constrained;

import java.util.Objects;

/// A constraint that cannot be served as written: what is wrong, where, what is allowed, what to
/// do.
public final class ConstraintException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ConstraintError code;
  private final String place;
  private final String problem;
  private final String allowed;
  private final String hint;

  /// `place` is an offset (`@12`) or a JSON pointer (`#/properties/a`); empty where there is none.
  public ConstraintException(
      ConstraintError code, String place, String problem, String allowed, String hint) {
    super(message(place, problem, allowed, hint));
    this.code = Objects.requireNonNull(code);
    this.place = place;
    this.problem = problem;
    this.allowed = allowed;
    this.hint = hint;
  }

  private static String message(String place, String problem, String allowed, String hint) {
    StringBuilder out = new StringBuilder();
    if (!place.isEmpty()) {
      out.append(place).append(": ");
    }
    out.append(problem);
    if (!allowed.isEmpty()) {
      out.append("; allowed: ").append(allowed);
    }
    if (!hint.isEmpty()) {
      out.append("; ").append(hint);
    }
    return out.toString();
  }

  /// Returns the kind of refusal.
  public ConstraintError code() {
    return code;
  }

  /// Returns the offset (`@12`, in UTF-16 units) or JSON pointer (`#/…`), or an empty string.
  public String place() {
    return place;
  }

  /// Returns what is wrong, without place and hint.
  public String problem() {
    return problem;
  }

  /// Returns what would be allowed there; may be empty.
  public String allowed() {
    return allowed;
  }

  /// Returns what to do about it; may be empty.
  public String hint() {
    return hint;
  }
}
