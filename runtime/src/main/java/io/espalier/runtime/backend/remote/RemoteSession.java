package io.espalier.runtime.backend.remote;

import io.espalier.constrained.ConstraintSource;
import io.espalier.dsl.GenerationException;
import io.espalier.dsl.GenerationException.Reason;
import io.espalier.dsl.Role;
import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.Capabilities.Feature;
import io.espalier.runtime.backend.ChoiceLogprobs;
import io.espalier.runtime.backend.FeatureNeeds;
import io.espalier.runtime.backend.GenerateRequest;
import io.espalier.runtime.backend.Generated;
import io.espalier.runtime.backend.Generated.Ending;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import io.espalier.runtime.backend.TextListener;
import io.espalier.runtime.backend.UnsupportedFeatureException;
import io.espalier.runtime.backend.UnsupportedFeatureException.Missing;
import io.espalier.runtime.backend.Usage;
import io.espalier.runtime.backend.dialect.Answer;
import io.espalier.runtime.backend.dialect.Ask;
import io.espalier.runtime.backend.dialect.Prompt;
import io.espalier.runtime.sampling.SamplingParameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A branch whose text is kept here and sent whole with each request. Confined to one thread at a
/// time.
final class RemoteSession implements Session {
  private final RemoteBackend backend;
  private final SessionOptions options;
  private final Transcript transcript;
  private Usage usage = Usage.NONE;

  RemoteSession(RemoteBackend backend, SessionOptions options, Transcript transcript) {
    this.backend = backend;
    this.options = options;
    this.transcript = transcript;
  }

  @Override
  public void beginTurn(Role role) {
    transcript.beginTurn(role);
  }

  @Override
  public void endTurn() {
    transcript.endTurn();
  }

  @Override
  public void append(String text) {
    transcript.append(text, null);
  }

  @Override
  public Generated generate(GenerateRequest request, TextListener listener)
      throws InterruptedException {
    Set<Feature> needs = EnumSet.copyOf(transcript.needs());
    needs.addAll(
        FeatureNeeds.ofOptions(request.constraint(), request.sampling(), request.minTokens()));
    require(request.label(), needs);
    var hearing = new Hearing(request.until(), request.stop(), listener);
    try {
      return backend.onFirst(target -> generate(target, request, hearing), hearing::heard);
    } catch (BackendException failure) {
      throw at(request.label(), failure);
    }
  }

  /// Names the branch and variable in a failure.
  private static BackendException at(String label, BackendException failure) {
    return new BackendException(
        failure.kind(),
        failure.status(),
        failure.retryAfter().orElse(null),
        label + ": " + failure.getMessage());
  }

  private void require(String label, Set<Feature> needs) {
    List<Missing> missing =
        needs.stream()
            .filter(need -> !backend.capabilities().has(need, transcript.hasTurns()))
            .sorted()
            .map(need -> new Missing(label, need, ""))
            .toList();
    if (!missing.isEmpty()) {
      throw new UnsupportedFeatureException(backend.description(), missing);
    }
  }

  private Generated generate(Target target, GenerateRequest request, Hearing hearing)
      throws InterruptedException {
    // Texts that are kept are watched for here, since few servers say which one ended the answer.
    List<String> stops =
        request.stop().isEmpty()
            ? request.until().stream()
                .filter(target.dialect::takesStop)
                .limit(target.dialect.table().mostStops())
                .toList()
            : List.of();
    Ask ask =
        new Ask(
            target.options.model,
            request.constraint(),
            request.maxTokens(),
            request.minTokens(),
            request.sampling(),
            stops,
            options.namespace(),
            target.options.logprobs);
    Target.Answered answered =
        target.generate(
            target.prompt(transcript), ask, hearing, request.label(), backend.accounts());
    Answer answer = answered.answer();
    count(answer);
    boolean length = answer.finish() == Answer.Finish.LENGTH && !answered.stopped();
    Optional<String> value = value(answered, length, hearing);
    if (value.isEmpty()) {
      return new Generated(
          answered.value(), (int) answer.completionTokens(), answer.logprob(), Ending.TRUNCATED);
    }
    boolean fits = fits(target, request, value.get(), length);
    transcript.append(value.get(), tokenIds(target, answer, value.get()));
    return new Generated(
        value.get(),
        (int) answer.completionTokens(),
        answer.logprob(),
        fits && (!length || request.constraint().isPresent() || hearing.stopped())
            ? Ending.COMPLETE
            : Ending.TRUNCATED);
  }

