package io.espalier.runtime.backend.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Finds a continuation's tokens at the end of the log-probabilities of a whole prompt.
///
/// Where the client knows the tokens, they are the last so many. Otherwise they are the last tokens
/// whose texts together are as long as the continuation; a token that spans its beginning belongs
/// to it.
final class TokenScores {
  private record Token(double logprob, String text) {}

  private TokenScores() {}

  /// vLLM's form: a list of objects `{"id": {"logprob", "decoded_token"}}`.
  static double[] ofObjects(JsonNode list, Continuation choice) {
    var tokens = new ArrayList<Token>();
    for (JsonNode item : list) {
      if (item.isNull()) {
        tokens.add(new Token(Double.NaN, ""));
        continue;
      }
      int known = choice.ids().length - (list.size() - tokens.size());
      JsonNode one = item.path(known >= 0 ? String.valueOf(choice.ids()[known]) : "");
      if (one.isMissingNode()) {
        if (item.size() != 1) {
          throw Answer.malformed("log-probabilities without the prompt's own token");
        }
        Map.Entry<String, JsonNode> entry = item.properties().iterator().next();
        one = entry.getValue();
      }
      tokens.add(token(one.path("logprob"), one.path("decoded_token")));
    }
    return last(tokens, choice);
  }

  /// SGLang's form: a list of `[logprob, id, text]`.
  static double[] ofLists(JsonNode list, Continuation choice) {
    var tokens = new ArrayList<Token>();
    for (JsonNode item : list) {
      tokens.add(
          item.path(0).isNull() ? new Token(Double.NaN, "") : token(item.path(0), item.path(2)));
    }
    return last(tokens, choice);
  }

  private static Token token(JsonNode logprob, JsonNode text) {
    if (!logprob.isNumber() || !(logprob.doubleValue() <= 1e-3)) {
      throw Answer.malformed("a log-probability that is none");
    }
    return new Token(logprob.doubleValue(), text.isString() ? text.stringValue() : "");
  }

  private static double[] last(List<Token> tokens, Continuation choice) {
    int count = choice.ids().length;
    if (count == 0) {
      int length = 0;
      while (length < choice.text().length() && count < tokens.size()) {
        count++;
        length += tokens.get(tokens.size() - count).text().length();
      }
      if (length < choice.text().length()) {
        throw Answer.malformed("log-probabilities of less text than was asked for");
      }
    }
    if (count > tokens.size()) {
      throw Answer.malformed(
          "%d log-probabilities where %d are due".formatted(tokens.size(), count));
    }
    double[] logprobs = new double[count];
    for (int i = 0; i < count; i++) {
      logprobs[i] = tokens.get(tokens.size() - count + i).logprob();
      if (Double.isNaN(logprobs[i])) {
        throw Answer.malformed("no log-probability for a token that was asked for");
      }
    }
    return logprobs;
  }
}
