package io.espalier.runtime.interpreter;

import io.espalier.dsl.Role;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.Capabilities;
import io.espalier.runtime.backend.ChoiceLogprobs;
import io.espalier.runtime.backend.GenerateRequest;
import io.espalier.runtime.backend.Generated;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import io.espalier.runtime.backend.TextListener;
import io.espalier.runtime.backend.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A backend whose model is a function of the prompt: for tests of whoever drives it. Turns show as
/// `<role>…</role>`; a character counts as a token.
final class FakeBackend implements Backend {
  /// Answers a prompt. An answer longer than the request's bound is truncated; blocking is allowed.
  interface Answers {
    String to(String prompt, GenerateRequest request) throws InterruptedException;
  }

  private final Answers answers;
  final AtomicInteger open = new AtomicInteger();
  final List<GenerateRequest> requests = java.util.Collections.synchronizedList(new ArrayList<>());

  FakeBackend(Answers answers) {
    this.answers = answers;
  }

  @Override
  public String description() {
    return "fake";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.allBut(1_000_000, Set.of());
  }

  @Override
  public Session open(SessionOptions options) {
    return new FakeSession("", null);
  }

  @Override
  public void close() {}

  private final class FakeSession implements Session {
    private final StringBuilder text;
    private @org.jspecify.annotations.Nullable Role turn;
    private Usage usage = Usage.NONE;
    private boolean closed;

    FakeSession(String text, @org.jspecify.annotations.Nullable Role turn) {
      this.text = new StringBuilder(text);
      this.turn = turn;
      open.incrementAndGet();
    }

    @Override
    public void beginTurn(Role role) {
      endTurn();
      turn = role;
      text.append('<').append(role.label()).append('>');
    }

    @Override
    public void endTurn() {
      if (turn != null) {
        text.append("</").append(turn.label()).append('>');
        turn = null;
      }
    }

    @Override
    public void append(String more) {
      text.append(more);
    }

    @Override
    public Generated generate(GenerateRequest request, TextListener listener)
        throws InterruptedException {
      requests.add(request);
      String answer = answers.to(text.toString(), request);
      boolean truncated = answer.length() > request.maxTokens();
      String kept = truncated ? answer.substring(0, request.maxTokens()) : answer;
      for (int i = 0; i < kept.length(); i++) {
        listener.onText(kept.substring(i, i + 1), false);
      }
      text.append(kept);
      usage = new Usage(0, 0, 0, usage.sampled() + kept.length());
      return new Generated(
          kept,
          kept.length(),
          -kept.length(),
          truncated ? Generated.Ending.TRUNCATED : Generated.Ending.COMPLETE);
    }

    @Override
    public boolean think(int maxTokens, TextListener listener) {
      return false;
    }

    /// The choice that the answer names is certain, the others are not.
    @Override
    public List<ChoiceLogprobs> score(List<String> choices, boolean unconditional)
        throws InterruptedException {
      var request =
          new GenerateRequest(
              "select",
              java.util.Optional.empty(),
              100,
              0,
              io.espalier.runtime.sampling.SamplingParameters.GREEDY,
              List.of(),
              List.of());
      String answer = answers.to(text.toString(), request);
      var scores = new ArrayList<ChoiceLogprobs>();
      for (String choice : choices) {
        scores.add(
            new ChoiceLogprobs(
                new double[] {choice.equals(answer) ? -0.1 : -3}, new double[] {-1}));
      }
      return scores;
    }

    @Override
    public int mark() {
      return text.length();
    }

    @Override
    public void rewind(int mark) {
      text.setLength(mark);
    }

    @Override
    public Session fork(SessionOptions options) {
      return new FakeSession(text.toString(), turn);
    }

    @Override
    public Usage usage() {
      return usage;
    }

    @Override
    public String transcript() {
      return text.toString();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
      }
    }
  }
}
