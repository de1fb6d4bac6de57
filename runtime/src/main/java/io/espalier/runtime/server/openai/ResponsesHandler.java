package io.espalier.runtime.server.openai;

import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.SequenceOptions;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.PieceListener;
import io.espalier.runtime.server.http.ClientGoneException;
import io.espalier.runtime.server.metrics.TokenClock;
import io.espalier.runtime.server.openai.ChatTurn.Answer;
import io.espalier.runtime.server.openai.ResponseStore.Stored;
import io.espalier.runtime.server.request.Call;
import io.espalier.runtime.server.request.Events;
import io.espalier.runtime.server.request.Failure;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.Handler;
import io.espalier.runtime.server.request.RequestException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/responses`: answers whose conversation the server can remember.
final class ResponsesHandler implements Handler {
  private final ModelService model;
  private final ResponseStore store;

  ResponsesHandler(ModelService model, ResponseStore store) {
    this.model = model;
    this.store = store;
  }

  @Override
  public void handle(Call call) throws Exception {
    Fields fields = call.fields();
    model.checkModel(fields);
    SequenceOptions options = model.sequenceOptions(call, fields, "cache_salt");
    ResponseRequest asked = ResponseRequest.read(fields, model, earlier(call, fields));
    var json = ResponseJson.of(model.name(), Instant.now().getEpochSecond(), asked.echo());
    try (Sequence sequence = model.engine().open(asked.prompt(), options)) {
      if (asked.stream()) {
        stream(call, asked, json, sequence);
      } else {
        TokenClock clock = model.metrics().clock();
        Answer answer = answer(asked, sequence, (_, _, _) -> clock.token());
        ObjectNode body = json.ended(answer, json.items(answer, logprobs(asked, answer)));
        keep(call, asked, json, body);
        call.json(200, body);
      }
    }
  }

  /// Returns the conversation that a request goes on from.
  private ArrayNode earlier(Call call, Fields fields) {
    String id = fields.text("previous_response_id").orElse("");
    ArrayNode items = OpenAiJson.NODES.arrayNode();
    if (id.isEmpty()) {
      return items;
    }
    Stored stored =
        store
            .get(call.tenant(), id)
            .orElseThrow(() ->
                RequestException.of(
                    400,
                    "previous_response_not_found",
                    "'previous_response_id': there is no response '%s'; it was not stored, was"
                            .formatted(id)
                        + " deleted, or made room for others"));
    items.addAll(stored.conversation());
    stored.body().path("output").forEach(items::add);
    return items;
  }

  private Answer answer(ResponseRequest asked, Sequence sequence, PieceListener listener) {
    Answer answer = asked.turn().answer(sequence, asked.request(), listener);
    model.metrics().tokens(answer.usage().prompt(), answer.usage().completion());
    return answer;
  }

  private ArrayNode logprobs(ResponseRequest asked, Answer answer) {
    return ResponseJson.logprobs(asked.logprobs(), answer, model.engine().tokenizer());
  }

  private void keep(Call call, ResponseRequest asked, ResponseJson json, ObjectNode body) {
    if (asked.store()) {
      store.put(call.tenant(), json.id(), body, asked.conversation());
    }
  }

  private void stream(Call call, ResponseRequest asked, ResponseJson json, Sequence sequence) {
    var events = new ResponseEvents(call.exchange().stream(200, Events.TYPE, Map.of()), json);
    TokenClock clock = model.metrics().clock();
    events.begin();
    try {
      Answer answer =
          answer(
              asked,
              sequence,
              (text, token, logprob) -> {
                clock.token();
                if (!text.isEmpty() || (asked.logprobs() && token >= 0)) {
                  events.text(text, piece(asked, token, logprob));
                }
              });
      ArrayNode logprobs = logprobs(asked, answer);
      List<ObjectNode> output = json.items(answer, logprobs);
      // Whoever has read the last event may ask for the response.
      keep(call, asked, json, json.ended(answer, output));
      events.end(answer, output, logprobs);
    } catch (ClientGoneException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!call.exchange().connected()) {
        throw e;
      }
      // An abort of the request has interrupted this thread; the client is still there.
      boolean _ = Thread.interrupted();
      events.failed(json.failed(Failure.reported(call.request().path(), e)));
    }
  }

  private ArrayNode piece(ResponseRequest asked, int token, double logprob) {
    ArrayNode list = OpenAiJson.NODES.arrayNode();
    if (asked.logprobs() && token >= 0) {
      ObjectNode entry = OpenAiJson.token(token, logprob, model.engine().tokenizer());
      entry.set("top_logprobs", OpenAiJson.NODES.arrayNode());
      list.add(entry);
    }
    return list;
  }

  /// `GET /v1/responses/{id}`.
  void show(Call call) {
    call.json(200, store.require(call.tenant(), id(call)).body());
  }

  /// `GET /v1/responses/{id}/input_items`.
  void showInput(Call call) {
    ObjectNode list = OpenAiJson.NODES.objectNode().put("object", "list");
    list.set("data", store.require(call.tenant(), id(call)).conversation());
    call.json(200, list.put("has_more", false));
  }

  /// `POST /v1/responses/{id}/cancel`: there is none to cancel, since none runs in the background.
  void cancel(Call call) {
    store.require(call.tenant(), id(call));
    throw RequestException.of(
        400,
        "not_cancellable",
        "the response has ended; only those in the background can be cancelled");
  }

  /// `DELETE /v1/responses/{id}`.
  void delete(Call call) {
    String id = id(call);
    store.remove(call.tenant(), id);
    call.json(
        200,
        OpenAiJson.NODES.objectNode().put("id", id).put("object", "response").put("deleted", true));
  }

  private static String id(Call call) {
    return call.path().getOrDefault("id", "");
  }
}
