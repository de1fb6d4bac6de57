package io.espalier.runtime.backend.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dsl.GenerationException;
import io.espalier.dsl.Role;
import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.GenerateRequest;
import io.espalier.runtime.backend.Generated;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import io.espalier.runtime.backend.resilience.RetryPolicy;
import io.espalier.runtime.backend.transport.AnswerLimits;
import io.espalier.runtime.sampling.SamplingParameters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Answers of every dialect with seeded mutations: a text, or a named failure.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class AnswerMutationTest {
  private static final String[][] CASES = {
    {"openai", "openai-text"}, {"openai", "openai-completion"}, {"vllm", "vllm-regex"},
    {"sglang", "sglang-generate"}, {"sglang", "sglang-chat"}, {"llamacpp", "llamacpp-regex"},
    {"ollama", "ollama-schema"}, {"ollama", "ollama-raw"}, {"anthropic", "anthropic-text"},
    {"sglang", "sglang-score"}, {"vllm", "vllm-score"},
  };
  private static final String[] SCRAPS = {
    "null",
    "[]",
    "{}",
    "-1",
    "1e999",
    "\"",
    "\\u0000",
    "data: ",
    "\n\n",
    "true",
    "\\ud800",
    "[[[[",
    "99999999999999999999",
    "error",
    "\"error\":{\"message\":\"x\"},"
  };

  private FakeServer server;

  @BeforeAll
  void start() {
    server = new FakeServer();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static String mutate(String answer, Random random) {
    var text = new StringBuilder(answer);
    for (int i = 0; i <= random.nextInt(4) && !text.isEmpty(); i++) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, to);
        case 1 -> text.insert(at, SCRAPS[random.nextInt(SCRAPS.length)]);
        case 2 -> text.replace(at, to, SCRAPS[random.nextInt(SCRAPS.length)]);
        default -> text.setLength(at);
      }
    }
    return text.toString();
  }

  @RepeatedTest(300)
  void givesATextOrANamedFailure(RepetitionInfo info) throws Exception {
    int seed = info.getCurrentRepetition();
    var random = new Random(seed);
    String[] one = CASES[seed % CASES.length];
    Fixture fixture = Fixture.read(one[1]);
    fixture.steps().forEach(step -> server.reply(200, step.type(), mutate(step.answer(), random)));
    var limits =
        AnswerLimits.DEFAULT.withTimes(
            Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20));
    try (RemoteBackend backend =
        RemoteBackend.connect(
            List.of(
                ConnectOptions.to(one[0] + ":" + server.url())
                    .model("m")
                    .retry(RetryPolicy.NONE)
                    .limits(limits)
                    .build()))) {
      Session session = backend.open(SessionOptions.of("p"));
      if (one[1].endsWith("completion")
          || one[1].endsWith("generate")
          || one[1].endsWith("raw")
          || one[1].endsWith("score")
          || one[1].equals("llamacpp-regex")) {
        session.append("Is it?");
      } else {
        session.beginTurn(Role.USER);
        session.append("Is it?");
        session.beginTurn(Role.ASSISTANT);
      }
      run(session, one[1]);
    } finally {
      // What a mutated first answer left unasked.
      server.forgetReplies();
    }
  }

  private static void run(Session session, String name) throws InterruptedException {
    try {
      if (name.endsWith("score")) {
        assertThat(session.score(List.of(" yes", " no"), false)).hasSize(2);
        return;
      }
      Generated generated =
          session.generate(
              new GenerateRequest(
                  "p/v",
                  Optional.empty(),
                  24,
                  0,
                  SamplingParameters.GREEDY,
                  List.of("\n"),
                  List.of()),
              (piece, _) -> assertThat(piece).isNotEmpty());
      assertThat(generated.text()).doesNotContain("\n");
    } catch (BackendException failure) {
      assertThat(failure.getMessage()).isNotBlank().doesNotContain("\u0000");
    } catch (GenerationException failure) {
      assertThat(failure.reason()).isEqualTo(GenerationException.Reason.FAILED);
    }
  }
}
