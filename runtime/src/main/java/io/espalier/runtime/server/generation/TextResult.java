package io.espalier.runtime.server.generation;

import io.espalier.runtime.scheduler.FinishReason;
import io.espalier.runtime.scheduler.TopLogprobs;
import java.util.List;
import java.util.Optional;

/// A completion.
///
/// @param text without what ended it
/// @param reason why it ended
/// @param matched the stop text that ended it
/// @param endToken the token that ended it, -1 for none
/// @param tokens token ids
/// @param logprobs of each token, NaN where the constraint left no choice
/// @param top the most likely tokens at each place, where asked for
/// @param usage what it cost
@SuppressWarnings("ArrayRecordComponent") // made once, written once; never compared
public record TextResult(
    String text,
    FinishReason reason,
    Optional<String> matched,
    int endToken,
    int[] tokens,
    double[] logprobs,
    List<TopLogprobs> top,
    TokenUsage usage) {

  /// Returns the completion of a prompt that is only read: empty, and cut at once.
  public static TextResult nothing(int promptTokens) {
    return new TextResult(
        "",
        FinishReason.MAX_TOKENS,
        Optional.empty(),
        -1,
        new int[0],
        new double[0],
        List.of(),
        new TokenUsage(promptTokens, 0, 0));
  }

  /// Returns whether it ran into its bound of tokens.
  public boolean isCut() {
    return reason == FinishReason.MAX_TOKENS || reason == FinishReason.DEADLINE;
  }
}
