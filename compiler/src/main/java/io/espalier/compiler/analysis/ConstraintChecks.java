package io.espalier.compiler.analysis;

import io.espalier.compiler.ir.ConstraintSources;
import io.espalier.compiler.ir.ConstraintTexts;
import io.espalier.compiler.types.IrType;
import io.espalier.constrained.CompileLimits;
import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintException;
import io.espalier.dsl.diagnostic.Span;
import java.time.Duration;

/// Asks whether the constraint that a type stands for can be enforced and allows anything at all.
final class ConstraintChecks {
  private static final CompileLimits LIMITS =
      CompileLimits.DEFAULT.withTime(Duration.ofSeconds(2)).withMaxNodes(200_000);

  private ConstraintChecks() {}

  /// Whether the type's constraint is in order; a diagnostic at `span` if it is not.
  static boolean check(Module module, IrType type, Span span) {
    if (type instanceof IrType.None || TypeRelations.isFreeText(type)) {
      return true;
    }
    CheckCode code =
        switch (TypeRelations.present(type)) {
          case IrType.Text _ -> CheckCode.BAD_REGEX;
          case IrType.Grammar _ -> CheckCode.BAD_GRAMMAR;
          case IrType _ -> CheckCode.BAD_SCHEMA;
        };
    Constraint constraint;
    try {
      constraint =
          new ConstraintCompiler(LIMITS).compile(ConstraintSources.of(ConstraintTexts.of(type)));
    } catch (ConstraintException e) {
      String place = e.place().isEmpty() ? "" : e.place() + ": ";
      module.error(
          code, span, "this cannot be enforced: " + place + e.problem(), e.allowed(), e.hint());
      return false;
    }
    if (constraint.isEmpty() || constraint.maximumBytes().orElse(1) == 0) {
      String what = code == CheckCode.BAD_REGEX ? "matches the regex" : "satisfies the type";
      module.error(
          CheckCode.IMPOSSIBLE_TYPE,
          span,
          (constraint.isEmpty() ? "no text " : "only the empty text ") + what,
          "");
      return false;
    }
    return true;
  }
}
