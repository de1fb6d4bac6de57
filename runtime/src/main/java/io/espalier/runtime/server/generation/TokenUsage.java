package io.espalier.runtime.server.generation;

/// Tokens of a request.
///
/// @param prompt tokens of the prompt
/// @param cached tokens of the prompt that were found in the cache
/// @param completion tokens generated
public record TokenUsage(long prompt, long cached, long completion) {
  /// Nothing.
  public static final TokenUsage NONE = new TokenUsage(0, 0, 0);

  /// Returns the usage of a further completion of the same prompt: the prompt counts once.
  public TokenUsage plusCompletion(TokenUsage other) {
    return new TokenUsage(
        Math.max(prompt, other.prompt),
        Math.max(cached, other.cached),
        completion + other.completion);
  }

  /// Returns the sum of the usages of two prompts.
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        prompt + other.prompt, cached + other.cached, completion + other.completion);
  }

  /// Returns all tokens.
  public long total() {
    return prompt + completion;
  }
}
