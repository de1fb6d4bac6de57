package io.espalier.runtime.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.espalier.runtime.server.http.HttpLimits;
import io.espalier.runtime.server.request.ApiKeys;
import io.espalier.runtime.server.request.WorkLimits;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What has brought other inference servers down, tried on this one: each test names the published
/// vulnerability that it is about. Model files are tried where they are read, timing of the cache
/// in `ConnectionTest`, whatever else is no request in the architecture tests.
@Timeout(60)
class KnownAttacksTest {
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    var limits =
        HttpLimits.DEFAULT.withTimes(
            Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(5));
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

  private static String complete(String more) {
    return "{\"prompt\":\"a\",\"max_tokens\":4,\"temperature\":0" + more + "}";
  }

  private static int status(String more) throws Exception {
    return server.post("/v1/completions", complete(more)).statusCode();
  }

  private static String quoted(String text) {
    return TestServer.JSON.getNodeFactory().stringNode(text).toString();
  }

  /// CVE-2025-29770, CVE-2025-32381: a cache of grammars that grows for ever.
  @Test
  void forgetsOldGrammars() throws Exception {
    for (int i = 0; i < 600; i++) {
      assertThat(status(",\"regex\":\"y%d\"".formatted(i))).isEqualTo(200);
    }
    long compiled = server.backend.constraintStatistics().compiled();
    assertThat(status(",\"regex\":\"y599\"")).isEqualTo(200);
    assertThat(server.backend.constraintStatistics().compiled()).isEqualTo(compiled);
    assertThat(status(",\"regex\":\"y0\"")).isEqualTo(200);
    assertThat(server.backend.constraintStatistics().compiled()).isEqualTo(compiled + 1);
  }

  /// CVE-2025-57809 and llama.cpp's 60,000 nested groups: recursion without end.
  @Test
  void survivesEndlessRecursion() throws Exception {
    assertThat(status(",\"ebnf\":" + quoted("root ::= root \"a\""))).isIn(200, 400);
    assertThat(status(",\"ebnf\":" + quoted("root ::= root"))).isEqualTo(400);
    assertThat(status(",\"ebnf\":" + quoted("root ::= a\na ::= b\nb ::= a"))).isEqualTo(400);
    assertThat(status(",\"guided_json\":{\"$ref\":\"#\"}")).isIn(200, 400);
    assertThat(status(",\"guided_json\":{\"allOf\":[{\"$ref\":\"#\"}]}")).isIn(200, 400);
    String groups = "(".repeat(60_000) + "a" + ")".repeat(60_000);
    assertThat(status(",\"regex\":\"" + groups + "\"")).isEqualTo(400);
    assertThat(status(",\"ebnf\":" + quoted("root ::= " + groups.replace("a", "\"a\""))))
        .isEqualTo(400);
    String schema = "{\"items\":".repeat(150) + "{}" + "}".repeat(150);
    assertThat(status(",\"guided_json\":" + schema)).isIn(200, 400);
  }

  /// CVE-2025-58446 and a compiler without a clock: schemas that take minutes.
  @Test
  void endsHugeSchemasInTime() throws Exception {
    var values = new StringBuilder("\"v\"");
    for (int i = 0; i < 30_000; i++) {
      values.append(",\"value").append(i * 7919L).append('"');
    }
    assertThat(status(",\"guided_json\":{\"enum\":[" + values + "]}")).isIn(200, 400);
    String nested = "{\"type\":\"string\"}";
    for (int i = 0; i < 24; i++) {
      nested = "{\"oneOf\":[%s,{\"type\":\"array\",\"items\":%s}]}".formatted(nested, "{}");
    }
    assertThat(status(",\"guided_json\":" + nested)).isIn(200, 400);
    assertThat(status(",\"regex\":\"(((a{1,999}){1,999}){1,999}){1,999}\"")).isIn(200, 400);
    assertThat(status(",\"regex\":\"" + ".*a".repeat(40) + ".{40}\"")).isIn(200, 400);
    assertThat(server.get("/health").statusCode()).isEqualTo(200);
  }

