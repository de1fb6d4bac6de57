package io.espalier.runtime.server.openai;

import io.espalier.dsl.Role;
import io.espalier.runtime.server.generation.Message;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.TextRequest;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of `POST /v1/responses`.
///
/// @param conversation items of earlier responses and of this request
/// @param echo the members that a response repeats, as they count here
/// @param logprobs whether the text comes with log-probabilities
/// @param store whether the response can be asked for again
@SuppressWarnings("ArrayRecordComponent") // read once; never compared
record ResponseRequest(
    ChatTurn turn,
    int[] prompt,
    TextRequest request,
    ArrayNode conversation,
    ObjectNode echo,
    boolean logprobs,
    boolean store,
    boolean stream) {
  private static final int MOST_ALTERNATIVES = 20;
  private static final String WITH_LOGPROBS = "message.output_text.logprobs";
  private static final Set<String> KNOWN_PARTS =
      Set.of(WITH_LOGPROBS, "reasoning.encrypted_content");

  /// Reads a body.
  ///
  /// @param earlier items of the response that this one goes on from
  static ResponseRequest read(Fields fields, ModelService model, ArrayNode earlier) {
    int mostItems = model.limits().messages();
    ToolChoice choice = ToolChoice.read(fields, model.limits().tools());
    ToolFormat format = ToolFormat.of(model.engine().tokenizer(), choice.told());
    ArrayNode conversation = earlier.deepCopy();
    conversation.addAll(ResponseItems.read(fields, mostItems));
    List<Message> messages =
        new ArrayList<>(ResponseItems.messages(conversation, format, mostItems));
    Optional<String> instructions = fields.text("instructions");
    instructions.ifPresent(text -> messages.addFirst(new Message(Role.SYSTEM, text)));
    ChatMessages.tell(messages, choice, format);
    int[] prompt = model.engine().encodeChat(messages, false);
    int bound =
        model.maxTokens(
            fields.whole("max_output_tokens", 0, 1, model.limits().tokens()), prompt.length);
    boolean logprobs = fields.texts("include", 16).contains(WITH_LOGPROBS);
    int top = (int) fields.whole("top_logprobs", 0, 0, MOST_ALTERNATIVES);
    refuseParts(fields);
    if (top > 0 && !logprobs) {
      throw RequestException.parameter(
          fields.at("top_logprobs"), "needs '%s' in 'include'".formatted(WITH_LOGPROBS));
    }
    Optional<Fields> text = fields.object("text");
    TextRequest request =
        CommonFields.read(
            fields,
            model,
            bound,
            logprobs ? top : -1,
            constraints ->
                text.ifPresent(members -> {
                  constraints.readResponseFormat(members, "format");
                  members.ignore("verbosity");
                  members.refuseOthers();
                }));
    if (!choice.tools().isEmpty() && request.constraint().isPresent()) {
      throw RequestException.unsupported(
          fields.at("tools"),
          "tools and a constraint cannot be combined; set tool_choice to none or drop the"
              + " constraint");
    }
    refuseUnsupported(fields);
    boolean store = fields.flag("store", true);
    boolean stream = fields.flag("stream", false);
    ObjectNode echo = echo(fields, request, top);
    fields.ignore("stream_options", "reasoning", "parallel_tool_calls", "max_tool_calls");
    fields.ignore("prompt_cache_retention");
    fields.refuseOthers();
    return new ResponseRequest(
        new ChatTurn(model.engine(), choice, format),
        prompt,
        request,
        conversation,
        echo,
        logprobs,
        store,
        stream);
  }

  private static void refuseParts(Fields fields) {
    for (String part : fields.texts("include", 16)) {
      if (!KNOWN_PARTS.contains(part)) {
        throw RequestException.unsupported(
            fields.at("include"), "'%s' is not supported".formatted(part));
      }
    }
  }

  private static void refuseUnsupported(Fields fields) {
    if (fields.flag("background", false)) {
      throw RequestException.unsupported(
          fields.at("background"), "is not supported; ask with stream, or wait for the answer");
    }
    String truncation = fields.text("truncation").orElse("disabled");
    if (!truncation.equals("disabled")) {
      throw RequestException.unsupported(
          fields.at("truncation"), "'%s' is not supported; use disabled".formatted(truncation));
    }
  }

  /// Returns the members that a response repeats from its request, with defaults filled in.
  private static ObjectNode echo(Fields fields, TextRequest request, int top) {
    ObjectNode echo = OpenAiJson.NODES.objectNode();
    for (String name : new String[] {"instructions", "max_output_tokens", "previous_response_id"}) {
      echo.set(name, given(fields, name, OpenAiJson.NODES.nullNode()));
    }
    echo.put("parallel_tool_calls", false);
    echo.put("temperature", request.sampling().temperature());
    echo.put("top_p", fields.decimal("top_p", 1, 0, 1));
    echo.put("top_logprobs", top);
    ObjectNode plain = OpenAiJson.NODES.objectNode();
    plain.set("format", OpenAiJson.NODES.objectNode().put("type", "text"));
    JsonNode text = given(fields, "text", plain);
    echo.set("text", text.has("format") ? text : plain);
    boolean tools = !fields.list("tools", Integer.MAX_VALUE).isEmpty();
    JsonNode word = OpenAiJson.NODES.stringNode(tools ? "auto" : "none");
    echo.set("tool_choice", given(fields, "tool_choice", word));
    echo.set("tools", given(fields, "tools", OpenAiJson.NODES.arrayNode()));
    echo.set("metadata", given(fields, "metadata", OpenAiJson.NODES.objectNode()));
    echo.set("user", given(fields, "user", OpenAiJson.NODES.nullNode()));
    ObjectNode reasoning = OpenAiJson.NODES.objectNode();
    reasoning.putNull("effort").putNull("summary");
    echo.set("reasoning", reasoning);
    echo.put("truncation", "disabled").put("background", false);
    return echo.put("store", fields.flag("store", true));
  }

  private static JsonNode given(Fields fields, String name, JsonNode otherwise) {
    JsonNode node = fields.node(name);
    return node == null ? otherwise : node;
  }
}
