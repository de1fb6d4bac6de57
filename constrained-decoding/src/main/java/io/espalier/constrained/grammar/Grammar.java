package io.espalier.constrained.grammar;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Rules by name, in the order in which they were written, and the rule that texts follow.
/// Immutable.
///
/// Names need not be defined and `start` need not exist; [GrammarCompiler] tells.
public record Grammar(Map<String, Production> rules, String start) {
  /// Copies the rules.
  public Grammar {
    rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
  }

  /// Returns the grammar of one rule, `start`.
  public static Grammar of(Production body) {
    return new Grammar(Map.of("start", body), "start");
  }
}
