package io.espalier.dsl.ast;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The options that a generation knows.
public enum OptionName {
  /// Most tokens to generate.
  MAX("max"),
  /// Fewest tokens to generate.
  MIN("min"),
  /// Temperature; 0 is greedy.
  TEMP("temp"),
  /// Nucleus: keep the likeliest tokens up to this probability.
  TOP_P("top_p"),
  /// Keep this many of the likeliest tokens.
  TOP_K("top_k"),
  /// Keep tokens at least this likely relative to the likeliest.
  MIN_P("min_p"),
  /// Ends free text before this string (or one of a list); the string is consumed, not part of the
  /// value.
  UNTIL("until"),
  /// Ends free text after this string (or one of a list).
  STOP("stop"),
  /// Seed of the draws.
  SEED("seed"),
  /// How often a truncated or refused generation is tried again.
  RETRY("retry"),
  /// Subtracted from the logit of each token that has occurred.
  PRESENCE_PENALTY("presence_penalty"),
  /// Subtracted from a token's logit once per occurrence.
  FREQUENCY_PENALTY("frequency_penalty"),
  /// Divides the positive logits of tokens that have occurred.
  REPETITION_PENALTY("repetition_penalty"),
  /// Tokens a reasoning model may think before the value.
  THINK("think");

  private final String word;

  OptionName(String word) {
    this.word = word;
  }

  /// The word in a program.
  public String word() {
    return word;
  }

  /// The option called `word`, if there is one.
  public static Optional<OptionName> of(String word) {
    return Arrays.stream(values()).filter(option -> option.word.equals(word)).findFirst();
  }

  /// All words, in order of declaration.
  public static List<String> words() {
    return Arrays.stream(values()).map(OptionName::word).toList();
  }
}
