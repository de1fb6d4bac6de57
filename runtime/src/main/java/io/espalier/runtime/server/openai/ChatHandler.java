package io.espalier.runtime.server.openai;

import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.server.generation.Fan;
import io.espalier.runtime.server.generation.Message;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.PieceListener;
import io.espalier.runtime.server.generation.TextRequest;
import io.espalier.runtime.server.generation.TokenUsage;
import io.espalier.runtime.server.http.ResponseStream;
import io.espalier.runtime.server.metrics.TokenClock;
import io.espalier.runtime.server.openai.ChatTurn.Answer;
import io.espalier.runtime.server.request.Call;
import io.espalier.runtime.server.request.Events;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.Handler;
import io.espalier.runtime.server.request.RequestException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/chat/completions`.
final class ChatHandler implements Handler {
  private static final int MOST_ALTERNATIVES = 20;

  private final ModelService model;

  ChatHandler(ModelService model) {
    this.model = model;
  }

  /// What a request asks for.
  ///
  /// @param usage whether a stream ends with its token counts
  @SuppressWarnings("ArrayRecordComponent") // read once; never compared
  private record Chat(
      ChatTurn turn,
      int[] prompt,
      TextRequest request,
      int count,
      boolean logprobs,
      boolean stream,
      boolean usage) {}

  @Override
  public void handle(Call call) throws Exception {
    Fields fields = call.fields();
    model.checkModel(fields);
    var options = model.sequenceOptions(call, fields, "cache_salt");
    Chat chat = read(fields);
    String id = ModelService.id("chatcmpl-");
    long created = Instant.now().getEpochSecond();
    try (Sequence base = model.engine().open(chat.prompt(), options)) {
      if (chat.stream()) {
        stream(call, chat, base, id, created);
      } else {
        whole(call, chat, base, id, created);
      }
    }
  }

  private Chat read(Fields fields) {
    ToolChoice choice = ToolChoice.read(fields, model.limits().tools());
    ToolFormat format = ToolFormat.of(model.engine().tokenizer(), choice.told());
    List<Message> messages = ChatMessages.read(fields, choice, format, model.limits().messages());
    boolean continueLast = fields.flag("continue_final_message", false);
    boolean logprobs = fields.flag("logprobs", false);
    int top = (int) fields.whole("top_logprobs", 0, 0, MOST_ALTERNATIVES);
    if (top > 0 && !logprobs) {
      throw RequestException.parameter(fields.at("top_logprobs"), "needs 'logprobs' to be true");
    }
    int count = (int) fields.whole("n", 1, 1, model.limits().completions());
    boolean stream = fields.flag("stream", false);
    boolean usage =
        fields
            .object("stream_options")
            .map(options -> {
              options.ignore("include_obfuscation", "continuous_usage_stats");
              boolean asked = options.flag("include_usage", false);
              options.refuseOthers();
              return asked;
            })
            .orElse(false);
    int[] prompt = model.engine().encodeChat(messages, continueLast);
    long most = model.limits().tokens();
    long older = fields.whole("max_tokens", 0, 1, most);
    int bound =
        model.maxTokens(fields.whole("max_completion_tokens", older, 1, most), prompt.length);
    TextRequest request = CommonFields.read(fields, model, bound, logprobs ? top : -1);
    if (!choice.tools().isEmpty() && request.constraint().isPresent()) {
      throw RequestException.unsupported(
          fields.at("tools"),
          "tools and a constraint cannot be combined; set tool_choice to none or drop the"
              + " constraint");
    }
    fields.ignore("parallel_tool_calls", "reasoning_effort", "verbosity");
    requireDefault(fields, "add_generation_prompt", !continueLast);
    fields.refuseOthers();
    var turn = new ChatTurn(model.engine(), choice, format);
    return new Chat(turn, prompt, request.withMaxTokens(bound), count, logprobs, stream, usage);
  }

  private static void requireDefault(Fields fields, String name, boolean value) {
    if (fields.flag(name, value) != value) {
      throw RequestException.unsupported(fields.at(name), "must be %s here".formatted(value));
    }
  }

  private List<Answer> answers(Chat chat, Sequence base, List<PieceListener> listeners)
      throws Exception {
    var tasks = new ArrayList<Callable<Answer>>();
    for (int i = 0; i < chat.count(); i++) {
      TextRequest request = chat.request().forCompletion(i);
      PieceListener listener = listeners.get(i);
      if (chat.count() == 1) {
        tasks.add(() -> chat.turn().answer(base, request, listener));
      } else {
        Sequence own = base.fork();
        tasks.add(() -> {
          try (own) {
            return chat.turn().answer(own, request, listener);
          }
        });
      }
    }
    List<Answer> answers = Fan.run(tasks);
    TokenUsage usage = usage(answers);
    model.metrics().tokens(usage.prompt(), usage.completion());
    return answers;
  }

  private static TokenUsage usage(List<Answer> answers) {
    return answers.stream().map(Answer::usage).reduce(TokenUsage.NONE, TokenUsage::plusCompletion);
  }

  private void whole(Call call, Chat chat, Sequence base, String id, long created)
      throws Exception {
    var listeners = new ArrayList<PieceListener>();
    for (int i = 0; i < chat.count(); i++) {
      TokenClock clock = model.metrics().clock();
      listeners.add((_, _, _) -> clock.token());
    }
    List<Answer> answers = answers(chat, base, listeners);
    ArrayNode choices = OpenAiJson.NODES.arrayNode();
    for (int i = 0; i < answers.size(); i++) {
      Answer answer = answers.get(i);
      ObjectNode message = OpenAiJson.NODES.objectNode().put("role", "assistant");
      if (answer.call().isPresent() && answer.text().isEmpty()) {
        message.putNull("content");
      } else {
        message.put("content", answer.text());
      }
      message.putNull("refusal");
      answer
          .call()
          .ifPresent(
              tool -> message.set("tool_calls", OpenAiJson.NODES.arrayNode().add(tool.json())));
      ObjectNode choice = OpenAiJson.NODES.objectNode().put("index", i);
      choice.set("message", message);
      choice.set("logprobs", logprobs(chat, answer));
      choice.put("finish_reason", answer.finishReason());
      answer.result().matched().ifPresent(stop -> choice.put("matched_stop", stop));
      choices.add(choice);
    }
    ObjectNode body = OpenAiJson.head(id, "chat.completion", model.name(), created);
    body.set("choices", choices);
    body.set("usage", OpenAiJson.usage(usage(answers)));
    call.json(200, body);
  }

  private JsonNode logprobs(Chat chat, Answer answer) {
    return chat.logprobs()
        ? OpenAiJson.chatLogprobs(answer.result(), model.engine().tokenizer())
        : OpenAiJson.NODES.nullNode();
  }

  private void stream(Call call, Chat chat, Sequence base, String id, long created)
      throws Exception {
    ResponseStream stream = call.exchange().stream(200, Events.TYPE, Map.of());
    var chunk = new ChatChunks(id, model.name(), created, chat.usage());
    boolean late = chat.request().logprobs() > 0;
    var listeners = new ArrayList<PieceListener>();
    for (int i = 0; i < chat.count(); i++) {
      int index = i;
      TokenClock clock = model.metrics().clock();
      stream.write(Events.data(chunk.role(index)));
      listeners.add((text, token, logprob) -> {
        clock.token();
        if (!late && (!text.isEmpty() || chat.logprobs())) {
          JsonNode entry =
              chat.logprobs() && token >= 0
                  ? chunk.logprobs(OpenAiJson.token(token, logprob, model.engine().tokenizer()))
                  : OpenAiJson.NODES.nullNode();
          stream.write(Events.data(chunk.text(index, text, entry)));
        }
      });
    }
    List<Answer> answers = answers(chat, base, listeners);
    for (int i = 0; i < answers.size(); i++) {
      Answer answer = answers.get(i);
      if (late && !answer.text().isEmpty()) {
        stream.write(Events.data(chunk.text(i, answer.text(), logprobs(chat, answer))));
      }
      if (answer.call().isPresent()) {
        stream.write(Events.data(chunk.call(i, answer.call().get())));
      } else if (chat.turn().choice().required() && !answer.text().isEmpty()) {
        stream.write(Events.data(chunk.text(i, answer.text(), OpenAiJson.NODES.nullNode())));
      }
      stream.write(Events.data(chunk.end(i, answer.finishReason())));
    }
    if (chat.usage()) {
      stream.write(Events.data(chunk.usage(usage(answers))));
    }
    stream.write("data: [DONE]\n\n");
  }
}
