/// `backends.yaml`: backends by name.
///
/// ```yaml
/// backends:
///   fast:
///     dialect: sglang
///     endpoints: [http://gpu1:30000, http://gpu2:30000]
///     model: llama-3-8b
///     tokenizer: ./llama-3-8b        # the model's own, so that prompts go as token ids
///     key_env: SGLANG_KEY            # the name of a variable, never the key
///     limits: {requests_per_second: 50, concurrent_requests: 64, attempts: 4, total_seconds: 120}
///     prices: {prompt: 0.05, cached: 0.01, completion: 0.20}   # for a million tokens
///     fallback: [big]
///   big:
///     dialect: openai
///     url: https://api.openai.com
///     model: gpt-4.1
///     key_env: OPENAI_API_KEY
/// ```
///
/// ## Decisions
///
/// - Read through the parser's tokens and not into a tree of nodes, because a tree has no places
///   for diagnostics; anchors and aliases are refused, so a small file stays small.
@NullMarked
package io.espalier.runtime.backend.configuration;

import org.jspecify.annotations.NullMarked;
