package io.espalier.runtime.backend.remote;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.ChoiceLogprobs;
import io.espalier.runtime.backend.dialect.Ask;
import io.espalier.runtime.backend.dialect.Continuation;
import io.espalier.runtime.backend.dialect.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Scores choices by the log-probabilities of prompts that end with them.
final class Scoring {
  private Scoring() {}

  /// Returns the log-probabilities of each choice; empty where the server cannot tell them.
  static Optional<List<ChoiceLogprobs>> score(
      Target target, RemoteSession session, List<String> choices, boolean unconditional)
      throws InterruptedException {
    Prompt prompt = session.prompt(target);
    var texts = new ArrayList<Continuation>();
    for (String choice : choices) {
      texts.add(
          target.tokens != null && prompt instanceof Prompt.Tokens tokens
              ? target.tokens.continuation(tokens, choice)
              : new Continuation(choice, new int[0]));
    }
    Ask ask = session.scoringAsk(target);
    Optional<List<double[]>> with =
        target.score(prompt, texts, ask, session.label(), session.backend().accounts());
    if (with.isEmpty()) {
      return Optional.empty();
    }
    List<double[]> without = unconditional ? alone(target, session, texts, ask) : List.of();
    var result = new ArrayList<ChoiceLogprobs>();
    for (int i = 0; i < choices.size(); i++) {
      result.add(
          new ChoiceLogprobs(with.get().get(i), unconditional ? without.get(i) : new double[0]));
    }
    return Optional.of(result);
  }

  /// Behind nothing but the token that begins or separates texts.
  private static List<double[]> alone(
      Target target, RemoteSession session, List<Continuation> texts, Ask ask)
      throws InterruptedException {
    TokenForm tokens = target.tokens;
    if (tokens == null) {
      throw new IllegalStateException("unconditional scores need the tokenizer");
    }
    Optional<Prompt.Tokens> nothing = tokens.nothing();
    if (nothing.isEmpty()) {
      throw new BackendException(
          BackendException.Kind.INEXPRESSIBLE,
          "the model has no token to stand for an empty text; select by meanLogprob");
    }
    return target
        .score(nothing.get(), texts, ask, session.label(), session.backend().accounts())
        .orElseThrow();
  }
}
