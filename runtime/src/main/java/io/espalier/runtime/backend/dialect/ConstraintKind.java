package io.espalier.runtime.backend.dialect;

import io.espalier.constrained.ConstraintSource;
import io.espalier.runtime.backend.Capabilities.Feature;
import java.util.Optional;

/// The kinds of constraint that programs have.
public enum ConstraintKind {
  /// A regex.
  REGEX(Feature.REGEX),
  /// One of some texts.
  CHOICE(Feature.CHOICE),
  /// JSON of a schema, and texts of a named format.
  JSON_SCHEMA(Feature.JSON_SCHEMA),
  /// An EBNF or GBNF grammar.
  EBNF(Feature.GRAMMAR),
  /// A Lark grammar.
  LARK(Feature.LARK),
  /// A structural tag.
  STRUCTURAL_TAG(Feature.STRUCTURAL_TAG);

  private final Feature feature;

  ConstraintKind(Feature feature) {
    this.feature = feature;
  }

  /// Returns the feature that a backend must have for it.
  public Feature feature() {
    return feature;
  }

  /// Returns the kind of a constraint; empty for those that only the local engine knows.
  public static Optional<ConstraintKind> of(ConstraintSource source) {
    return switch (source) {
      case ConstraintSource.Regex _ -> Optional.of(REGEX);
      case ConstraintSource.Choice _ -> Optional.of(CHOICE);
      case ConstraintSource.JsonSchema _, ConstraintSource.Format _ -> Optional.of(JSON_SCHEMA);
      case ConstraintSource.Ebnf _ -> Optional.of(EBNF);
      case ConstraintSource.Lark _ -> Optional.of(LARK);
      case ConstraintSource.StructuralTag _ -> Optional.of(STRUCTURAL_TAG);
      case ConstraintSource.FreeText _,
          ConstraintSource.Substring _,
          ConstraintSource.Sequence _,
          ConstraintSource.Either _,
          ConstraintSource.ControlToken _ ->
          Optional.empty();
    };
  }
}
