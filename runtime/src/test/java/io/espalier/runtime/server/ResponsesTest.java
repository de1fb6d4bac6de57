package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.runtime.model.simulated.ScriptedModel.Line;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ResponsesTest {
  private static final String TOOLS =
      ",\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"strict\":true,\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"maxLength\":8}},\"required\":[\"city\"]}}]";

  private static TestServer scripted;
  private static TestServer simulated;

  @BeforeAll
  static void start() throws Exception {
    String end = "<|im_end|>\n<|im_start|>assistant\n";
    scripted =
        TestServer.on(
            TestServer.scripted(
                new Line("greet" + end, "Hello, wörld! Bye."),
                new Line("weather" + end, "{\"type\":\"weather\",\"city\":\"Oslo\"}"),
                new Line(
                    "Bye.<|im_end|>\n<|im_start|>user\nagain" + end, "You heard me already.")));
    simulated = TestServer.on(TestServer.simulated());
  }

  @AfterAll
  static void stop() {
    scripted.awaitIdle();
    scripted.close();
    simulated.close();
  }

  private static String input(String text, String more) {
    return "{\"model\":\"tiny\",\"input\":\"%s\",\"temperature\":0%s}".formatted(text, more);
  }

  @Test
  void answersATextWithItsCost() throws Exception {
    JsonNode body = scripted.json("/v1/responses", input("greet", ",\"metadata\":{\"a\":\"b\"}"));
    assertThat(body.path("object").stringValue()).isEqualTo("response");
    assertThat(body.path("status").stringValue()).isEqualTo("completed");
    JsonNode part = body.at("/output/0/content/0");
    assertThat(part.path("type").stringValue()).isEqualTo("output_text");
    assertThat(part.path("text").stringValue()).isEqualTo("Hello, wörld! Bye.");
    assertThat(body.at("/usage/total_tokens").intValue())
        .isEqualTo(
            body.at("/usage/input_tokens").intValue() + body.at("/usage/output_tokens").intValue());
    assertThat(body.at("/metadata/a").stringValue()).isEqualTo("b");
    assertThat(body.at("/text/format/type").stringValue()).isEqualTo("text");
  }

  @Test
  void readsItemsAsTheChatDoes() throws Exception {
    JsonNode items =
        scripted.json(
            "/v1/responses",
            "{\"instructions\":\"Be"
                + " kind.\",\"temperature\":0,\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"greet\"}]}]}");
    JsonNode chat =
        scripted.json(
            "/v1/chat/completions",
            "{\"temperature\":0,\"messages\":[{\"role\":\"system\",\"content\":\"Be"
                + " kind.\"},{\"role\":\"user\",\"content\":\"greet\"}]}");
    assertThat(items.at("/output/0/content/0/text"))
        .isEqualTo(chat.at("/choices/0/message/content"));
    assertThat(items.at("/usage/input_tokens")).isEqualTo(chat.at("/usage/prompt_tokens"));
  }

  @Test
  void goesOnFromAStoredResponse() throws Exception {
    String id = scripted.json("/v1/responses", input("greet", "")).path("id").stringValue();
    String more = ",\"previous_response_id\":\"%s\"".formatted(id);
    JsonNode second = scripted.json("/v1/responses", input("again", more));
    assertThat(second.at("/output/0/content/0/text").stringValue())
        .isEqualTo("You heard me already.");
    assertThat(second.path("previous_response_id").stringValue()).isEqualTo(id);

    assertThat(TestServer.JSON.readTree(scripted.get("/v1/responses/" + id).body()).path("id"))
        .isEqualTo(TestServer.JSON.getNodeFactory().stringNode(id));
    JsonNode items =
        TestServer.JSON.readTree(scripted.get("/v1/responses/" + id + "/input_items").body());
    assertThat(items.at("/data/0/content/0/text").stringValue()).isEqualTo("greet");
    assertThat(scripted.post("/v1/responses/" + id + "/cancel", "").statusCode()).isEqualTo(400);
    var deleted = scripted.send(scripted.request("/v1/responses/" + id).DELETE());
    assertThat(TestServer.JSON.readTree(deleted.body()).path("deleted").booleanValue()).isTrue();
    assertThat(scripted.get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    var refused = scripted.post("/v1/responses", input("again", more));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("previous_response_not_found", id);
  }

  @Test
  void keepsNothingWhenToldNotTo() throws Exception {
    JsonNode body = scripted.json("/v1/responses", input("greet", ",\"store\":false"));
    String id = body.path("id").stringValue();
    assertThat(scripted.get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    assertThat(
            scripted
                .post(
                    "/v1/responses",
                    input("again", ",\"previous_response_id\":\"%s\"".formatted(id)))
                .statusCode())
        .isEqualTo(400);
  }

  private static List<String> types(List<JsonNode> events) {
    return events.stream().map(event -> event.path("type").stringValue()).distinct().toList();
  }

  @Test
  void streamsATextAsNumberedEvents() throws Exception {
    String stream = scripted.post("/v1/responses", input("greet", ",\"stream\":true")).body();
    List<JsonNode> events = TestServer.events(stream);
    assertThat(types(events))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    var text = new StringBuilder();
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("sequence_number").intValue()).isEqualTo(i);
      assertThat(stream).contains("event: " + events.get(i).path("type").stringValue() + "\n");
      text.append(events.get(i).path("delta").asString(""));
    }
    assertThat(text).hasToString("Hello, wörld! Bye.");
    JsonNode last = events.getLast().path("response");
    assertThat(last.at("/output/0/content/0/text").stringValue()).isEqualTo(text.toString());
    assertThat(last.at("/usage/output_tokens").intValue()).isPositive();
    String id = last.path("id").stringValue();
    assertThat(scripted.get("/v1/responses/" + id).statusCode()).isEqualTo(200);
  }

  @Test
  void callsATool() throws Exception {
    JsonNode body = scripted.json("/v1/responses", input("weather", TOOLS));
    JsonNode call = body.at("/output/0");
    assertThat(call.path("type").stringValue()).isEqualTo("function_call");
    assertThat(call.path("arguments").stringValue()).isEqualTo("{\"city\":\"Oslo\"}");
    String stream =
        scripted.post("/v1/responses", input("weather", TOOLS + ",\"stream\":true")).body();
    assertThat(types(TestServer.events(stream)))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");
    // The conversation goes on with what the tool said.
    JsonNode next =
        simulated.json(
            "/v1/responses",
            "{\"max_output_tokens\":4,\"ignore_eos\":true,\"input\":[{\"role\":\"user\",\"content\":\"w\"},%s,{\"type\":\"function_call_output\",\"call_id\":\"x\",\"output\":\"rain\"}]%s}"
                .formatted(call, TOOLS + ",\"tool_choice\":\"none\""));
    assertThat(next.path("status").stringValue()).isEqualTo("incomplete");
    assertThat(next.at("/incomplete_details/reason").stringValue()).isEqualTo("max_output_tokens");
  }

  @Test
  void enforcesASchemaAndANamedTool() throws Exception {
    JsonNode body =
        simulated.json(
            "/v1/responses",
            input(
                "x",
                ",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"strict\":true,\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":3,\"maximum\":5}},\"required\":[\"a\"],\"additionalProperties\":false}}}"));
    String text = body.at("/output/0/content/0/text").stringValue();
    assertThat(TestServer.JSON.readTree(text).path("a").intValue()).isBetween(3, 5);
    assertThat(body.at("/text/format/type").stringValue()).isEqualTo("json_schema");
    JsonNode called =
        simulated.json(
            "/v1/responses",
            input("x", TOOLS + ",\"tool_choice\":{\"type\":\"function\",\"name\":\"weather\"}"));
    assertThat(called.at("/output/0/name").stringValue()).isEqualTo("weather");
  }

  @Test
  void reportsLogProbabilities() throws Exception {
    JsonNode body =
        simulated.json(
            "/v1/responses",
            input(
                "x",
                ",\"max_output_tokens\":4,\"ignore_eos\":true,\"include\":[\"message.output_text.logprobs\"],\"top_logprobs\":2"));
    JsonNode logprobs = body.at("/output/0/content/0/logprobs");
    assertThat(logprobs.size()).isEqualTo(4);
    for (JsonNode token : logprobs) {
      assertThat(token.path("logprob").doubleValue()).isNegative();
      assertThat(token.path("top_logprobs").size()).isEqualTo(2);
    }
  }

  @Test
  void endsAStreamThatFailsWithItsError() throws Exception {
    String stream =
        simulated
            .post(
                "/v1/responses",
                input(
                    "x",
                    ",\"stream\":true,\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"schema\":{\"$ref\":\"#/nowhere\"}}}"))
            .body();
    JsonNode last = TestServer.events(stream).getLast();
    assertThat(last.path("type").stringValue()).isEqualTo("response.failed");
    assertThat(last.at("/response/error/code").stringValue()).isEqualTo("invalid_constraint");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        ",\"background\":true; background",
        ",\"truncation\":\"auto\"; truncation",
        ",\"conversation\":\"c\"; conversation",
        ",\"prompt\":{\"id\":\"p\"}; prompt",
        ",\"include\":[\"file_search_call.results\"]; include",
        ",\"top_logprobs\":2; include",
        ",\"tools\":[{\"type\":\"web_search\"}]; web_search",
        ",\"max_output_tokens\":0; max_output_tokens",
        ",\"text\":{\"format\":{\"type\":\"xml\"}}; xml",
        ",\"n\":2; n",
      })
  void refusesWhatItWouldOtherwiseDrop(String more, String named) throws Exception {
    var response = scripted.post("/v1/responses", input("greet", more));
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = TestServer.JSON.readTree(response.body()).path("error");
    assertThat(error.toString()).contains(named);
  }

  @Test
  void refusesItemsItCannotRead() throws Exception {
    for (String item :
        List.of(
            "{\"type\":\"item_reference\",\"id\":\"x\"}",
            "{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"http://x\"}]}",
            "{\"role\":\"robot\",\"content\":\"x\"}",
            "{\"role\":\"user\",\"content\":\"x\",\"mood\":\"odd\"}")) {
      assertThat(scripted.post("/v1/responses", "{\"input\":[" + item + "]}").statusCode())
          .as(item)
          .isEqualTo(400);
    }
    assertThat(scripted.post("/v1/responses", "{\"input\":[]}").statusCode()).isEqualTo(400);
  }
}
