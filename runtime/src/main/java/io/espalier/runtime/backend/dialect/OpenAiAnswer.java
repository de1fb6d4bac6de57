package io.espalier.runtime.backend.dialect;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the parts of streams of `/v1/chat/completions` and `/v1/completions`.
final class OpenAiAnswer {
  private OpenAiAnswer() {}

  static void chat(JsonNode part, Answer answer) {
    JsonNode choice = choice(part, answer);
    if (choice == null) {
      return;
    }
    JsonNode delta = choice.path("delta");
    JsonNode refusal = delta.path("refusal");
    if (refusal.isString() && !refusal.stringValue().isEmpty()) {
      throw new BackendException(Kind.REFUSED, "the model refuses to answer");
    }
    append(delta.path("content"), answer);
    for (JsonNode token : choice.at("/logprobs/content")) {
      answer.logprob(token.path("logprob"));
    }
  }

  static void completion(JsonNode part, Answer answer) {
    JsonNode choice = choice(part, answer);
    if (choice == null) {
      return;
    }
    append(choice.path("text"), answer);
    for (JsonNode logprob : choice.at("/logprobs/token_logprobs")) {
      if (!logprob.isNull()) {
        answer.logprob(logprob);
      }
    }
    if (choice.path("token_ids").isArray()) {
      answer.moreIds(choice.path("token_ids"));
    }
  }

  /// Reads what both have; null where a part has no choice, as the last one with the token counts.
  private static @Nullable JsonNode choice(JsonNode part, Answer answer) {
    requireNoError(part);
    JsonNode usage = part.path("usage");
    answer.promptTokens(usage.path("prompt_tokens"));
    answer.completionTokens(usage.path("completion_tokens"));
    answer.cachedTokens(usage.at("/prompt_tokens_details/cached_tokens"));
    JsonNode choices = part.path("choices");
    if (!choices.isArray()) {
      throw Answer.malformed("no list of choices");
    }
    if (choices.isEmpty()) {
      return null;
    }
    if (choices.size() > 1) {
      throw Answer.malformed("%d choices where one is due".formatted(choices.size()));
    }
    JsonNode choice = choices.get(0);
    JsonNode reason = choice.path("finish_reason");
    if (reason.isString()) {
      switch (reason.stringValue()) {
        case "length" -> answer.finish(Answer.Finish.LENGTH);
        case "content_filter" ->
            throw new BackendException(
                Kind.REFUSED, "a content filter of the server cut the answer");
        case "abort" -> throw new BackendException(Kind.CUT, "the server aborted the request");
        default -> answer.finish(Answer.Finish.STOP);
      }
    }
    return choice;
  }

  static void requireNoError(JsonNode part) {
    JsonNode error = part.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      throw new ServerError(part);
    }
  }

  private static void append(JsonNode text, Answer answer) {
    if (text.isString()) {
      answer.append(text.stringValue());
    } else if (!text.isMissingNode() && !text.isNull()) {
      throw Answer.malformed("a text that is none");
    }
  }
}
