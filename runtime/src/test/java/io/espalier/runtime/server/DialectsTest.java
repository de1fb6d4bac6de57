package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.runtime.Engine;
import io.espalier.runtime.model.simulated.ScriptedModel.Line;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// SGLang's and Ollama's dialects, and the bundled model through each.
class DialectsTest {
  private static HeldModel held;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    held =
        new HeldModel(
            TestServer.scripted(
                new Line("count:", " one two three. four"),
                new Line("hi<|im_end|>\n<|im_start|>assistant\n", "Hello.")));
    server = TestServer.on(held);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void generatesAsSglangDoes() throws Exception {
    JsonNode body =
        server.json(
            "/generate",
            "{\"text\":\"count:\",\"sampling_params\":{\"temperature\":0,\"max_new_tokens\":40,\"stop\":\".\"},\"return_logprob\":true,\"top_logprobs_num\":2}");
    assertThat(body.path("text").stringValue()).isEqualTo(" one two three");
    assertThat(body.at("/meta_info/finish_reason/type").stringValue()).isEqualTo("stop");
    assertThat(body.at("/meta_info/finish_reason/matched").stringValue()).isEqualTo(".");
    assertThat(body.at("/meta_info/output_token_logprobs").size())
        .isEqualTo(body.path("output_ids").size());
    JsonNode batch =
        server.json(
            "/generate",
            "{\"text\":[\"count:\",\"count:"
                + " one\"],\"sampling_params\":{\"temperature\":0,\"no_stop_trim\":true,\"stop\":[\".\"]}}");
    assertThat(batch.get(0).path("text").stringValue()).isEqualTo(" one two three.");
    assertThat(batch.get(1).path("text").stringValue()).isEqualTo(" two three.");
    JsonNode constrained =
        server.json("/generate", "{\"text\":\"x\",\"sampling_params\":{\"regex\":\"[0-9]{3}\"}}");
    assertThat(constrained.path("text").stringValue()).matches("[0-9]{3}");
    assertThat(
            server
                .post("/generate", "{\"text\":\"x\",\"sampling_params\":{\"ebnf\":\"r\"}}")
                .statusCode())
        .isEqualTo(400);
    assertThat(server.post("/generate", "{\"text\":\"x\",\"lora_path\":\"y\"}").body())
        .contains("lora_path");
  }

  @Test
  void streamsTheTextSoFarAsSglangDoes() throws Exception {
    String stream =
        server
            .post(
                "/generate",
                "{\"text\":\"count:\",\"stream\":true,\"sampling_params\":{\"temperature\":0}}")
            .body();
    List<JsonNode> events = TestServer.events(stream);
    String before = "";
    for (JsonNode event : events) {
      assertThat(event.path("text").stringValue()).startsWith(before);
      before = event.path("text").stringValue();
    }
    assertThat(before).isEqualTo(" one two three. four");
    assertThat(stream).endsWith("data: [DONE]\n\n");
    assertThat(events.getLast().at("/meta_info/finish_reason/type").stringValue())
        .isEqualTo("stop");
  }

  @Test
  void answersWhatSglangsClientAsksFirst() throws Exception {
    for (String path : new String[] {"/get_model_info", "/model_info"}) {
      JsonNode info = TestServer.JSON.readTree(server.get(path).body());
      assertThat(info.path("model_path").stringValue()).isEqualTo("tiny");
      assertThat(info.path("is_generation").booleanValue()).isTrue();
    }
    assertThat(server.get("/server_info").statusCode()).isEqualTo(200);
    assertThat(server.get("/get_server_info").statusCode()).isEqualTo(200);
    assertThat(server.get("/health_generate").statusCode()).isEqualTo(200);
  }

  @Test
  void abortsARequestByItsId() throws Exception {
    held.hold();
    var answer =
        CompletableFuture.supplyAsync(() -> {
          try {
            return server.post("/generate", "{\"rid\":\"r1\",\"text\":\"count:\"}").statusCode();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    try {
      while (!answer.isDone()) {
        assertThat(server.post("/abort_request", "{\"rid\":\"r1\"}").statusCode()).isEqualTo(200);
      }
    } finally {
      held.free();
    }
    assertThat(answer.get()).isEqualTo(503);
    server.awaitIdle();
  }

  @Test
  void chatsAsOllamaDoes() throws Exception {
    String lines =
        server
            .post(
                "/api/chat",
                "{\"model\":\"tiny:latest\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"options\":{\"temperature\":0}}")
            .body();
    var text = new StringBuilder();
    List<JsonNode> pieces = lines.lines().map(TestServer.JSON::readTree).toList();
    pieces.forEach(piece -> text.append(piece.at("/message/content").stringValue()));
    assertThat(text).hasToString("Hello.");
    assertThat(pieces.getLast().path("done").booleanValue()).isTrue();
    JsonNode whole =
        server.json(
            "/api/generate",
            "{\"model\":\"tiny\",\"prompt\":\"hi\",\"stream\":false,\"options\":{\"temperature\":0,\"num_predict\":20}}");
    assertThat(whole.path("response").stringValue()).isEqualTo("Hello.");
    JsonNode json =
        server.json(
            "/api/generate",
            "{\"prompt\":\"x\",\"raw\":true,\"stream\":false,\"format\":{\"enum\":[12]}}");
    assertThat(json.path("response").stringValue()).isEqualTo("12");
    assertThat(server.get("/api/tags").body()).contains("tiny:latest");
    assertThat(server.post("/api/show", "{\"model\":\"tiny\"}").statusCode()).isEqualTo(200);
    var wrong = server.post("/api/chat", "{\"model\":\"other\"}");
    assertThat(wrong.statusCode()).isEqualTo(404);
    assertThat(TestServer.JSON.readTree(wrong.body()).path("error").isString()).isTrue();
  }

  @Test
  void servesTheBundledModel() throws Exception {
    try (var engine = Engine.open("sapling");
        var sapling =
            new TestServer(engine.local().orElseThrow(), ServerOptions.of("sapling", 0))) {
      String question =
          "Q: What is the capital of France?\\nA: Paris\\n\\nQ: What is the capital of"
              + " Germany?\\nA:";
      JsonNode text =
          sapling.json(
              "/generate",
              "{\"text\":\""
                  + question
                  + "\",\"sampling_params\":{\"temperature\":0,\"max_new_tokens\":8,\"stop\":\"\\n\"}}");
      assertThat(text.path("text").stringValue()).isEqualTo(" Berlin");
      JsonNode person =
          sapling.json(
              "/v1/chat/completions",
              """
              {"model": "sapling", "temperature": 0, "messages": [{"role": "user", "content":
               "Extract name and age as JSON from: My name is Tilda Vron, I am 41 years old."}],
               "response_format": {"type": "json_schema", "json_schema": {"name": "p", "schema":
               {"type": "object", "properties": {"name": {"type": "string", "maxLength": 40},
               "age": {"type": "integer", "minimum": 0, "maximum": 130}},
               "required": ["name", "age"], "additionalProperties": false}}}}
              """);
      JsonNode value =
          TestServer.JSON.readTree(person.at("/choices/0/message/content").stringValue());
      assertThat(value.path("age").intValue()).isEqualTo(41);
    }
  }
}
