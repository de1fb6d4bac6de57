package io.espalier.runtime.backend.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.RegexDialect;
import io.espalier.dsl.GenerationException;
import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import io.espalier.runtime.backend.GenerateRequest;
import io.espalier.runtime.backend.Generated;
import io.espalier.runtime.backend.Ledger;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import io.espalier.runtime.backend.resilience.CircuitBreaker;
import io.espalier.runtime.backend.resilience.ManualTimeline;
import io.espalier.runtime.backend.resilience.RetryPolicy;
import io.espalier.runtime.backend.transport.AnswerLimits;
import io.espalier.runtime.backend.transport.Secret;
import io.espalier.runtime.sampling.SamplingParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Servers that are down, slow, broken or hostile. Pauses pass at once on a timeline of the test's.
@Timeout(60)
final class FailureTest {
  private static final String GOOD =
      """
      data: {"text":" Rome","meta_info":{"finish_reason":{"type":"stop"},"prompt_tokens":3,"completion_tokens":1,"cached_tokens":0}}

      data: [DONE]

      """;
  private static final String BEGINNING =
      "data: {\"text\":\" Ro\",\"meta_info\":{\"finish_reason\":null}}\n\n";
  private static final String KEY = "sk-very-secret-4711";

  private final ManualTimeline time = new ManualTimeline();
  private final FakeServer server = new FakeServer();
  private final FakeServer other = new FakeServer();
  private final List<String> pieces = new ArrayList<>();
  private final List<RemoteBackend> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(RemoteBackend::close);
    server.close();
    other.close();
  }

  private ConnectOptions.Builder to(FakeServer fake) {
    return ConnectOptions.to("sglang:" + fake.url()).model("m");
  }

  private Session open(ConnectOptions.Builder... chain) throws IOException {
    RemoteBackend backend = backend(chain);
    return backend.open(SessionOptions.of("p"));
  }

  private RemoteBackend backend(ConnectOptions.Builder... chain) throws IOException {
    RemoteBackend backend =
        RemoteBackend.connect(
            Arrays.stream(chain).map(ConnectOptions.Builder::build).toList(), time);
    opened.add(backend);
    return backend;
  }

  private Generated generate(Session session) throws InterruptedException {
    session.append("Capital?");
    return session.generate(
        new GenerateRequest(
            "p/v", Optional.empty(), 16, 0, SamplingParameters.GREEDY, List.of("\n"), List.of()),
        (text, _) -> pieces.add(text));
  }

  private BackendException failure(Session session) {
    return catchThrowableOfType(BackendException.class, () -> generate(session));
  }

  private static AnswerLimits quick() {
    return AnswerLimits.DEFAULT.withTimes(
        Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofSeconds(20));
  }

  @Test
  void triesAgainAfterABusyServerAndWaitsAsItAsks() throws Exception {
    server.reply(exchange -> {
      exchange.getResponseHeaders().set("retry-after", "3");
      FakeServer.send(exchange, 429, "{\"error\":{\"message\":\"slow down\"}}");
    });
    server.reply(503, "text/html", "<h1>down</h1>").reply(200, "text/event-stream", GOOD);
    Session session = open(to(server));
    assertThat(generate(session).text()).isEqualTo(" Rome");
    assertThat(server.asked).hasSize(3);
    assertThat(time.pauses().get(0)).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3500));
    assertThat(time.pauses().get(1)).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void countsWhatFailedInTheLedger() throws Exception {
    server.reply(500, "text/plain", "").reply(200, "text/event-stream", GOOD);
    RemoteBackend backend = backend(to(server));
    generate(backend.open(SessionOptions.of("judge/fork[2]")));
    // The label of the request, and not the session's, says which program asked.
    Ledger.Entry entry =
        Objects.requireNonNull(backend.ledger().orElseThrow().byProgram().get("p"));
    assertThat(entry.requests()).isEqualTo(1);
    assertThat(entry.failures()).isEqualTo(1);
    assertThat(entry.promptTokens()).isEqualTo(3);
  }

  @Test
  void doesNotRepeatARefusal() throws Exception {
    server.reply(400, "application/json", "{\"error\":{\"message\":\"bad\\u001b[31m regex\"}}");
    BackendException failure = failure(open(to(server)));
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure.status()).isEqualTo(400);
    assertThat(failure).hasMessageEndingWith("answered 400: bad [31m regex");
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void doesNotRepeatOnceAPieceWasHandedOn() throws Exception {
    server.replyAndCut(BEGINNING).reply(200, "text/event-stream", GOOD);
    BackendException failure = failure(open(to(server)));
    assertThat(failure.kind()).isEqualTo(Kind.CUT);
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void repeatsAnAnswerThatBrokeOffBeforeItsFirstPiece() throws Exception {
    server.replyAndCut("data: {\"text\"").reply(200, "text/event-stream", GOOD);
    assertThat(generate(open(to(server))).text()).isEqualTo(" Rome");
    assertThat(server.asked).hasSize(2);
  }

  @Test
  void takesAStreamWithoutAnEndForBroken() throws Exception {
    server.reply(200, "text/event-stream", BEGINNING);
    assertThat(failure(open(to(server))).kind()).isEqualTo(Kind.CUT);
  }

  @Test
  void givesUpOnAServerThatSaysNothing() throws Exception {
    server.stall();
    BackendException failure = failure(open(to(server).limits(quick()).retry(RetryPolicy.NONE)));
    assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(failure).hasMessageContaining("no answer within 200 ms");
  }

  @Test
  void givesUpOnAServerThatStopsInTheMiddle() throws Exception {
    server.replyAndStall(BEGINNING);
    BackendException failure = failure(open(to(server).limits(quick())));
    assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(failure).hasMessageContaining("no byte of the answer came within 200 ms");
  }

  @Test
  void saysWhereThereIsNoServer() throws Exception {
    String url = other.url();
    other.close();
    Session session =
        open(
            ConnectOptions.to("sglang:" + url)
                .retry(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1))));
    BackendException failure = failure(session);
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure)
        .hasMessageStartingWith("p/v: " + url)
        .hasMessageEndingWith("(after 2 tries)");
  }

  @Test
  void fallsBackOnTheNextOfAChain() throws Exception {
    server.reply(503, "text/plain", "");
    other.reply(200, "text/event-stream", GOOD);
    Session session = open(to(server).retry(RetryPolicy.NONE), to(other));
    assertThat(generate(session).text()).isEqualTo(" Rome");
    assertThat(other.asked).hasSize(1);
  }

  @Test
  void doesNotFallBackOnARefusal() throws Exception {
    server.reply(401, "application/json", "{\"error\":\"no\"}");
    assertThat(failure(open(to(server), to(other))).status()).isEqualTo(401);
    assertThat(other.asked).isEmpty();
  }

  @Test
  void leavesAFailingServerAloneForAWhile() throws Exception {
    server.reply(500, "text/plain", "").reply(500, "text/plain", "");
    server.reply(200, "text/event-stream", GOOD);
    RemoteBackend backend =
        backend(
            to(server)
                .retry(RetryPolicy.NONE)
                .breaker(new CircuitBreaker.Settings(2, Duration.ofSeconds(10))));
    for (int i = 0; i < 2; i++) {
      assertThat(failure(backend.open(SessionOptions.of("p"))).status()).isEqualTo(500);
    }
    assertThat(failure(backend.open(SessionOptions.of("p"))).kind()).isEqualTo(Kind.OPEN_CIRCUIT);
    assertThat(server.asked).hasSize(2);
    time.advance(Duration.ofSeconds(10));
    assertThat(generate(backend.open(SessionOptions.of("p"))).text()).isEqualTo(" Rome");
  }

  @Test
  void asksAnotherEndpointAfterOneThatFails() throws Exception {
    server.reply(500, "text/plain", "").reply(200, "text/event-stream", GOOD);
    other.reply(500, "text/plain", "").reply(200, "text/event-stream", GOOD);
    Session session = open(to(server).endpoint(other.url()).healthInterval(Duration.ofDays(1)));
    assertThat(generate(session).text()).isEqualTo(" Rome");
    assertThat(server.asked.size()).isBetween(1, 2);
    assertThat(other.asked.size()).isBetween(1, 2);
  }

  @Test
  void asksNoEndpointThatIsNotWell() throws Exception {
    for (int i = 0; i < 6; i++) {
      server.reply(200, "text/event-stream", GOOD);
    }
    String gone = other.url();
    other.close();
    RemoteBackend backend = backend(to(server).endpoint(gone).healthInterval(Duration.ofDays(1)));
    backend.checkHealth();
    for (int i = 0; i < 6; i++) {
      assertThat(generate(backend.open(SessionOptions.of("p"))).text()).isEqualTo(" Rome");
    }
    assertThat(backend.ledger().orElseThrow().total().failures()).isZero();
  }

  @Test
  void boundsEverythingThatAServerSends() throws Exception {
    AnswerLimits small = AnswerLimits.DEFAULT.withSizes(4000, 1000, 16);
    String[] tooLarge = {
      "data: " + "x".repeat(1200) + "\n\n",
      "data: {\"text\":\"\",\"meta_info\":{}}\n\n".repeat(300),
      "data: {\"a\":" + "[".repeat(40) + "]".repeat(40) + "}\n\n",
      "data: 11\n".repeat(440) + "\n",
    };
    for (String body : tooLarge) {
      server.reply(200, "text/event-stream", body);
      assertThat(failure(open(to(server).limits(small))).kind())
          .as(body.substring(0, 20))
          .isEqualTo(Kind.TOO_LARGE);
    }
    String[] malformed = {
      "data: nonsense\n\n",
      "data: {\"text\":5,\"meta_info\":{}}\n\n",
      "data: {\"text\":\"a\",\"meta_info\":{\"prompt_tokens\":-5}}\n\n",
      "data: {\"text\":\"a\",\"meta_info\":{\"prompt_tokens\":\"many\"}}\n\n",
      "data: [1,2]\n\n",
    };
    for (String body : malformed) {
      server.reply(200, "text/event-stream", body);
      assertThat(failure(open(to(server))).kind()).as(body).isEqualTo(Kind.MALFORMED);
    }
  }

  @Test
  void reportsAnErrorInsideAStream() throws Exception {
    server.reply(200, "text/event-stream", "data: {\"error\":{\"message\":\"out of memory\"}}\n\n");
    BackendException failure = failure(open(to(server).retry(RetryPolicy.NONE)));
    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure).hasMessageEndingWith("reports: out of memory");
  }

  @Test
  void followsNoRedirect() throws Exception {
    server.reply(exchange -> {
      exchange.getResponseHeaders().set("location", other.url() + "/generate");
      FakeServer.send(exchange, 307, "");
    });
    assertThat(failure(open(to(server).key(new Secret(KEY)))).status()).isEqualTo(307);
    assertThat(other.asked).isEmpty();
  }

  @Test
  void showsNoSecret() throws Exception {
    server.reply(
        401, "application/json", "{\"error\":{\"message\":\"wrong key Bearer " + KEY + "\"}}");
    server.reply(200, "text/event-stream", "data: {\"error\":\"key " + KEY + "\"}\n\n");
    ConnectOptions.Builder options = to(server).key(new Secret(KEY)).retry(RetryPolicy.NONE);
    for (int i = 0; i < 2; i++) {
      BackendException failure = failure(open(options));
      assertThat(failure.getMessage()).contains("[secret]");
      for (Throwable at = failure; at != null; at = at.getCause()) {
        assertThat(at.toString()).doesNotContain(KEY);
      }
    }
    assertThat(server.asked.getFirst().headers().get("Authorization"))
        .containsExactly("Bearer " + KEY);
    assertThat(new Secret(KEY).toString()).doesNotContain(KEY);
    assertThat(backend(options).description()).doesNotContain(KEY);
    assertThatThrownBy(() -> ConnectOptions.to("openai:http://me:" + KEY + "@host"))
        .hasMessageNotContaining(KEY);
    assertThatThrownBy(() -> new Secret(KEY + "\n")).hasMessageNotContaining(KEY);
  }

  @Test
  void namesATextThatDoesNotFitItsType() throws Exception {
    server.reply(200, "text/event-stream", GOOD);
    Session session = open(to(server));
    session.append("Year:");
    assertThatThrownBy(() ->
            session.generate(
                new GenerateRequest(
                    "p/year",
                    Optional.of(new ConstraintSource.Regex("[0-9]{4}", RegexDialect.RE2_FULL)),
                    16,
                    0,
                    SamplingParameters.GREEDY,
                    List.of(),
                    List.of()),
                (_, _) -> {}))
        .isInstanceOf(GenerationException.class)
        .hasMessageContaining("p/year")
        .hasMessageContaining("byte 0 of 5");
  }

  @Test
  void anInterruptEndsTheRequestAndItsConnection() throws Exception {
    var gone = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    server.reply(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(BEGINNING.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      begun.countDown();
      try {
        // Written until the connection is gone.
        while (true) {
          exchange
              .getResponseBody()
              .write(": still here\n".repeat(50).getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        }
      } catch (IOException _) {
        gone.countDown();
      }
    });
    Session session = open(to(server));
    var ended = new AtomicReference<Throwable>();
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                generate(session);
              } catch (InterruptedException | RuntimeException e) {
                ended.set(e);
              }
            });
    begun.await();
    caller.interrupt();
    caller.join();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    gone.await();
  }
}
