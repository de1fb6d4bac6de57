package io.espalier.runtime.server.openai;

import io.espalier.runtime.server.http.ResponseStream;
import io.espalier.runtime.server.openai.ChatTurn.Answer;
import io.espalier.runtime.server.request.Events;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The events of a streamed response, numbered in order. Confined to one thread.
///
/// A text's item opens with its first piece, so an answer that is only a call has no empty text in
/// front of it.
final class ResponseEvents {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ResponseStream stream;
  private final ResponseJson json;
  private long number;
  private boolean textOpen;

  ResponseEvents(ResponseStream stream, ResponseJson json) {
    this.stream = stream;
    this.json = json;
  }

  /// The response is begun.
  void begin() {
    ObjectNode response = json.inProgress();
    send("response.created", whole(response));
    send("response.in_progress", whole(response));
  }

  /// A piece of text.
  ///
  /// @param logprobs of its tokens, where asked for
  void text(String piece, ArrayNode logprobs) {
    if (!textOpen) {
      if (piece.isEmpty() && !logprobs.isEmpty()) {
        // The start of a character; whether a text follows is not known.
        return;
      }
      textOpen = true;
      send("response.output_item.added", item(0, json.textItem("in_progress", List.of())));
      ObjectNode added = place();
      added.set("part", ResponseJson.part("", NODES.arrayNode()));
      send("response.content_part.added", added);
    }
    ObjectNode delta = place().put("delta", piece);
    delta.set("logprobs", logprobs);
    send("response.output_text.delta", delta);
  }

  /// The answer is there.
  void end(Answer answer, List<ObjectNode> output, ArrayNode logprobs) {
    if (!textOpen && answer.call().isEmpty()) {
      text(answer.text(), NODES.arrayNode());
    }
    int index = 0;
    if (textOpen) {
      ObjectNode done = place().put("text", answer.text());
      done.set("logprobs", logprobs);
      send("response.output_text.done", done);
      ObjectNode part = place();
      part.set("part", ResponseJson.part(answer.text(), logprobs));
      send("response.content_part.done", part);
      send("response.output_item.done", item(index, output.getFirst()));
      index++;
    }
    if (answer.call().isPresent()) {
      call(index, answer.call().get(), output.getLast());
    }
    ObjectNode response = json.ended(answer, output);
    send("response." + response.path("status").stringValue(), whole(response));
  }

  private void call(int index, ToolCall tool, ObjectNode whole) {
    send("response.output_item.added", item(index, json.callItem("in_progress", tool, "")));
    ObjectNode delta = NODES.objectNode().put("item_id", json.call()).put("output_index", index);
    ObjectNode done = delta.deepCopy();
    send("response.function_call_arguments.delta", delta.put("delta", tool.arguments()));
    send(
        "response.function_call_arguments.done",
        done.put("name", tool.name()).put("arguments", tool.arguments()));
    send("response.output_item.done", item(index, whole));
  }

  /// The response could not be made.
  void failed(ObjectNode response) {
    send("response.failed", whole(response));
  }

  private static ObjectNode whole(ObjectNode response) {
    ObjectNode event = NODES.objectNode();
    event.set("response", response);
    return event;
  }

  private static ObjectNode item(int index, ObjectNode item) {
    ObjectNode event = NODES.objectNode().put("output_index", index);
    event.set("item", item);
    return event;
  }

  private ObjectNode place() {
    return NODES
        .objectNode()
        .put("item_id", json.message())
        .put("output_index", 0)
        .put("content_index", 0);
  }

  private void send(String type, ObjectNode event) {
    event.put("type", type).put("sequence_number", number++);
    stream.write(Events.named(type, event));
  }
}
