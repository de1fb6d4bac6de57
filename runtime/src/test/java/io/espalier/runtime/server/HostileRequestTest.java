package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.runtime.server.http.HttpLimits;
import io.espalier.runtime.server.request.WorkLimits;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Whatever bytes come, the answer is an error of the 4xx kind or an answer, and the server lives.
class HostileRequestTest {
  private static final String[] SEEDS = {
    "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":2,\"n\":2,\"stop\":[\"a\"],\"logit_bias\":{\"3\":1.5}}",
    "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"é\\u00e9\"}]}],\"max_tokens\":2,\"stream\":true,\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}}}}",
    "{\"prompt\":\"abc\",\"max_tokens\":3,\"regex\":\"a(b|c)*\",\"seed\":7,\"temperature\":0.5}",
    "{\"prompt\":[1,2,3],\"max_tokens\":1,\"guided_choice\":[\"x\",\"y\"],\"logprobs\":2}",
    "{\"source\":\"prompt p(a: string) -> string { \\\"\\\\{a}\\\\[v: string, max: 3]\\\" return v"
        + " }\",\"args\":{\"a\":\"x\"}}",
    "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"x\"}]},{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"y\"}],\"max_output_tokens\":3,\"stream\":true,\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"schema\":{\"enum\":[1,2]}}}}",
    "{\"text\":[\"ab\",\"c\"],\"sampling_params\":{\"max_new_tokens\":2,\"n\":2,\"stop\":\"z\"},\"return_logprob\":true,\"logprob_start_len\":0,\"top_logprobs_num\":2}",
  };
  private static final String[] PATHS = {
    "/v1/chat/completions",
    "/v1/chat/completions",
    "/v1/completions",
    "/v1/completions",
    "/v1/programs",
    "/v1/responses",
    "/generate"
  };

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    var limits =
        HttpLimits.DEFAULT.withTimes(
            Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(5));
    server =
        TestServer.on(
            TestServer.simulated(),
            ServerOptions.of("tiny", 0).withLimits(limits, WorkLimits.DEFAULT));
  }

  @AfterAll
  static void stop() {
    server.awaitIdle();
    server.close();
  }

  @RepeatedTest(350)
  void answersMutatedJson(RepetitionInfo repetition) throws Exception {
    int number = repetition.getCurrentRepetition();
    var random = new Random(number);
    int which = random.nextInt(SEEDS.length);
    String body = mutate(SEEDS[which], random, 1 + number / 60);
    var response = server.post(PATHS[which], body);
    assertThat(response.statusCode()).as(body + " → " + response.body()).isBetween(200, 499);
    if (response.statusCode() >= 400) {
      assertThat(TestServer.JSON.readTree(response.body()).at("/error/message").isString())
          .isTrue();
    }
  }

  @RepeatedTest(60)
  void survivesMutatedHttp(RepetitionInfo repetition) throws IOException {
    var random = new Random(repetition.getCurrentRepetition());
    String request =
        mutate(
            TestServer.rawPost("/tokenize", "{\"prompt\":\"a\"}"), random, 1 + random.nextInt(5));
    try (Socket socket = server.connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      byte[] answer = socket.getInputStream().readAllBytes();
      if (answer.length > 0) {
        assertThat(new String(answer, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 ");
      }
    } catch (java.net.SocketException _) {
      // The server may close before it has read everything.
      assertThat(server.server.address().getPort()).isPositive();
    }
  }

  private static String mutate(String text, Random random, int times) {
    var out = new StringBuilder(text);
    String[] pieces = {
      "\"",
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "null",
      "-1",
      "1e999",
      "\\u0000",
      "\\ud800",
      "\r\n",
      "true",
      "99999999999999999999",
      "\u0000",
      "\u00ff",
      " "
    };
    for (int i = 0; i < times && !out.isEmpty(); i++) {
      int at = random.nextInt(out.length());
      switch (random.nextInt(4)) {
        case 0 -> out.deleteCharAt(at);
        case 1 -> out.insert(at, pieces[random.nextInt(pieces.length)]);
        case 2 -> out.setCharAt(at, (char) (1 + random.nextInt(126)));
        default ->
            out.replace(
                at,
                Math.min(out.length(), at + 1 + random.nextInt(6)),
                pieces[random.nextInt(pieces.length)]);
      }
    }
    return out.toString();
  }

  @Test
  void refusesDeepHugeAndDoubledJson() throws Exception {
    assertThat(server.post("/v1/completions", "[".repeat(100_000)).statusCode()).isEqualTo(400);
    assertThat(server.post("/v1/completions", "{\"a\":".repeat(50_000)).statusCode())
        .isEqualTo(400);
    assertThat(server.post("/v1/completions", "{\"prompt\":\"a\",\"prompt\":\"b\"}").body())
        .contains("invalid_json");
    assertThat(server.post("/v1/completions", "{\"n\":" + "9".repeat(5000) + "}").statusCode())
        .isEqualTo(400);
    String enums = "\"x\",".repeat(20_000) + "\"y\"";
    assertThat(
            server
                .post("/v1/completions", "{\"prompt\":\"a\",\"guided_choice\":[" + enums + "]}")
                .statusCode())
        .isEqualTo(400);
    String groups = "(".repeat(5000) + "a" + ")".repeat(5000);
    assertThat(
            server
                .post("/v1/completions", "{\"prompt\":\"a\",\"regex\":\"" + groups + "\"}")
                .statusCode())
        .isEqualTo(400);
    String repeats = "((((a{1,1000}){1,1000}){1,1000}){1,1000})";
    assertThat(
            server
                .post(
                    "/v1/completions",
                    "{\"prompt\":\"a\",\"max_tokens\":4,\"regex\":\"" + repeats + "\"}")
                .statusCode())
        .isIn(200, 400);
    assertThat(server.get("/health").statusCode()).isEqualTo(200);
  }
}
