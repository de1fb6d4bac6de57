package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.constrained.CompileLimits;
import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.RegexDialect;
import io.espalier.dsl.diagnostic.Span;
import java.time.Duration;

/// Asks whether the constraint that a type stands for can be enforced and allows anything at all.
final class ConstraintChecks {
  private static final CompileLimits LIMITS =
      CompileLimits.DEFAULT.withTime(Duration.ofSeconds(2)).withMaxNodes(200_000);

  private ConstraintChecks() {}

  /// Whether the type's constraint is in order; a diagnostic at `span` if it is not.
  static boolean check(Module module, IrType type, Span span) {
    if (!(type instanceof IrType.Text text) || text.pattern().isEmpty()) {
      return true;
    }
    Constraint constraint;
    try {
      var source = new ConstraintSource.Regex(text.pattern().get(), RegexDialect.RE2_FULL);
      constraint = new ConstraintCompiler(LIMITS).compile(source);
    } catch (ConstraintException e) {
      module.error(
          CheckCode.BAD_REGEX,
          span,
          "the regex cannot be enforced: "
              + e.place()
              + (e.place().isEmpty() ? "" : ": ")
              + e.problem(),
          e.allowed(),
          e.hint());
      return false;
    }
    if (constraint.isEmpty() || constraint.maximumBytes().orElse(1) == 0) {
      module.error(
          CheckCode.IMPOSSIBLE_TYPE,
          span,
          constraint.isEmpty()
              ? "no text matches the regex"
              : "only the empty text matches the regex",
          "");
      return false;
    }
    return true;
  }
}
