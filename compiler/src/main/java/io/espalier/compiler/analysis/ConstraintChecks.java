package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.diagnostic.Span;

/// Asks whether the constraint that a type stands for can be enforced and allows anything at all.
final class ConstraintChecks {
  private ConstraintChecks() {}

  /// Whether the type's constraint is in order; a diagnostic at `span` if it is not.
  static boolean check(Module module, IrType type, Span span) {
    return true;
  }
}
