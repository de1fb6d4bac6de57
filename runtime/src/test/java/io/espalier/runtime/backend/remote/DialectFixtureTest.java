package io.espalier.runtime.backend.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.RegexDialect;
import io.espalier.dsl.Role;
import io.espalier.runtime.backend.ChoiceLogprobs;
import io.espalier.runtime.backend.GenerateRequest;
import io.espalier.runtime.backend.Generated;
import io.espalier.runtime.backend.Generated.Ending;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import io.espalier.runtime.backend.Usage;
import io.espalier.runtime.sampling.SamplingParameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What each dialect asks, to the letter, and what it makes of the answer.
final class DialectFixtureTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final FakeServer server = new FakeServer();
  private final List<String> pieces = new ArrayList<>();

  @AfterEach
  void close() {
    server.close();
  }

  private Session open(String dialect, String namespace) throws IOException {
    var options = ConnectOptions.to(dialect + ":" + server.url()).model("m").build();
    return RemoteBackend.connect(List.of(options)).open(new SessionOptions("p", namespace, 0));
  }

  private static GenerateRequest request(
      Optional<ConstraintSource> constraint, int max, String... until) {
    return new GenerateRequest(
        "p/v", constraint, max, 0, SamplingParameters.GREEDY, List.of(until), List.of());
  }

  private static Optional<ConstraintSource> schema(String text) {
    return Optional.of(
        new ConstraintSource.JsonSchema(JSON.readTree(text), JsonOptions.GENERATION));
  }

  private static Optional<ConstraintSource> digits() {
    return Optional.of(new ConstraintSource.Regex("[0-9]{3}", RegexDialect.RE2_FULL));
  }

  private Generated generate(Session session, GenerateRequest request) throws Exception {
    return session.generate(request, (text, _) -> pieces.add(text));
  }

  private static void turn(Session session, Role role, String text) {
    session.beginTurn(role);
    session.append(text);
    session.endTurn();
  }

  @Test
  void openAiStreamsAChatWithUsage() throws Exception {
    Fixture fixture = Fixture.read("openai-text");
    fixture.serve(server);
    Session session = open("openai", "");
    turn(session, Role.SYSTEM, "Be brief.");
    turn(session, Role.USER, "Capital of Italy?");
    session.beginTurn(Role.ASSISTANT);
    Generated generated = generate(session, request(Optional.empty(), 24, "\n"));
    fixture.check(server);
    assertThat(generated.text()).isEqualTo("Rome.");
    assertThat(generated.ending()).isEqualTo(Ending.COMPLETE);
    assertThat(pieces).containsExactly("Ro", "me.");
    assertThat(session.usage()).isEqualTo(new Usage(4, 16, 0, 3));
    assertThat(session.transcript()).endsWith("<assistant>Rome.");
  }

  @Test
  void openAiChoosesByTheEnumOfAnObject() throws Exception {
    Fixture fixture = Fixture.read("openai-choice");
    fixture.serve(server);
    Session session = open("openai", "");
    turn(session, Role.USER, "Is it?");
    session.beginTurn(Role.ASSISTANT);
    Generated generated =
        generate(
            session, request(Optional.of(new ConstraintSource.Choice(List.of("yes", "no"))), 16));
    fixture.check(server);
    assertThat(generated.text()).isEqualTo("no");
    assertThat(pieces).containsExactly("no");
  }

  @Test
  void openAiCompletesText() throws Exception {
    Fixture fixture = Fixture.read("openai-completion");
    fixture.serve(server);
    Session session = open("openai", "");
    session.append("Q: 1+1?\nA:");
    assertThat(generate(session, request(Optional.empty(), 24, "\n")).text()).isEqualTo(" 2");
    fixture.check(server);
  }

  @Test
  void vllmEnforcesARegexInsideATurnThatHasBegun() throws Exception {
    Fixture fixture = Fixture.read("vllm-regex");
    fixture.serve(server);
    Session session = open("vllm", "tenant");
    turn(session, Role.USER, "Number?");
    session.beginTurn(Role.ASSISTANT);
    session.append("It is ");
    var sampling = new SamplingParameters(0.5, 40, 0.9, 0.05, 1.1, 0, 0, Map.of(), 7);
    Generated generated =
        generate(
            session, new GenerateRequest("p/v", digits(), 8, 2, sampling, List.of(), List.of()));
    fixture.check(server);
    assertThat(generated.text()).isEqualTo("123");
  }

  @Test
  void vllmScoresByPromptLogprobs() throws Exception {
    Fixture fixture = Fixture.read("vllm-score");
    fixture.serve(server);
    Session session = open("vllm", "");
    session.append("Is it?");
    List<ChoiceLogprobs> scores = session.score(List.of(" yes", " no"), false);
    fixture.check(server);
    assertThat(scores.get(0).conditional()).containsExactly(new double[] {-2.0}, within(1e-12));
    assertThat(scores.get(1).conditional()).containsExactly(new double[] {-0.5}, within(1e-12));
  }

  @Test
  void sglangSendsTheTextSoFar() throws Exception {
    Fixture fixture = Fixture.read("sglang-generate");
    fixture.serve(server);
    Session session = open("sglang", "tenant");
    session.append("Q: 1+1?\nA:");
    Generated generated = generate(session, request(Optional.empty(), 24, "\n"));
    fixture.check(server);
    assertThat(generated.text()).isEqualTo(" 2 or so");
    assertThat(pieces).containsExactly(" 2", " or so");
    assertThat(session.usage()).isEqualTo(new Usage(5, 4, 0, 4));
  }

  @Test
  void sglangScoresFromTheEndOfThePrompt() throws Exception {
    Fixture fixture = Fixture.read("sglang-score");
    fixture.serve(server);
    Session session = open("sglang", "");
    session.append("Is it?");
    List<ChoiceLogprobs> scores = session.score(List.of(" yes", " no"), false);
    fixture.check(server);
    assertThat(scores.get(0).conditional()).containsExactly(new double[] {-2.0}, within(1e-12));
    assertThat(scores.get(1).conditional()).containsExactly(new double[] {-0.5}, within(1e-12));
  }

  @Test
  void sglangSelectsInTurnsByARegex() throws Exception {
    Fixture fixture = Fixture.read("sglang-chat");
    fixture.serve(server);
    Session session = open("sglang", "");
    turn(session, Role.USER, "Is it?");
    session.beginTurn(Role.ASSISTANT);
    List<ChoiceLogprobs> scores = session.score(List.of("yes", "no."), false);
    fixture.check(server);
    assertThat(scores.get(0).conditional()[0]).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(scores.get(1).conditional()[0]).isZero();
    assertThat(session.transcript()).endsWith("<assistant>");
  }

  @Test
  void llamaCppRendersTheTurnsAndChoosesByAGrammar() throws Exception {
    Fixture fixture = Fixture.read("llamacpp-choice");
    fixture.serve(server);
    Session session = open("llamacpp", "");
    turn(session, Role.USER, "Is it?");
    session.beginTurn(Role.ASSISTANT);
    session.append("Surely ");
    List<ChoiceLogprobs> scores = session.score(List.of("yes", "no"), false);
    fixture.check(server);
    assertThat(scores.get(1).conditional()[0]).isZero();
    assertThat(session.usage()).isEqualTo(new Usage(2, 12, 0, 2));
  }

  @Test
  void llamaCppTakesARegexAsAStringOfAPattern() throws Exception {
    Fixture fixture = Fixture.read("llamacpp-regex");
    fixture.serve(server);
    Session session = open("llamacpp", "");
    session.append("Number:");
    assertThat(generate(session, request(digits(), 8)).text()).isEqualTo("123");
    fixture.check(server);
  }

  @Test
  void ollamaAnswersJsonOfASchema() throws Exception {
    Fixture fixture = Fixture.read("ollama-schema");
    fixture.serve(server);
    Session session = open("ollama", "");
    turn(session, Role.USER, "How old?");
    session.beginTurn(Role.ASSISTANT);
    Generated generated =
        generate(
            session,
            request(
                schema(
                    "{\"type\":\"object\",\"properties\":{\"age\":{\"type\":\"integer\"}},\"required\":[\"age\"]}"),
                24));
    fixture.check(server);
    assertThat(generated.text()).isEqualTo("{ \"age\": 22 }");
    assertThat(generated.tokens()).isEqualTo(12);
  }

  @Test
  void ollamaCompletesTextInRawMode() throws Exception {
    Fixture fixture = Fixture.read("ollama-raw");
    fixture.serve(server);
    Session session = open("ollama", "");
    session.append("Q: 1+1?\nA:");
    assertThat(generate(session, request(Optional.empty(), 24, "\n")).text()).isEqualTo(" 2");
    fixture.check(server);
  }

  @Test
  void anthropicAnswersByTheInputOfATool() throws Exception {
    Fixture fixture = Fixture.read("anthropic-tool");
    fixture.serve(server);
    Session session = open("anthropic", "");
    turn(session, Role.SYSTEM, "Be exact.");
    turn(session, Role.USER, "How old?");
    session.beginTurn(Role.ASSISTANT);
    Generated generated =
        generate(session, request(schema("{\"type\":\"integer\",\"minimum\":0}"), 24));
    fixture.check(server);
    assertThat(generated.text()).isEqualTo("41");
    assertThat(session.usage()).isEqualTo(new Usage(25, 10, 0, 15));
    assertThat(server.asked.getFirst().headers().get("Anthropic-version"))
        .containsExactly("2023-06-01");
  }

  @Test
  void anthropicEndsAtAStopThatTheServerDoesNotTake() throws Exception {
    Fixture fixture = Fixture.read("anthropic-text");
    fixture.serve(server);
    Session session = open("anthropic", "");
    turn(session, Role.USER, "Capital of Italy?");
    session.beginTurn(Role.ASSISTANT);
    Generated generated = generate(session, request(Optional.empty(), 24, "\n"));
    fixture.check(server);
    assertThat(generated.text()).isEqualTo("Rome.");
    assertThat(String.join("", pieces)).isEqualTo("Rome.");
    assertThat(generated.ending()).isEqualTo(Ending.COMPLETE);
  }
}
