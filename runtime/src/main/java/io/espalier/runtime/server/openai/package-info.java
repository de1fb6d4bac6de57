/// OpenAI's dialect: models, completions, chat completions, responses.
///
/// ## Decisions
///
/// - A field that is not known is refused by name. Clients rely on what they ask for; a constraint
///   dropped in silence is an answer that breaks later and elsewhere.
/// - With `top_logprobs` a stream comes in one piece at its end: alternatives are read off with the
///   finished completion.
/// - `tool_choice: auto` is free text up to the tools' opening mark and a constrained call behind
///   it, which is what a structural tag does in one go.
@NullMarked
package io.espalier.runtime.server.openai;

import org.jspecify.annotations.NullMarked;
