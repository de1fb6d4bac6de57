package io.espalier.runtime.backend;

import io.espalier.constrained.ConstraintSource;
import io.espalier.dsl.Role;
import io.espalier.runtime.backend.Capabilities.Feature;
import io.espalier.runtime.sampling.SamplingParameters;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a backend must have for a generation: the same rules for the check of a program's text and
/// for the check of a request.
public final class FeatureNeeds {
  private FeatureNeeds() {}

  /// Returns what generating at a place of a session needs.
  ///
  /// @param turns whether the session has had turns
  /// @param plain whether text stands outside of them
  /// @param open whose turn is open, null for nobody's
  /// @param begun whether that turn holds text
  public static Set<Feature> ofPlace(
      boolean turns, boolean plain, @Nullable Role open, boolean begun) {
    var needs = EnumSet.noneOf(Feature.class);
    if (!turns) {
      needs.add(Feature.COMPLETION);
      return needs;
    }
    needs.add(Feature.CHAT);
    if (plain || open == null) {
      needs.add(Feature.MIXED);
    }
    if (open != null && open != Role.ASSISTANT) {
      needs.add(Feature.ANY_ROLE);
    }
    if (open == Role.ASSISTANT && begun) {
      needs.add(Feature.PREFILL);
    }
    return needs;
  }

  /// Returns what a generation's constraint and options need. Seeds are not among it: without one
  /// in the program, a server may draw as it likes.
  public static Set<Feature> ofOptions(
      Optional<ConstraintSource> constraint, SamplingParameters sampling, int minTokens) {
    var needs = EnumSet.noneOf(Feature.class);
    constraint.map(FeatureNeeds::ofConstraint).ifPresent(needs::add);
    if (sampling.topK() != 0) {
      needs.add(Feature.TOP_K);
    }
    if (sampling.minP() != 0) {
      needs.add(Feature.MIN_P);
    }
    if (sampling.repetitionPenalty() != 1) {
      needs.add(Feature.REPETITION_PENALTY);
    }
    if (sampling.frequencyPenalty() != 0 || sampling.presencePenalty() != 0) {
      needs.add(Feature.PENALTIES);
    }
    if (minTokens > 0) {
      needs.add(Feature.MIN_TOKENS);
    }
    return needs;
  }

  private static Feature ofConstraint(ConstraintSource source) {
    return switch (source) {
      case ConstraintSource.Regex _, ConstraintSource.FreeText _ -> Feature.REGEX;
      case ConstraintSource.Choice _ -> Feature.CHOICE;
      case ConstraintSource.JsonSchema _, ConstraintSource.Format _ -> Feature.JSON_SCHEMA;
      case ConstraintSource.Ebnf _,
          ConstraintSource.Substring _,
          ConstraintSource.Sequence _,
          ConstraintSource.Either _,
          ConstraintSource.ControlToken _ ->
          Feature.GRAMMAR;
      case ConstraintSource.Lark _ -> Feature.LARK;
      case ConstraintSource.StructuralTag _ -> Feature.STRUCTURAL_TAG;
    };
  }
}
