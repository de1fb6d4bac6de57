package io.espalier.runtime.backend;

import java.util.EnumSet;
import java.util.Set;

/// What a backend can honour, as data.
///
/// @param features what it has
/// @param chatLacks which of them it has not in a conversation with turns
/// @param contextTokens most tokens of a session
public record Capabilities(Set<Feature> features, Set<Feature> chatLacks, int contextTokens) {

  /// Something that a program may ask of a backend, with what to write instead where it is not
  /// there.
  public enum Feature {
    REGEX("constraint: regex", "write a choice, or a record whose field has the type"),
    GRAMMAR("constraint: grammar", "describe the text by a record, a regex or a choice"),
    LARK("constraint: Lark grammar", "write the grammar as EBNF, or as a record"),
    STRUCTURAL_TAG("constraint: structural tag", "generate a union of records"),
    JSON_SCHEMA("constraint: JSON Schema", "generate a string and read it in a later step"),
    CHOICE("constraint: choice", "generate a string and compare it"),
    PROMPT_LOGPROBS("log-probabilities of choices", "select without .scores or .logprob"),
    UNCONDITIONAL_LOGPROBS("select by unconditional", "select by meanLogprob"),
    TOKEN_LOGPROBS("log-probabilities of a generation", "drop .logprob"),
    TOKEN_IDS("token ids as the prompt", "give text"),
    COMPLETION("text outside the turns of a chat", "put it in a turn: user \"…\", assistant { … }"),
    CHAT("turns of a chat", "write the conversation as text"),
    MIXED(
        "generation outside a turn, in a conversation that has turns",
        "put it in a turn: assistant { … }"),
    ANY_ROLE("generation in a turn that is not the assistant's", "generate in an assistant's turn"),
    PREFILL(
        "generation inside a turn that has begun",
        "give each generation a turn of its own, or generate one record"),
    SEED("seed", "drop seed: the server draws random numbers of its own"),
    MIN_TOKENS("min", "drop min, or bound the type from below: string(r\".{40,}\")"),
    TOP_K("top_k", "use top_p"),
    MIN_P("min_p", "use top_p"),
    REPETITION_PENALTY("repetition penalty", "use the frequency or presence penalty"),
    PENALTIES("frequency and presence penalties", "drop them"),
    THINKING("think", "drop think: the server decides by its own settings"),
    CANCEL("cancellation", "bound the generation with max");

    private final String label;
    private final String alternative;

    Feature(String label, String alternative) {
      this.label = label;
      this.alternative = alternative;
    }

    /// Returns the feature's name for messages.
    public String label() {
      return label;
    }

    /// Returns the nearest thing that does without.
    public String alternative() {
      return alternative;
    }
  }

  public Capabilities {
    features = Set.copyOf(features);
    chatLacks = Set.copyOf(chatLacks);
  }

  /// The same everywhere.
  public Capabilities(Set<Feature> features, int contextTokens) {
    this(features, Set.of(), contextTokens);
  }

  /// Returns whether a feature is there.
  public boolean has(Feature feature) {
    return features.contains(feature);
  }

  /// Returns whether a feature is there, in a conversation with turns or in plain text.
  public boolean has(Feature feature, boolean chat) {
    return features.contains(feature) && !(chat && chatLacks.contains(feature));
  }

  /// Returns what both have.
  public Capabilities and(Capabilities other) {
    var both = EnumSet.noneOf(Feature.class);
    both.addAll(features);
    both.retainAll(other.features);
    var lacks = EnumSet.noneOf(Feature.class);
    lacks.addAll(chatLacks);
    lacks.addAll(other.chatLacks);
    return new Capabilities(both, lacks, Math.min(contextTokens, other.contextTokens));
  }

  /// Returns everything but the named features.
  public static Capabilities allBut(int contextTokens, Set<Feature> missing) {
    var features = EnumSet.allOf(Feature.class);
    features.removeAll(missing);
    return new Capabilities(features, contextTokens);
  }
}
