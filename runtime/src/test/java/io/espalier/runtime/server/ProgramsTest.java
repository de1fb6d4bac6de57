package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.compiler.Compiler;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.compiler.ir.IrJson;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.runtime.model.simulated.ScriptedModel.Line;
import io.espalier.runtime.server.http.HttpLimits;
import io.espalier.runtime.server.programs.ServedProgram;
import io.espalier.runtime.server.request.WorkLimits;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ProgramsTest {
  private static final String CAPITAL =
      """
      /// Answers a question.
      prompt capital(country: string(max: 20), tries: int(1..3) = 1) -> string {
        "Q: \\{country}\\nA:\\[answer: string, max: 24, until: "\\n"]\\n"
        return answer.trim()
      }
      """;
  private static final String TREE =
      """
      prompt tree(name: string) -> string[] {
        "Tips on \\{name}"
        let tips = fork i in ["one", "two"] {
          " \\{i}:\\[tip: string, max: 30, until: "\\n"]"
          yield tip.trim()
        }
        return tips
      }
      """;
  private static final String ENDLESS =
      """
      prompt endless() -> string[] {
        let all = fork i in ["a", "b", "c"] {
          "\\{i}\\[v: string(r"[a-z]{2900,3000}"), max: 3500]"
          yield v
        }
        return all
      }
      """;

  private static HeldModel held;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    held =
        new HeldModel(
            TestServer.scripted(
                new Line("Q: Italy\nA:", " Rome\n"),
                new Line("Tips on tea one:", " boil\n"),
                new Line("Tips on tea two:", " wait\n")));
    IrProgram program = compile("capital.sgl", CAPITAL);
    server =
        TestServer.on(
            held,
            ServerOptions.of("tiny", 0)
                .withLimits(
                    HttpLimits.DEFAULT,
                    WorkLimits.DEFAULT.withPrograms(20_000, 100, Duration.ofMinutes(1)))
                .withPrograms(
                    List.of(new ServedProgram("capital", CAPITAL, program, Map.of())), Map.of()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static IrProgram compile(String name, String text) {
    return Compiler.compile(new SourceText(name, text), ImportResolver.none()).programOrThrow();
  }

  private static ObjectNode body(String source, String arguments) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("source", source);
    body.set("args", TestServer.JSON.readTree(arguments));
    return body;
  }

  private static HttpResponse<String> submit(ObjectNode body, String... headers) throws Exception {
    HttpRequest.Builder request =
        server.request("/v1/programs").POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return server.send(request);
  }

  /// The events of a stream as `name data`.
  private static List<String> names(String stream) {
    var names = new ArrayList<String>();
    stream
        .lines()
        .filter(line -> line.startsWith("event: "))
        .forEach(line -> names.add(line.substring(7)));
    return names;
  }

  @Test
  void runsASubmittedProgramAndShowsItsBranches() throws Exception {
    var response = submit(body(TREE, "{\"name\":\"tea\"}"), "Accept", "text/event-stream");
    assertThat(response.statusCode()).isEqualTo(200);
    List<String> names = names(response.body());
    assertThat(names.getFirst()).isEqualTo("branch.open");
    assertThat(names)
        .contains("text", "var.begin", "var.delta", "var.end", "branch.usage", "branch.close")
        .contains("stats");
    assertThat(names.stream().filter("branch.open"::equals)).hasSize(3);
    assertThat(names.stream().filter("branch.close"::equals)).hasSize(3);
    assertThat(names.getLast()).isEqualTo("result");
    JsonNode result = TestServer.events(response.body()).getLast();
    assertThat(result.path("result").toString()).isEqualTo("[\"boil\",\"wait\"]");

    // The pieces of a variable are its text.
    var text = new StringBuilder();
    for (JsonNode event : TestServer.events(response.body())) {
      if (event.has("text")
          && event.has("name")
          && event.path("path").stringValue().endsWith("[1]")) {
        text.append(event.path("text").stringValue());
      }
    }
    assertThat(text.toString().strip()).isEqualTo("wait");

    String id = response.headers().firstValue("X-Program-Id").orElseThrow();
    JsonNode shown = TestServer.JSON.readTree(server.get("/v1/programs/" + id).body());
    assertThat(shown.path("status").stringValue()).isEqualTo("succeeded");
    assertThat(shown.at("/bounds/branches").intValue()).isEqualTo(3);
    server.awaitIdle();
  }

  @Test
  void givesAnIdAndTheBoundsAndLaterTheResult() throws Exception {
    var response = submit(body(CAPITAL, "{\"country\":\"Italy\"}"));
    assertThat(response.statusCode()).isEqualTo(201);
    JsonNode run = TestServer.JSON.readTree(response.body());
    assertThat(run.at("/bounds/generatedTokens").intValue()).isEqualTo(24);
    String id = run.path("id").stringValue();
    assertThat(response.headers().firstValue("Location")).hasValue("/v1/programs/" + id);
    // Following it waits for its end.
    var events =
        server.send(
            server.request("/v1/programs/" + id).header("Accept", "text/event-stream").GET());
    assertThat(TestServer.events(events.body()).getLast().path("result").stringValue())
        .isEqualTo("Rome");
    int count = names(events.body()).size();
    var rest =
        server.send(
            server
                .request("/v1/programs/" + id)
                .headers("Accept", "text/event-stream", "Last-Event-ID", "" + (count - 2))
                .GET());
    assertThat(names(rest.body())).containsExactly("result");
  }

  @Test
  void runsAProgramThatComesCompiled() throws Exception {
    ObjectNode body = body(CAPITAL, "{\"country\":\"Italy\"}");
    body.remove("source");
    body.set("ir", TestServer.JSON.readTree(IrJson.write(compile("capital.sgl", CAPITAL))));
    var response = submit(body, "Accept", "text/event-stream");
    assertThat(TestServer.events(response.body()).getLast().path("result").stringValue())
        .isEqualTo("Rome");
    ((ObjectNode) body.get("ir")).put("version", 99);
    assertThat(submit(body).statusCode()).isEqualTo(422);
  }

  @Test
  void refusesWhatMayGenerateTooMuchWithTheNumbers() throws Exception {
    String source =
        "prompt big() -> string[] { let x = fork i in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] { \"\\[v:"
            + " string, max: 3000]\" yield v } return x }";
    var response = submit(body(source, "{}"));
    assertThat(response.statusCode()).isEqualTo(413);
    JsonNode error = TestServer.JSON.readTree(response.body()).path("error");
    assertThat(error.at("/bounds/generatedTokens").intValue()).isEqualTo(30_000);
    assertThat(error.at("/limits/generatedTokens").intValue()).isEqualTo(20_000);

    ObjectNode own = body(CAPITAL, "{\"country\":\"Italy\"}");
    own.set("limits", JsonNodeFactory.instance.objectNode().put("tokens", 10));
    assertThat(submit(own).statusCode()).isEqualTo(413);
  }

  @Test
  void startsARequestWithAKeyOnce() throws Exception {
    ObjectNode body = body(CAPITAL, "{\"country\":\"Italy\"}");
    var first = submit(body, "Idempotency-Key", "k1");
    var second = submit(body, "Idempotency-Key", "k1");
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.headers().firstValue("X-Program-Id"))
        .isEqualTo(first.headers().firstValue("X-Program-Id"));
    body.put("seed", 9);
    assertThat(submit(body, "Idempotency-Key", "k1").statusCode()).isEqualTo(422);
  }

  @RepeatedTest(8)
  void cancelsTheWholeTree() throws Exception {
    held.hold();
    try {
      var response = submit(body(ENDLESS, "{}"));
      assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
      String id = response.headers().firstValue("X-Program-Id").orElseThrow();
      held.allow(3);
      var cancelled = server.send(server.request("/v1/programs/" + id).DELETE());
      assertThat(TestServer.JSON.readTree(cancelled.body()).path("status").stringValue())
          .as(cancelled.body())
          .isEqualTo("cancelled");
    } finally {
      held.free();
    }
    server.awaitIdle();
  }

  @Test
  void cancelsARunWhoseOwnerGoes() throws Exception {
    held.hold();
    try (Socket socket = server.connect()) {
      String json = body(ENDLESS, "{}").toString();
      socket
          .getOutputStream()
          .write(
              "POST /v1/programs HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(json.length(), json)
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().readNBytes(64)).hasSize(64);
    }
    TestServer.await(() -> server.server.serving() == 0);
    held.free();
    assertThat(server.server.awaitPrograms(Duration.ofSeconds(10))).isTrue();
    server.awaitIdle();
  }

  @Test
  void servesFilesAsTypedRoutes() throws Exception {
    JsonNode body = server.json("/run/capital/capital", "{\"country\":\"Italy\"}");
    assertThat(body.path("result").stringValue()).isEqualTo("Rome");
    assertThat(body.at("/stats/generations").intValue()).isEqualTo(1);
    assertThat(server.json("/run/capital", "{\"country\":\"Italy\"}").path("result").stringValue())
        .isEqualTo("Rome");

    var wrong = server.post("/run/capital/capital", "{\"country\":\"Italy\",\"tries\":7,\"x\":1}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    JsonNode error = TestServer.JSON.readTree(wrong.body()).path("error");
    assertThat(error.path("pointer").stringValue()).isEqualTo("/tries");
    assertThat(error.at("/problems/1/pointer").stringValue()).isEqualTo("/x");
    assertThat(server.post("/run/capital/capital", "{}").body()).contains("/country");
    assertThat(server.post("/run/capital/other", "{}").statusCode()).isEqualTo(404);
    assertThat(server.post("/run/other/capital", "{}").statusCode()).isEqualTo(404);
    assertThat(server.post("/run/capital/capital", "[1]").statusCode()).isEqualTo(400);
  }

  @Test
  void listsItsProgramsWithTextAndPrompts() throws Exception {
    JsonNode programs = TestServer.JSON.readTree(server.get("/v1/programs").body());
    JsonNode capital = programs.at("/programs/0");
    assertThat(capital.path("name").stringValue()).isEqualTo("capital");
    assertThat(capital.path("source").stringValue()).isEqualTo(CAPITAL);
    assertThat(capital.at("/prompts/0/parameters/properties/tries/maximum").intValue())
        .isEqualTo(3);
    assertThat(capital.at("/prompts/0/bounds/generatedTokens").intValue()).isEqualTo(24);
  }

  @Test
  void saysWhatIsWrongWithATextWithoutRunningIt() throws Exception {
    ObjectNode text = JsonNodeFactory.instance.objectNode().put("source", TREE);
    JsonNode right = server.json("/v1/programs/check", text.toString());
    assertThat(right.path("diagnostics").size()).isZero();
    assertThat(right.at("/prompts/0/name").stringValue()).isEqualTo("tree");

    text.put("source", "prompt x(n: int(5..1)) -> strin { return n }");
    JsonNode wrong = server.json("/v1/programs/check", text.toString());
    assertThat(wrong.path("prompts").size()).isZero();
    assertThat(wrong.path("diagnostics").size()).isGreaterThanOrEqualTo(2);
    assertThat(server.post("/v1/programs/check", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void showsTheScoresOfASelection() throws Exception {
    String source =
        """
        prompt pick() -> string {
          "Colour:"
          let colour = select from ["red", "green", "blue"]
          return colour
        }
        """;
    var response = submit(body(source, "{}"), "Accept", "text/event-stream");
    JsonNode scores =
        TestServer.events(response.body()).stream()
            .filter(event -> event.has("scores"))
            .findFirst()
            .orElseThrow();
    assertThat(scores.path("choices").intValue()).isEqualTo(3);
    double sum = 0;
    for (JsonNode score : scores.path("scores")) {
      sum += score.path("probability").doubleValue();
      assertThat(score.path("logprob").doubleValue()).isNegative();
    }
    assertThat(sum).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-9));
    JsonNode result = TestServer.events(response.body()).getLast();
    assertThat(result.path("result")).isEqualTo(scores.at("/scores/0/choice"));
  }

  @Test
  void describesItsRoutes() throws Exception {
    JsonNode document = TestServer.JSON.readTree(server.get("/openapi.json").body());
    assertThat(document.path("openapi").stringValue()).isEqualTo("3.1.0");
    JsonNode schema =
        document
            .path("paths")
            .path("/run/capital/capital")
            .at("/post/requestBody/content/application~1json/schema");
    assertThat(schema.at("/properties/tries/maximum").intValue()).isEqualTo(3);
    assertThat(schema.path("required").toString()).isEqualTo("[\"country\"]");
    assertThat(document.path("paths").propertyNames())
        .contains("/v1/programs", "/v1/programs/{id}");
  }

  @Test
  void saysWhereAProgramIsWrong() throws Exception {
    var response = submit(body("prompt x() -> strin { return 1 }", "{}"));
    assertThat(response.statusCode()).isEqualTo(422);
    JsonNode error = TestServer.JSON.readTree(response.body()).path("error");
    assertThat(error.at("/diagnostics/0/line").intValue()).isEqualTo(1);
    assertThat(error.at("/diagnostics/0/code").stringValue()).startsWith("SGL");
    var withTool =
        submit(
            body("tool t(a: string) -> string\nprompt x() -> string { return t(a: \"b\") }", "{}"));
    assertThat(withTool.statusCode()).isEqualTo(422);
    assertThat(withTool.body()).contains("needs tools that are not registered: [t]");
    assertThat(server.get("/v1/programs/none").statusCode()).isEqualTo(404);
    assertThat(server.post("/v1/programs", "{}").statusCode()).isEqualTo(400);
  }
}
