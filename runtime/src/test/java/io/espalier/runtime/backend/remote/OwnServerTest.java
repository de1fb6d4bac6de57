package io.espalier.runtime.backend.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.compiler.Compiler;
import io.espalier.compiler.ir.Routine;
import io.espalier.dsl.Gen;
import io.espalier.runtime.Engine;
import io.espalier.runtime.backend.Ledger;
import io.espalier.runtime.backend.Prices;
import io.espalier.runtime.interpreter.ProgramRunner;
import io.espalier.runtime.interpreter.RunOptions;
import io.espalier.runtime.interpreter.RunResult;
import io.espalier.runtime.server.Server;
import io.espalier.runtime.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The examples on the bundled model, here and through our own server in the dialects that it
/// speaks.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OwnServerTest {
  private static final Path EXAMPLES = Path.of("../notebooks/examples");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Engine local;
  private Server server;

  @BeforeAll
  void start() throws IOException {
    local = Engine.open("sapling");
    server = Server.start(ServerOptions.of("sapling", 0), local.local().orElseThrow());
  }

  @AfterAll
  void stop() {
    server.close();
    local.close();
  }

  private ConnectOptions.Builder to(String dialect) {
    return ConnectOptions.to(
            "%s:http://127.0.0.1:%d".formatted(dialect, server.address().getPort()))
        .model("sapling");
  }

  private static RunResult run(Engine engine, String file, String arguments) throws IOException {
    ProgramRunner program =
        new ProgramRunner(Compiler.compile(EXAMPLES.resolve(file)).programOrThrow());
    Routine prompt = program.prompt("");
    Map<String, JsonNode> given = new TreeMap<>();
    JSON.readTree(arguments).properties().forEach(e -> given.put(e.getKey(), e.getValue()));
    List<@Nullable Object> values = program.arguments(prompt, given);
    return program.run(engine.backend(), prompt, values, RunOptions.DEFAULT);
  }

  private static final String QUESTION = "{\"question\":\"What is the capital of Italy?\"}";
  private static final String PERSON =
      "{\"text\":\"My name is Tilda Vron, I am a 41 year old baker from Osmela.\"}";
  private static final String MESSAGE =
      "{\"message\":\"The parcel came two weeks late and nobody answers.\"}";
  private static final String MESSAGES =
      "{\"messages\":[\"What a wonderful room! My name is Tilda Vron, I am a 41 year old baker from"
          + " Osmela.\"]}";

  /// Token ids in and out: the server has the very sequence that the local engine has.
  @ParameterizedTest
  @CsvSource({"qa.sgl", "person.sgl", "classify.sgl", "desk.sgl", "judge.sgl"})
  void givesWhatTheLocalEngineGivesWhereTheDialectIsExact(String file) throws IOException {
    String arguments = arguments(file);
    Object expected = run(local, file, arguments).value();
    try (Engine remote = Engine.connect(to("sglang").tokenizer("sapling").build())) {
      RunResult result = run(remote, file, arguments);
      assertThat(result.value()).isEqualTo(expected);
      assertThat(result.stats().sampledTokens()).isPositive();
    }
  }

  private static String arguments(String file) throws IOException {
    return switch (file) {
      case "qa.sgl" -> QUESTION;
      case "person.sgl" -> PERSON;
      case "classify.sgl" -> MESSAGE;
      case "judge.sgl" -> Files.readString(EXAMPLES.resolve("judge.args.json"));
      default -> MESSAGES;
    };
  }

  @ParameterizedTest
  @CsvSource({"sglang", "vllm", "openai", "ollama"})
  void givesWhatTheLocalEngineGivesAsText(String dialect) throws IOException {
    try (Engine remote = Engine.connect(to(dialect).build())) {
      assertThat(run(remote, "qa.sgl", QUESTION).value())
          .isEqualTo(run(local, "qa.sgl", QUESTION).value());
    }
  }

  @ParameterizedTest
  @CsvSource({"sglang", "vllm"})
  void givesWhatTheLocalEngineGivesInTurns(String dialect) throws IOException {
    try (Engine remote = Engine.connect(to(dialect).build())) {
      assertThat(run(remote, "person.sgl", PERSON).value())
          .isEqualTo(run(local, "person.sgl", PERSON).value());
      assertThat(run(remote, "desk.sgl", MESSAGES).value())
          .isEqualTo(run(local, "desk.sgl", MESSAGES).value());
    }
  }

  /// These take a choice only as JSON, which the small model has not learnt to choose in: its
  /// answer is of the type, and not always the same.
  @ParameterizedTest
  @CsvSource({"openai", "ollama"})
  void givesValuesOfTheTypeWhereAChoiceIsPutIntoJson(String dialect) throws IOException {
    try (Engine remote = Engine.connect(to(dialect).build())) {
      assertThat(run(remote, "person.sgl", PERSON).value())
          .isEqualTo(run(local, "person.sgl", PERSON).value());
      assertThat(String.valueOf(run(remote, "desk.sgl", MESSAGES).value()))
          .containsPattern("mood=(positive|negative|neutral)")
          .contains("Tilda Vron");
    }
  }

  record Person(String name, int age) {}

  @Test
  void runsJavaProgramsWithForks() throws IOException {
    try (Engine remote = Engine.connect(to("sglang").build())) {
      List<Person> people =
          remote.run(s ->
              s.fork(
                  List.of("Tilda Vron, I am a 41", "Benno Karst, I am a 63"),
                  (branch, name) -> {
                    branch.user(
                        "Extract name, age as JSON from: My name is " + name + " year old.");
                    return branch.assistant().gen(Person.class, Gen.max(60));
                  }));
      assertThat(people).extracting(Person::age).containsExactly(41, 63);
      assertThat(people).extracting(Person::name).containsExactly("Tilda Vron", "Benno Karst");
    }
  }

  @Test
  void accountsForTokensAndRequests() throws IOException {
    try (Engine remote = Engine.connect(to("sglang").prices(new Prices(1, 0.5, 2)).build())) {
      run(remote, "qa.sgl", QUESTION);
      Ledger.Entry entry =
          Objects.requireNonNull(remote.backend().ledger().orElseThrow().byProgram().get("qa"));
      assertThat(entry.requests()).isEqualTo(1);
      assertThat(entry.completionTokens()).isPositive();
      assertThat(entry.cost())
          .isEqualTo(
              ((entry.promptTokens() - entry.cachedTokens())
                      + 0.5 * entry.cachedTokens()
                      + 2.0 * entry.completionTokens())
                  / 1e6);
    }
  }
}
