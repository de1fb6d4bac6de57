package io.espalier.runtime.backend.recording;

import io.espalier.runtime.backend.ChoiceLogprobs;
import io.espalier.runtime.backend.GenerateRequest;
import io.espalier.runtime.backend.Generated;
import io.espalier.runtime.backend.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How requests and answers are spelled in a recording. Floating-point numbers are texts, since
/// [Double#toString] is read back bit for bit, and JSON has no infinity.
final class Spelling {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Spelling() {}

  static String request(GenerateRequest request) {
    var sampling = request.sampling();
    return "%s max=%d min=%d temperature=%s topK=%d topP=%s minP=%s repetition=%s frequency=%s presence=%s bias=%s seed=%d until=%s stop=%s constraint=%s"
        .formatted(
            request.label(),
            request.maxTokens(),
            request.minTokens(),
            sampling.temperature(),
            sampling.topK(),
            sampling.topP(),
            sampling.minP(),
            sampling.repetitionPenalty(),
            sampling.frequencyPenalty(),
            sampling.presencePenalty(),
            new TreeMap<>(sampling.logitBias()),
            sampling.seed(),
            request.until(),
            request.stop(),
            request.constraint().map(Object::toString).orElse("none"));
  }

  /// @param pieces text and whether it was forced, in turn
  static ObjectNode generated(Generated generated, ArrayNode pieces) {
    ObjectNode node = NODES.objectNode();
    node.put("text", generated.text());
    node.put("tokens", generated.tokens());
    node.put("logprob", Double.toString(generated.logprob()));
    node.put("ending", generated.ending().name());
    node.set("pieces", pieces);
    return node;
  }

  static Generated generated(JsonNode node) {
    return new Generated(
        node.get("text").asString(),
        node.get("tokens").asInt(),
        Double.parseDouble(node.get("logprob").asString()),
        Generated.Ending.valueOf(node.get("ending").asString()));
  }

  static ArrayNode logprobs(List<ChoiceLogprobs> choices) {
    ArrayNode all = NODES.arrayNode();
    for (ChoiceLogprobs choice : choices) {
      ObjectNode node = all.addObject();
      node.set("conditional", numbers(choice.conditional()));
      node.set("unconditional", numbers(choice.unconditional()));
    }
    return all;
  }

  static List<ChoiceLogprobs> logprobs(JsonNode all) {
    List<ChoiceLogprobs> choices = new ArrayList<>();
    for (JsonNode node : all) {
      choices.add(
          new ChoiceLogprobs(numbers(node.get("conditional")), numbers(node.get("unconditional"))));
    }
    return choices;
  }

  static ArrayNode usage(Usage usage) {
    return NODES
        .arrayNode()
        .add(usage.prefilled())
        .add(usage.cached())
        .add(usage.forced())
        .add(usage.sampled());
  }

  static Usage usage(JsonNode node) {
    return new Usage(
        node.get(0).asLong(), node.get(1).asLong(), node.get(2).asLong(), node.get(3).asLong());
  }

  private static ArrayNode numbers(double[] values) {
    ArrayNode node = NODES.arrayNode();
    for (double value : values) {
      node.add(Double.toString(value));
    }
    return node;
  }

  private static double[] numbers(JsonNode node) {
    double[] values = new double[node.size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = Double.parseDouble(node.get(index).asString());
    }
    return values;
  }
}
