package io.espalier.runtime.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a generation gave. The sequence now ends with these tokens.
///
/// @param tokens the kept tokens; those cut by a stop string are replaced by the canonical ones
/// @param bytes the bytes of the kept tokens, one after the other
/// @param reason why it ended
/// @param stopString the stop string that ended it, else null
/// @param endToken the end token that ended it, else -1
/// @param kinds how each kept token came in
/// @param logprobs log-probability of each kept token; NaN where not asked for, forced or replaced
/// @param top the most likely tokens at each kept token's place, empty lists where not asked for
/// @param usage what this generation cost
// Tokens go on into other arrays; nobody compares results.
@SuppressWarnings("ArrayRecordComponent")
public record GenerationResult(
    int[] tokens,
    byte[] bytes,
    FinishReason reason,
    byte @Nullable [] stopString,
    int endToken,
    List<TokenKind> kinds,
    double[] logprobs,
    List<TopLogprobs> top,
    SequenceUsage usage) {}