  /// The value without what stands around it; empty where the answer was cut inside of that.
  private static Optional<String> value(Target.Answered answered, boolean length, Hearing hearing) {
    try {
      return Optional.of(hearing.end(answered.wrapping().unwrap(answered.value())));
    } catch (BackendException malformed) {
      if (length) {
        return Optional.empty();
      }
      throw malformed;
    }
  }

  private static int @Nullable [] tokenIds(Target target, Answer answer, String value) {
    return target.tokens == null ? null : target.tokens.keep(answer.ids(), value);
  }

  private void count(Answer answer) {
    usage =
        new Usage(
            usage.prefilled() + answer.promptTokens() - answer.cachedTokens(),
            usage.cached() + answer.cachedTokens(),
            usage.forced(),
            usage.sampled() + answer.completionTokens());
  }

  /// Whether the text satisfies the constraint; one that was cut off may not.
  private boolean fits(Target target, GenerateRequest request, String text, boolean length) {
    if (request.constraint().isEmpty()) {
      return true;
    }
    int mismatch = backend.check().firstMismatch(request.constraint().get(), text);
    if (mismatch < 0) {
      return true;
    }
    if (length) {
      return false;
    }
    throw new GenerationException(
        Reason.FAILED,
        request.label(),
        "the answer of %s does not fit its type: byte %d of %d cannot stand there; add 'retry', or use a backend that enforces the constraint"
            .formatted(
                target.description(), mismatch, text.getBytes(StandardCharsets.UTF_8).length),
        text);
  }

  @Override
  public boolean think(int maxTokens, TextListener listener) {
    require(options.label(), EnumSet.of(Feature.THINKING));
    return false;
  }

  @Override
  public List<ChoiceLogprobs> score(List<String> choices, boolean unconditional)
      throws InterruptedException {
    Set<Feature> needs = EnumSet.copyOf(transcript.needs());
    if (unconditional) {
      needs.add(Feature.UNCONDITIONAL_LOGPROBS);
    }
    boolean scored = backend.capabilities().has(Feature.PROMPT_LOGPROBS, transcript.hasTurns());
    if (!scored) {
      needs.add(Feature.CHOICE);
    }
    require(options.label(), needs);
    try {
      return backend.onFirst(
          target -> {
            Optional<List<ChoiceLogprobs>> exact =
                scored ? Scoring.score(target, this, choices, unconditional) : Optional.empty();
            return exact.isPresent() ? exact.get() : choose(target, choices);
          },
          () -> false);
    } catch (BackendException failure) {
      throw at(options.label(), failure);
    }
  }

  /// The server chooses under a constraint: its choice is certain, the others are out.
  private List<ChoiceLogprobs> choose(Target target, List<String> choices)
      throws InterruptedException {
    var request =
        new GenerateRequest(
            options.label() + "/select",
            Optional.of(new ConstraintSource.Choice(choices.stream().distinct().toList())),
            maxTokens(choices),
            0,
            SamplingParameters.GREEDY,
            List.of(),
            List.of());
    int mark = mark();
    Generated chosen =
        generate(target, request, new Hearing(List.of(), List.of(), TextListener.NONE));
    rewind(mark);
    int index = choices.indexOf(chosen.text());
    if (index < 0) {
      throw new GenerationException(
          Reason.FAILED,
          request.label(),
          "the answer of %s is none of the %d choices"
              .formatted(target.description(), choices.size()),
          chosen.text());
    }
    var logprobs = new ArrayList<ChoiceLogprobs>();
    for (int i = 0; i < choices.size(); i++) {
      double[] one = {i == index ? 0 : Double.NEGATIVE_INFINITY};
      logprobs.add(new ChoiceLogprobs(one, new double[] {0}));
    }
    return logprobs;
  }

  /// A token is a byte at least; quotes and the field around a value take some more.
  private static int maxTokens(List<String> choices) {
    int longest =
        choices.stream()
            .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
            .max()
            .orElse(0);
    return longest + 32;
  }

  Ask scoringAsk(Target target) {
    return new Ask(
        target.options.model,
        Optional.empty(),
        1,
        0,
        SamplingParameters.GREEDY,
        List.of(),
        options.namespace(),
        true);
  }

  Prompt prompt(Target target) {
    return target.prompt(transcript);
  }

  String label() {
    return options.label();
  }

  RemoteBackend backend() {
    return backend;
  }

  @Override
  public int mark() {
    return transcript.mark();
  }

  @Override
  public void rewind(int mark) {
    transcript.rewind(mark);
  }

  @Override
  public Session fork(SessionOptions forked) {
    return new RemoteSession(backend, forked, transcript.copy());
  }

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public String transcript() {
    return transcript.text();
  }

  @Override
  public void close() {
    // Nothing is held between requests.
  }
}
