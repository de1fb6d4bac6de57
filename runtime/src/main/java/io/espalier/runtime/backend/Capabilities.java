package io.espalier.runtime.backend;

import java.util.EnumSet;
import java.util.Set;

/// What a backend can honour, as data.
///
/// @param features what it has
/// @param contextTokens most tokens of a session
public record Capabilities(Set<Feature> features, int contextTokens) {

  /// Something that a program may ask of a backend.
  public enum Feature {
    REGEX("constraint: regex"),
    GRAMMAR("constraint: grammar"),
    JSON_SCHEMA("constraint: JSON Schema"),
    CHOICE("constraint: choice"),
    PROMPT_LOGPROBS("select by log-probability"),
    UNCONDITIONAL_LOGPROBS("select by unconditional"),
    COMPLETION("text outside the turns of a chat"),
    CHAT("turns of a chat"),
    PREFILL("generation inside a turn that has begun"),
    SEED("seed"),
    MIN_TOKENS("min"),
    THINKING("think"),
    CANCEL("cancellation");

    private final String label;

    Feature(String label) {
      this.label = label;
    }

    /// Returns the feature's name for messages.
    public String label() {
      return label;
    }
  }

  public Capabilities {
    features = Set.copyOf(features);
  }

  /// Returns whether a feature is there.
  public boolean has(Feature feature) {
    return features.contains(feature);
  }

  /// Returns everything but the named features.
  public static Capabilities allBut(int contextTokens, Set<Feature> missing) {
    var features = EnumSet.allOf(Feature.class);
    features.removeAll(missing);
    return new Capabilities(features, contextTokens);
  }
}
