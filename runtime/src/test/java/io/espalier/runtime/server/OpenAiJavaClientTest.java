package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import io.espalier.runtime.model.simulated.ScriptedModel.Line;
import io.espalier.runtime.server.request.ApiKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// OpenAI's own Java client against this server.
class OpenAiJavaClientTest {
  /// What an answer must look like; the client makes the schema of it.
  public enum Mood {
    GLAD,
    SAD
  }

  public static final class Verdict {
    public Mood mood = Mood.GLAD;
    public boolean sure;
  }

  /// A tool; the client makes its schema of it.
  public static final class Weather {
    public String city = "";
  }

  private static TestServer scripted;
  private static TestServer simulated;
  private static OpenAIClient client;
  private static OpenAIClient random;

  @BeforeAll
  static void start() throws Exception {
    String end = "<|im_end|>\n<|im_start|>assistant\n";
    scripted =
        TestServer.on(
            TestServer.scripted(
                new Line("greet" + end, "Hello, wörld! Bye."),
                new Line("weather" + end, "{\"type\":\"Weather\",\"city\":\"Oslo\"}"),
                new Line("Bye.<|im_end|>\n<|im_start|>user\nagain" + end, "As I said."),
                new Line("count:", " one two")));
    simulated = TestServer.on(TestServer.simulated());
    client = client(scripted, "none");
    random = client(simulated, "none");
  }

  private static OpenAIClient client(TestServer server, String key) {
    return OpenAIOkHttpClient.builder()
        .apiKey(key)
        .baseUrl("http://127.0.0.1:" + server.port() + "/v1")
        .maxRetries(0)
        .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    random.close();
    scripted.close();
    simulated.close();
  }

  private static ChatCompletionCreateParams.Builder chat(String words) {
    return ChatCompletionCreateParams.builder()
        .model("tiny")
        .addUserMessage(words)
        .temperature(0.0);
  }

  @Test
  void chats() {
    var answer = client.chat().completions().create(chat("greet").build());
    answer.validate();
    assertThat(answer.choices().getFirst().message().content()).contains("Hello, wörld! Bye.");
    assertThat(answer.usage().orElseThrow().completionTokens()).isPositive();
  }

