package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.runtime.server.request.ApiKeys;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RateLimitTest {
  @TempDir private static Path folder;

  /// A server whose key `secret` has limits and whose key `other` has none.
  private static TestServer server(String limits) throws Exception {
    Path keys = folder.resolve("keys");
    Files.writeString(
        keys,
        """
        one:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b %s
        two:d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa
        """
            .formatted(limits));
    return TestServer.on(
        TestServer.simulated(), ServerOptions.of("tiny", 0).withKeys(ApiKeys.read(keys)));
  }

  private static HttpResponse<String> post(TestServer server, String key, String path, String body)
      throws Exception {
    return server.send(
        server
            .request(path)
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static void assertRefused(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
    assertThat(Integer.parseInt(response.headers().firstValue("Retry-After").orElse("0")))
        .isBetween(1, 3600);
    JsonNode error = TestServer.JSON.readTree(response.body()).path("error");
    assertThat(error.path("code").stringValue()).isEqualTo("rate_limit_exceeded");
    assertThat(error.path("type").stringValue()).isEqualTo("rate_limit_error");
  }

  @Test
  void refusesMoreRequestsThanAKeyMaySend() throws Exception {
    try (var server = server("requests=2")) {
      String body = "{\"prompt\":\"a\",\"max_tokens\":1}";
      for (int i = 0; i < 2; i++) {
        assertThat(post(server, "secret", "/v1/completions", body).statusCode()).isEqualTo(200);
      }
      assertRefused(post(server, "secret", "/v1/completions", body));
      assertRefused(post(server, "secret", "/generate", body));
      // What costs nothing stays allowed, and so do others.
      assertThat(post(server, "secret", "/tokenize", "{\"prompt\":\"a\"}").statusCode())
          .isEqualTo(200);
      assertThat(post(server, "other", "/v1/completions", body).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void countsTheTokensOfPromptsAnswersAndPrograms() throws Exception {
    String source =
        "prompt p() -> string { \\\"ab\\\\[v: string(r\\\"[ab]{30}\\\")]\\\" return v }";
    for (String[] request :
        new String[][] {
          {"/v1/completions", "{\"prompt\":\"ab\",\"max_tokens\":30,\"ignore_eos\":true}"},
          {
            "/v1/chat/completions",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":30,\"ignore_eos\":true}"
          },
          {"/v1/responses", "{\"input\":\"a\",\"max_output_tokens\":30,\"ignore_eos\":true}"},
          {
            "/generate",
            "{\"text\":\"a\",\"sampling_params\":{\"max_new_tokens\":30,\"ignore_eos\":true}}"
          },
          {"/api/generate", "{\"prompt\":\"a\",\"stream\":false,\"options\":{\"num_predict\":30}}"},
          {"/v1/programs", "{\"source\":\"" + source + "\"}"},
        }) {
      try (var server = server("tokens=10")) {
        var first = post(server, "secret", request[0], request[1]);
        assertThat(first.statusCode()).as(request[0] + first.body()).isBetween(200, 201);
        boolean ended = server.server.awaitPrograms(java.time.Duration.ofSeconds(10));
        assertThat(ended).isTrue();
        TestServer.await(() -> {
          try {
            return post(server, "secret", "/v1/completions", "{}").statusCode() == 429;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
        assertRefused(post(server, "secret", "/v1/completions", "{}"));
      }
    }
  }

  @Test
  void countsWhatACancelledRequestTook() throws Exception {
    var held = new HeldModel(TestServer.simulated());
    Path keys = folder.resolve("keys");
    Files.writeString(
        keys, "one:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b tokens=20\n");
    try (var server =
        TestServer.on(held, ServerOptions.of("tiny", 0).withKeys(ApiKeys.read(keys)))) {
      held.hold();
      try (var socket = server.connect()) {
        String body = "{\"prompt\":\"a\",\"max_tokens\":3000,\"ignore_eos\":true,\"stream\":true}";
        String request =
            TestServer.rawPost("/v1/completions", body)
                .replace("Host: x", "Host: x\r\nAuthorization: Bearer secret");
        socket.getOutputStream().write(request.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        held.allow(40);
        assertThat(socket.getInputStream().readNBytes(4000)).hasSize(4000);
      }
      held.free();
      server.awaitIdle();
      TestServer.await(() -> server.server.serving() == 0);
      assertRefused(post(server, "secret", "/v1/completions", "{\"prompt\":\"a\"}"));
    }
  }
}
