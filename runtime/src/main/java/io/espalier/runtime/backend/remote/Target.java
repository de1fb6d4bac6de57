package io.espalier.runtime.backend.remote;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import io.espalier.runtime.backend.Capabilities;
import io.espalier.runtime.backend.Capabilities.Feature;
import io.espalier.runtime.backend.Ledger;
import io.espalier.runtime.backend.dialect.Answer;
import io.espalier.runtime.backend.dialect.Ask;
import io.espalier.runtime.backend.dialect.Caller;
import io.espalier.runtime.backend.dialect.Continuation;
import io.espalier.runtime.backend.dialect.Dialect;
import io.espalier.runtime.backend.dialect.Exchange;
import io.espalier.runtime.backend.dialect.Prompt;
import io.espalier.runtime.backend.dialect.ServerError;
import io.espalier.runtime.backend.dialect.Wrapping;
import io.espalier.runtime.backend.resilience.Timeline;
import io.espalier.runtime.backend.transport.AnswerParts;
import io.espalier.runtime.backend.transport.Deadline;
import io.espalier.runtime.backend.transport.Framing;
import io.espalier.runtime.backend.transport.Transport;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One dialect with its endpoints: where a request of a session goes. Thread-safe.
final class Target implements AutoCloseable {
  final ConnectOptions options;
  final Dialect dialect;
  final @Nullable TokenForm tokens;
  private final Endpoints endpoints;

  Target(ConnectOptions options, @Nullable TokenForm tokens, Timeline timeline) {
    this.options = options;
    this.tokens = tokens;
    dialect = Dialect.of(options.dialect);
    endpoints = new Endpoints(options, dialect, timeline);
  }

  String description() {
    String servers = String.join(", ", options.endpoints.stream().map(u -> u.getHost()).toList());
    return "%s at %s (%s)".formatted(options.model, servers, options.dialect.id());
  }

  Capabilities capabilities() {
    var features = EnumSet.noneOf(Feature.class);
    features.addAll(options.features);
    if (tokens == null) {
      Set<Feature> lacks =
          features.contains(Feature.PROMPT_LOGPROBS)
              ? EnumSet.of(Feature.PROMPT_LOGPROBS)
              : Set.of();
      return new Capabilities(features, lacks, options.contextTokens);
    }
    features.addAll(
        Set.of(Feature.MIXED, Feature.ANY_ROLE, Feature.PREFILL, Feature.CHAT, Feature.COMPLETION));
    if (features.contains(Feature.PROMPT_LOGPROBS)) {
      features.add(Feature.UNCONDITIONAL_LOGPROBS);
    }
    return new Capabilities(features, options.contextTokens);
  }

  /// Returns a transcript in the form that this server takes.
  Prompt prompt(Transcript transcript) {
    return tokens == null ? transcript.prompt() : tokens.prompt(transcript);
  }

  /// An answer with what was around its value.
  ///
  /// @param value the answer's text
  /// @param stopped whether a stop text was found on our side
  record Answered(Answer answer, String value, Wrapping wrapping, boolean stopped) {}

  /// Generates behind a prompt and hands pieces on as they come.
  ///
  /// @throws BackendException when no try succeeded, or one failed after a piece was handed on
  Answered generate(Prompt prompt, Ask ask, Hearing hearing, String label, Ledger ledger)
      throws InterruptedException {
    byte[] key = prompt.key();
    Deadline deadline = Deadline.in(options.limits.total());
    Caller caller = (path, body) -> call(key, path, body, deadline, label, ledger);
    Exchange exchange = dialect.generate(dialect.prepare(prompt, caller), ask);
    return endpoints.use(
        key,
        deadline,
        () -> !hearing.heard(),
        () -> ledger.add(label, new Ledger.Entry(0, 1, 0, 0, 0, 0)),
        transport -> {
          hearing.begin();
          var answer = new Answer();
          try (AnswerParts parts =
              transport.post(exchange.path(), exchange.body(), exchange.framing(), deadline)) {
            boolean stopped = read(parts, exchange, answer, hearing, transport);
            return new Answered(answer, answer.text().toString(), exchange.wrapping(), stopped);
          } finally {
            account(answer, label, ledger);
          }
        });
  }

  private static boolean read(
      AnswerParts parts, Exchange exchange, Answer answer, Hearing hearing, Transport transport)
      throws InterruptedException {
    for (JsonNode part = parts.next(); part != null; part = parts.next()) {
      read(exchange, part, answer, transport);
      if (hearing.onText(answer.text(), exchange.wrapping())) {
        return true;
      }
    }
    if (answer.finish() == Answer.Finish.NONE) {
      throw new BackendException(
          Kind.CUT, transport.name() + ": the answer ended before it said that it was whole");
    }
    return false;
  }

  private static void read(Exchange exchange, JsonNode part, Answer answer, Transport transport) {
    try {
      exchange.reader().read(part, answer);
    } catch (ServerError error) {
      throw new BackendException(
          Kind.UNAVAILABLE,
          "%s reports: %s".formatted(transport.name(), transport.errorText(error.part())));
    } catch (BackendException failure) {
      throw new BackendException(failure.kind(), transport.name() + ": " + failure.getMessage());
    }
  }

  private void account(Answer answer, String label, Ledger ledger) {
    boolean answered = answer.finish() != Answer.Finish.NONE;
    long prompt = answer.promptTokens();
    ledger.add(
        label,
        new Ledger.Entry(
            answered ? 1 : 0,
            0,
            prompt,
            answer.cachedTokens(),
            answer.completionTokens(),
            options.prices.cost(prompt, answer.cachedTokens(), answer.completionTokens())));
  }

  /// Scores texts behind a prompt; empty where the server cannot.
  Optional<List<double[]>> score(
      Prompt prompt, List<Continuation> choices, Ask ask, String label, Ledger ledger)
      throws InterruptedException {
    if (!options.features.contains(Feature.PROMPT_LOGPROBS)) {
      return Optional.empty();
    }
    byte[] key = prompt.key();
    Deadline deadline = Deadline.in(options.limits.total());
    return dialect.score(
        prompt, choices, ask, (path, body) -> call(key, path, body, deadline, label, ledger));
  }

  private JsonNode call(
      byte[] key, String path, JsonNode body, Deadline deadline, String label, Ledger ledger)
      throws InterruptedException {
    JsonNode answer =
        endpoints.use(
            key,
            deadline,
            () -> true,
            () -> ledger.add(label, new Ledger.Entry(0, 1, 0, 0, 0, 0)),
            transport -> {
              try (AnswerParts parts = transport.post(path, body, Framing.WHOLE, deadline)) {
                JsonNode part = parts.next();
                if (part == null) {
                  throw new BackendException(Kind.CUT, transport.name() + ": an empty answer");
                }
                return part;
              }
            });
    ledger.add(label, new Ledger.Entry(1, 0, 0, 0, 0, 0));
    return answer;
  }

  /// Asks every endpoint whether it is well, at once.
  void checkHealth() throws InterruptedException {
    endpoints.checkHealth();
  }

  @Override
  public void close() {
    endpoints.close();
  }
}