  @Test
  void streamsAChat() {
    var params =
        chat("greet")
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    var whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      stream.stream().forEach(whole::accumulate);
    }
    var answer = whole.chatCompletion();
    assertThat(answer.choices().getFirst().message().content()).contains("Hello, wörld! Bye.");
    assertThat(answer.usage()).isPresent();
  }

  @Test
  void callsATool() {
    var params = chat("weather").addTool(Weather.class).build();
    var message = client.chat().completions().create(params).choices().getFirst().message();
    ChatCompletionMessageFunctionToolCall call =
        message.toolCalls().orElseThrow().getFirst().asFunction();
    assertThat(call.function().name()).isEqualTo("Weather");
    assertThat(call.function().arguments(Weather.class).city).isEqualTo("Oslo");
    var whole = ChatCompletionAccumulator.create();
    try (var stream = client.chat().completions().createStreaming(params)) {
      stream.stream().forEach(whole::accumulate);
    }
    var streamed = whole.chatCompletion().choices().getFirst().message().toolCalls().orElseThrow();
    assertThat(streamed.getFirst().asFunction().function().arguments())
        .isEqualTo(call.function().arguments());
  }

  @Test
  void answersInTheTypeOfAClass() {
    for (int i = 0; i < 5; i++) {
      var params =
          ChatCompletionCreateParams.builder()
              .model("tiny")
              .addUserMessage("x")
              .putAdditionalBodyProperty("seed", JsonValue.from(i))
              .responseFormat(Verdict.class)
              .build();
      var answer = random.chat().completions().create(params);
      assertThat(answer.choices().getFirst().message().content().orElseThrow().mood).isNotNull();
    }
  }

  @Test
  void completes() {
    var params =
        CompletionCreateParams.builder()
            .model("tiny")
            .prompt("count:")
            .temperature(0.0)
            .maxTokens(20)
            .logprobs(2)
            .build();
    var answer = client.completions().create(params);
    answer.validate();
    assertThat(answer.choices().getFirst().text()).isEqualTo(" one two");
    assertThat(answer.choices().getFirst().logprobs().orElseThrow().tokens()).isPresent();
    var text = new StringBuilder();
    try (var stream = client.completions().createStreaming(params)) {
      stream.stream()
          .forEach(piece -> piece.choices().forEach(choice -> text.append(choice.text())));
    }
    assertThat(text).hasToString(" one two");
  }

  private static String text(Response response) {
    return response.output().getFirst().asMessage().content().getFirst().asOutputText().text();
  }

  @Test
  void respondsAndGoesOn() {
    var params =
        ResponseCreateParams.builder().model("tiny").input("greet").temperature(0.0).build();
    Response first = client.responses().create(params);
    first.validate();
    assertThat(text(first)).isEqualTo("Hello, wörld! Bye.");
    Response second =
        client
            .responses()
            .create(params.toBuilder().input("again").previousResponseId(first.id()).build());
    assertThat(text(second)).isEqualTo("As I said.");
    assertThat(text(client.responses().retrieve(first.id()))).isEqualTo("Hello, wörld! Bye.");
    assertThat(client.responses().inputItems().list(second.id()).items()).hasSize(3);
    client.responses().delete(first.id());
    assertThatThrownBy(() -> client.responses().retrieve(first.id()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void streamsAResponse() {
    for (boolean tool : new boolean[] {false, true}) {
      var params =
          ResponseCreateParams.builder()
              .model("tiny")
              .input(tool ? "weather" : "greet")
              .temperature(0.0);
      if (tool) {
        params.addTool(Weather.class);
      }
      var whole = ResponseAccumulator.create();
      try (StreamResponse<ResponseStreamEvent> stream =
          client.responses().createStreaming(params.build())) {
        stream.stream().forEach(event -> whole.accumulate(event.validate()));
      }
      Response response = whole.response();
      if (tool) {
        assertThat(response.output().getFirst().asFunctionCall().arguments(Weather.class).city)
            .isEqualTo("Oslo");
      } else {
        assertThat(text(response)).isEqualTo("Hello, wörld! Bye.");
      }
    }
  }

  @Test
  void respondsInTheTypeOfAClass() {
    var params =
        ResponseCreateParams.builder().model("tiny").input("x").text(Verdict.class).build();
    var content =
        random.responses().create(params).output().getFirst().asMessage().content().getFirst();
    assertThat(content.outputText().orElseThrow().mood).isNotNull();
  }

  @Test
  void listsTheModel() {
    assertThat(client.models().list().items().getFirst().validate().id()).isEqualTo("tiny");
    assertThat(client.models().retrieve("tiny").ownedBy()).isEqualTo("espalier");
  }

  @Test
  void throwsTheExceptionOfEachError(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> client.chat().completions().create(chat("x").model("gpt").build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("tiny");
    assertThatThrownBy(
            () -> client.chat().completions().create(chat("x").maxCompletionTokens(0).build()))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            e -> assertThat(e.param()).contains("max_completion_tokens"));
    Path keys = folder.resolve("keys");
    Files.writeString(
        keys, "one:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b requests=1\n");
    try (var server =
            TestServer.on(
                TestServer.simulated(), ServerOptions.of("tiny", 0).withKeys(ApiKeys.read(keys)));
        var wrong = new Closing(client(server, "wrong"));
        var right = new Closing(client(server, "secret"))) {
      var params = chat("x").maxCompletionTokens(1).build();
      assertThatThrownBy(() -> wrong.client().chat().completions().create(params))
          .isInstanceOf(UnauthorizedException.class);
      right.client().chat().completions().create(params);
      assertThatThrownBy(() -> right.client().chat().completions().create(params))
          .isInstanceOfSatisfying(
              RateLimitException.class,
              e -> assertThat(e.headers().values("retry-after")).isNotEmpty());
    }
  }

  private record Closing(OpenAIClient client) implements AutoCloseable {
    @Override
    public void close() {
      client.close();
    }
  }
}
