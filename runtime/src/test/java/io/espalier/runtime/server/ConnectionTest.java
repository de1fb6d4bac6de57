package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.runtime.model.simulated.ScriptedModel.Line;
import io.espalier.runtime.server.http.HttpLimits;
import io.espalier.runtime.server.request.ApiKeys;
import io.espalier.runtime.server.request.WorkLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
  private static final String ENDLESS =
      "{\"prompt\":\"a\",\"max_tokens\":3000,\"ignore_eos\":true,\"stream\":true}";

  private static TestServer withHttp(HttpLimits limits) throws IOException {
    return TestServer.on(
        TestServer.simulated(), ServerOptions.of("tiny", 0).withLimits(limits, WorkLimits.DEFAULT));
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    try (var server =
        TestServer.on(TestServer.scripted(new Line("a", "bc"), new Line("x", "yz")))) {
      String first = TestServer.rawPost("/v1/completions", "{\"prompt\":\"a\",\"temperature\":0}");
      String second = TestServer.rawPost("/v1/completions", "{\"prompt\":\"x\",\"temperature\":0}");
      String last = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      String answer = server.exchange(first + second + last);
      assertThat(answer.indexOf("\"text\":\"bc\"")).isPositive();
      assertThat(answer.indexOf("\"text\":\"yz\""))
          .isGreaterThan(answer.indexOf("\"text\":\"bc\""));
      assertThat(answer).endsWith("{\"status\":\"ok\"}");
    }
  }

  @Test
  void keepsAConnectionOfHttp10OnlyWhereItIsAsked() throws Exception {
    try (var server = TestServer.on(TestServer.scripted(new Line("a", "b")))) {
      String kept = "GET /health HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
      String last = "GET /health HTTP/1.0\r\n\r\n";
      String answer = server.exchange(kept + kept + last);
      assertThat(answer.split("\"status\":\"ok\"", -1)).hasSize(4);
      assertThat(answer.split("connection: keep-alive", -1)).hasSize(3);
      assertThat(answer.split("connection: close", -1)).hasSize(2);
    }
  }

  @Test
  void pausesReadingBehindManyPipelinedRequests() throws Exception {
    try (var server = TestServer.on(TestServer.scripted(new Line("a", "b")))) {
      String one = TestServer.rawPost("/tokenize", "{\"prompt\":\"a\"}");
      String last = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      String answer = server.exchange(one.repeat(300) + last);
      assertThat(answer.split("\"count\":1,", -1)).hasSize(301);
      assertThat(answer).endsWith("{\"status\":\"ok\"}");
    }
  }

  @Test
  void refusesWhatIsNoRequestOrTooLarge() throws Exception {
    try (var server = withHttp(HttpLimits.DEFAULT.withSizes(1024, 2048, 256 << 10))) {
      assertThat(server.exchange("hello\r\n\r\n")).startsWith("HTTP/1.1 400");
      assertThat(server.exchange("GET / HTTP/1.1\r\nX: " + "a".repeat(2000) + "\r\n\r\n"))
          .startsWith("HTTP/1.1 431");
      assertThat(server.exchange("GET /" + "a".repeat(9000) + " HTTP/1.1\r\n\r\n"))
          .startsWith("HTTP/1.1 414");
      assertThat(server.exchange(TestServer.rawPost("/tokenize", "a".repeat(3000))))
          .startsWith("HTTP/1.1 413")
          .contains("body_too_large");
      String chunked = "POST /tokenize HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
      String chunk = "400\r\n" + "a".repeat(1024) + "\r\n";
      assertThat(server.exchange(chunked + chunk + chunk + chunk)).startsWith("HTTP/1.1 413");
      assertThat(
              server.exchange(
                  "POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding:"
                      + " chunked\r\n\r\n0\r\n\r\n"))
          .startsWith("HTTP/1.1 400");
      assertThat(
              server.exchange(
                  "POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length:"
                      + " 5\r\n\r\nabcd"))
          .startsWith("HTTP/1.1 400");
      assertThat(server.get("/nowhere").statusCode()).isEqualTo(404);
      assertThat(server.get("/v1/completions").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void closesConnectionsThatSendTooSlowlyOrNothing() throws Exception {
    var limits =
        HttpLimits.DEFAULT.withTimes(
            Duration.ofMillis(100), Duration.ofMillis(150), Duration.ofSeconds(5));
    try (var server = withHttp(limits)) {
      assertThat(server.exchange("POST /tokenize HTTP/1.1\r\nHost:")).startsWith("HTTP/1.1 408");
      assertThat(server.exchange("POST /tokenize HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"))
          .startsWith("HTTP/1.1 408");
      assertThat(server.exchange("")).isEmpty();
      assertThat(server.exchange("GET /health HTTP/1.1\r\nHost: x\r\n\r\n"))
          .endsWith("{\"status\":\"ok\"}");
    }
  }

  @Test
  void dropsAReaderThatDoesNotRead() throws Exception {
    var limits =
        HttpLimits.DEFAULT
            .withSizes(16 << 10, 1 << 20, 4096)
            .withTimes(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(200));
    try (var server = withHttp(limits);
        var socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      // Enough of them that no buffer of the operating system takes it all.
      String request =
          TestServer.rawPost(
              "/v1/completions",
              "{\"prompt\":\"a\",\"n\":128,\"max_tokens\":3000,\"ignore_eos\":true,\"stream\":true}");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      TestServer.await(() -> server.statistics().running() > 0);
      server.awaitIdle();
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
      assertThat(server.get("/metrics").body()).contains("espalier_http_disconnects_total 1.0");
    }
  }

  @Test
  void refusesMoreRequestsThanItMayServe() throws Exception {
    var held = new HeldModel(TestServer.simulated());
    try (var server =
        TestServer.on(
            held,
            ServerOptions.of("tiny", 0)
                .withLimits(HttpLimits.DEFAULT, WorkLimits.DEFAULT.withConcurrency(1, 1)))) {
      held.hold();
      try (Socket socket = server.connect()) {
        socket
            .getOutputStream()
            .write(TestServer.rawPost("/v1/completions", ENDLESS).getBytes(StandardCharsets.UTF_8));
        TestServer.await(() -> server.server.serving() > 0);
        var refused = server.post("/v1/completions", "{\"prompt\":\"a\"}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
      }
      held.free();
      server.awaitIdle();
    }
  }

  @Test
  void drainsWithoutFailingWhatRuns() throws Exception {
    var held = new HeldModel(TestServer.simulated());
    try (var server = TestServer.on(held)) {
      held.hold();
      var running =
          CompletableFuture.supplyAsync(() -> {
            try {
              return server.post(
                  "/v1/completions", "{\"prompt\":\"a\",\"max_tokens\":8,\"ignore_eos\":true}");
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      TestServer.await(() -> server.server.serving() > 0);
      var drained =
          CompletableFuture.supplyAsync(() -> server.server.drain(Duration.ofSeconds(10)));
      TestServer.await(() -> health(server) == 503);
      var refused = server.post("/v1/completions", "{\"prompt\":\"a\"}");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      held.free();
      assertThat(running.get().statusCode()).isEqualTo(200);
      assertThat(drained.get()).isTrue();
    }
  }

  private static int health(TestServer server) {
    try {
      return server.get("/health").statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void asksForAKeyOnEverythingButHealth(@TempDir Path folder) throws Exception {
    Path keys = folder.resolve("keys");
    // The hashes of "secret" and "other".
    Files.writeString(
        keys,
        """
        # keys
        one:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b
        two:d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa
        """);
    try (var server =
        TestServer.on(
            TestServer.simulated(), ServerOptions.of("tiny", 0).withKeys(ApiKeys.read(keys)))) {
      for (String path : new String[] {"/v1/models", "/metrics", "/openapi.json"}) {
        assertThat(server.get(path).statusCode()).isEqualTo(401);
      }
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
      assertThat(status(server, "Bearer wrong")).isEqualTo(401);
      assertThat(status(server, "Bearer secret")).isEqualTo(200);
      assertThat(status(server, "Bearer other")).isEqualTo(200);

      // A prefix cached for one tenant is not found by another.
      String prompt = "{\"prompt\":\"%s\",\"max_tokens\":1}".formatted("shared words ".repeat(20));
      assertThat(cached(server, "secret", prompt)).isZero();
      assertThat(cached(server, "secret", prompt)).isPositive();
      assertThat(cached(server, "other", prompt)).isZero();
      String salted = prompt.replace("{", "{\"cache_salt\":\"s\",");
      assertThat(cached(server, "secret", salted)).isZero();
    }
  }

  private static int status(TestServer server, String authorization) throws Exception {
    return server
        .send(server.request("/v1/models").header("Authorization", authorization).GET())
        .statusCode();
  }

  private static int cached(TestServer server, String key, String body) throws Exception {
    var response =
        server.send(
            server
                .request("/v1/completions")
                .header("Authorization", "Bearer " + key)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    assertThat(response.statusCode()).isEqualTo(200);
    return TestServer.JSON
        .readTree(response.body())
        .at("/usage/prompt_tokens_details/cached_tokens")
        .intValue();
  }

  @Test
  void refusesPagesOfOtherOrigins() throws Exception {
    try (var server = TestServer.on(TestServer.simulated())) {
      assertThat(
              server
                  .send(server.request("/v1/models").header("Origin", "https://evil.example").GET())
                  .statusCode())
          .isEqualTo(403);
      String own = "http://127.0.0.1:" + server.port();
      assertThat(server.send(server.request("/v1/models").header("Origin", own).GET()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void givesEverythingBackWhenClientsGoAtAnyStage() throws Exception {
    var held = new HeldModel(TestServer.simulated());
    try (var server = TestServer.on(held)) {
      String many =
          "{\"prompt\":\"%s\",\"n\":4,\"max_tokens\":3000,\"ignore_eos\":true,\"stream\":true}"
              .formatted("word ".repeat(100));
      for (String body : new String[] {ENDLESS, many}) {
        // Gone while it waits for its first pass, and after some passes.
        for (int passes : new int[] {0, 1, 3, 20}) {
          held.hold();
          reset(server, body, passes == 0 ? 0 : 16, held, passes);
          held.free();
          server.awaitIdle();
        }
      }
      // Gone with half a header, half a body.
      for (String part :
          new String[] {"POST /v1/comp", "POST /tokenize HTTP/1.1\r\nContent-Length: 9\r\n\r\na"}) {
        try (Socket socket = server.connect()) {
          socket.setSoLinger(true, 0);
          socket.getOutputStream().write(part.getBytes(StandardCharsets.UTF_8));
        }
      }
      server.awaitIdle();
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
      TestServer.await(() -> server.server.serving() == 0);
    }
  }

  /// Sends a request, lets passes through, reads a little and resets the connection.
  private static void reset(TestServer server, String body, int read, HeldModel held, int passes)
      throws IOException {
    try (Socket socket = server.connect()) {
      socket.setSoLinger(true, 0);
      socket
          .getOutputStream()
          .write(TestServer.rawPost("/v1/completions", body).getBytes(StandardCharsets.UTF_8));
      held.allow(passes);
      if (read > 0) {
        InputStream input = socket.getInputStream();
        assertThat(input.readNBytes(read)).hasSize(read);
      } else {
        TestServer.await(() -> server.server.serving() > 0);
      }
    }
  }
}