  /// CVE-2025-48942, CVE-2025-48943, CVE-2025-48944: wrong schemas, patterns and tools that end the
  /// engine.
  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"guided_json\":{\"type\":\"strin\"}",
        ",\"guided_json\":{\"properties\":[]}",
        ",\"guided_json\":{\"type\":\"string\",\"pattern\":\"(\"}",
        ",\"guided_json\":\"{\"",
        ",\"regex\":\"[\"",
        ",\"regex\":\"(?P<a>x)(?P=a)\"",
        ",\"structured_outputs\":{\"regex\":\"(\"}",
        ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{}}",
      })
  void refusesWrongConstraintsAndLives(String more) throws Exception {
    assertThat(status(more)).isEqualTo(400);
    assertThat(status("")).isEqualTo(200);
  }

  /// CVE-2025-48944: a tool whose parameters are no schema.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":[]}}",
        "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{\"x\":{\"type\":[\"a\",\"b\"]}}}}}",
        "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"properties\":{\"x\":{\"pattern\":\"(\"}}}}}",
        "{\"type\":\"function\",\"function\":{}}",
      })
  void refusesWrongTools(String tool) throws Exception {
    String body =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":4,\"tool_choice\":\"required\",\"tools\":["
            + tool
            + "]}";
    assertThat(server.post("/v1/chat/completions", body).statusCode()).isEqualTo(400);
    assertThat(status("")).isEqualTo(200);
  }

  /// CVE-2025-48887: patterns on which a backtracking matcher takes exponential time.
  @ParameterizedTest
  @ValueSource(strings = {"(a+)+b", "(a|a)*b", "(a|aa)+b", "(.*)*x", "([a-z]+)*\\\\d"})
  void takesLinearTimeForEveryPattern(String pattern) throws Exception {
    assertThat(
            server
                .post(
                    "/v1/completions",
                    "{\"prompt\":\"a\",\"max_tokens\":64,\"regex\":\"" + pattern + "\"}")
                .statusCode())
        .isEqualTo(200);
  }

  /// CVE-2026-5760, CVE-2024-34359, CVE-2025-61620, CVE-2025-62426: templates and their arguments
  /// from a request.
  @Test
  void runsNoTemplateOfARequest() throws Exception {
    String messages = "{\"messages\":[{\"role\":\"user\",\"content\":%s}],\"max_tokens\":2%s}";
    for (String more :
        List.of(
            ",\"chat_template\":\"{{ 7*7 }}\"",
            ",\"chat_template_kwargs\":{\"chat_template\":\"{{ 7*7 }}\"}",
            ",\"chat_template_kwargs\":{\"tokenize\":true}",
            ",\"custom_logit_processor\":\"x\"")) {
      var refused = server.post("/v1/chat/completions", messages.formatted("\"a\"", more));
      assertThat(refused.statusCode()).as(more).isEqualTo(400);
      assertThat(refused.body()).contains("unsupported_parameter");
    }
    // As content it is text like any other: as many tokens as when it is only text.
    String attack = "{{ ''.__class__.__mro__[1].__subclasses__() }}{% for x in range(9**9) %}";
    JsonNode chat = server.json("/v1/chat/completions", messages.formatted(quoted(attack), ""));
    JsonNode empty = server.json("/v1/chat/completions", messages.formatted("\"\"", ""));
    int plain =
        server.json("/tokenize", "{\"prompt\":" + quoted(attack) + "}").path("count").intValue();
    int more =
        chat.at("/usage/prompt_tokens").intValue() - empty.at("/usage/prompt_tokens").intValue();
    assertThat(more).isEqualTo(plain);
  }

  /// Special tokens spelled by a user, in every place that takes his text.
  @Test
  void makesNoSpecialTokenOfAnyText() throws Exception {
    var tokenizer = server.backend.tokenizer();
    int specials = 0;
    for (int token = 0; token < tokenizer.vocabularySize(); token++) {
      if (!tokenizer.toVocabulary().isSpecial(token)) {
        continue;
      }
      specials++;
      String text = new String(tokenizer.tokenBytes(token), StandardCharsets.UTF_8);
      JsonNode ids =
          server.json("/tokenize", "{\"prompt\":" + quoted("a" + text + "b") + "}").path("tokens");
      for (JsonNode id : ids) {
        assertThat(tokenizer.toVocabulary().isSpecial(id.intValue())).as(text).isFalse();
      }
    }
    assertThat(specials).isPositive();
  }

  /// CVE-2025-6242, CVE-2026-22773: addresses and images that the server is to fetch or to decode.
  @Test
  void fetchesNothing() throws Exception {
    try (var trap = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      trap.setSoTimeout(200);
      String url = "http://127.0.0.1:" + trap.getLocalPort() + "/x.png";
      for (String part :
          List.of(
              "{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\"}}",
              "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"%s\"}}",
              "{\"type\":\"video_url\",\"video_url\":{\"url\":\"%s\"}}")) {
        String body =
            "{\"messages\":[{\"role\":\"user\",\"content\":[" + part.formatted(url) + "]}]}";
        assertThat(server.post("/v1/chat/completions", body).statusCode()).isEqualTo(400);
      }
      assertThat(
              server
                  .post("/generate", "{\"text\":\"a\",\"image_data\":\"" + url + "\"}")
                  .statusCode())
          .isEqualTo(400);
      assertThat(status(",\"guided_json\":{\"$ref\":\"" + url + "\"}")).isEqualTo(400);
      org.assertj.core.api.Assertions.assertThatThrownBy(trap::accept)
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  /// CVE-2026-34756: any number of completions. CVE-2025-48956: any size of header.
  @Test
  void boundsWhatARequestMayAskFor() throws Exception {
    assertThat(status(",\"n\":1000000")).isEqualTo(400);
    assertThat(status(",\"best_of\":1000")).isEqualTo(400);
    assertThat(status(",\"logprobs\":100000")).isEqualTo(400);
    assertThat(status(",\"max_tokens\":2147483647".replace(",\"max", ",\"min"))).isEqualTo(400);
    String prompts = "[" + "\"a\",".repeat(500) + "\"a\"]";
    assertThat(server.post("/v1/completions", "{\"prompt\":" + prompts + "}").statusCode())
        .isEqualTo(400);
    assertThat(
            server.exchange(
                "GET /health HTTP/1.1\r\nHost: x\r\nX-Request-Id: "
                    + "a".repeat(40_000)
                    + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431");
  }

  /// CVE-2025-59425: keys compared byte by byte until the first that differs.
  @Test
  void comparesKeysInConstantTime() {
    classes()
        .that()
        .haveFullyQualifiedName(ApiKeys.class.getName())
        .should()
        .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
        .check(new ClassFileImporter().importClasses(ApiKeys.class));
  }

  /// A key that guards only part of the paths.
  @Test
  void asksForAKeyOnEveryPath(@TempDir Path folder) throws Exception {
    Path keys = folder.resolve("keys");
    Files.writeString(
        keys, "one:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b\n");
    try (var guarded =
        TestServer.on(
            TestServer.simulated(), ServerOptions.of("tiny", 0).withKeys(ApiKeys.read(keys)))) {
      JsonNode paths =
          TestServer.JSON
              .readTree(
                  guarded
                      .send(guarded.request("/openapi.json").header("X-API-Key", "secret").GET())
                      .body())
              .path("paths");
      int asked = 0;
      for (var path : paths.properties()) {
        for (String method : path.getValue().propertyNames()) {
          if (method.equals("parameters") || path.getKey().equals("/health")) {
            continue;
          }
          var request =
              guarded
                  .request(path.getKey().replace("{id}", "x"))
                  .method(
                      method.toUpperCase(java.util.Locale.ROOT),
                      java.net.http.HttpRequest.BodyPublishers.ofString("{}"));
          assertThat(guarded.send(request).statusCode())
              .as(method + " " + path.getKey())
              .isEqualTo(401);
          asked++;
        }
      }
      assertThat(asked).isGreaterThan(20);
    }
  }

  /// CVE-2026-50020, CVE-2026-42584, CVE-2026-41417: messages whose end two readers see in two
  /// places. None is answered as two, and none reaches a handler.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
        "Content-Length: 4, 5\r\n\r\nabcde",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: +4\r\n\r\nabcd",
        "Content-Length: 0x4\r\n\r\nabcd",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length : 4\r\n\r\nabcd",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        "X\0Y: a\r\nContent-Length: 0\r\n\r\n",
      })
  void refusesMessagesWithTwoEnds(String rest) throws Exception {
    String smuggled = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
    String answer = server.exchange("POST /tokenize HTTP/1.1\r\nHost: x\r\n" + rest + smuggled);
    assertThat(answer).doesNotContain("HTTP/1.1 200", "espalier_");
    assertThat(server.get("/health").statusCode()).isEqualTo(200);
  }

  /// CVE-2026-42577: connections that are reset while the server writes to them.
  @Test
  void survivesManyResets() throws Exception {
    String body = complete(",\"ignore_eos\":true,\"stream\":true").replace("4", "2000");
    for (int i = 0; i < 100; i++) {
      try (Socket socket = server.connect()) {
        socket.setSoLinger(true, 0);
        socket
            .getOutputStream()
            .write(TestServer.rawPost("/v1/completions", body).getBytes(StandardCharsets.UTF_8));
        if (i % 2 == 0) {
          assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
      }
    }
    server.awaitIdle();
    TestServer.await(() -> server.server.serving() == 0);
  }

  /// Programs as input: fork bombs, loops and recursion without end.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "prompt p() -> string[] { let a = fork i in range(0, 1000000) { \"x\\[v: string, max: 9]\""
            + " yield v } return a }",
        "prompt p() -> string { while true { \"x\\[v: string, max: 9]\" } return \"\" }",
        "prompt p() -> string { return p() }",
      })
  void refusesProgramsWithoutBound(String source) throws Exception {
    var response = server.post("/v1/programs", "{\"source\":" + quoted(source) + "}");
    assertThat(response.statusCode()).as(response.body()).isIn(413, 422);
  }

  /// A client that goes while its schema is compiled.
  @Test
  void givesUpWhatNobodyWaitsFor() throws Exception {
    var values = new StringBuilder("\"v\"");
    for (int i = 0; i < 30_000; i++) {
      values.append(",\"other").append(i * 104_729L).append('"');
    }
    for (int i = 0; i < 3; i++) {
      String body =
          complete(",\"guided_json\":{\"enum\":[" + values + ",\"" + i + "\"]},\"stream\":true");
      try (Socket socket = server.connect()) {
        socket.setSoLinger(true, 0);
        socket
            .getOutputStream()
            .write(TestServer.rawPost("/v1/completions", body).getBytes(StandardCharsets.UTF_8));
        TestServer.await(() -> server.server.serving() > 0);
      }
      TestServer.await(() -> server.server.serving() == 0);
      server.awaitIdle();
    }
  }
}
