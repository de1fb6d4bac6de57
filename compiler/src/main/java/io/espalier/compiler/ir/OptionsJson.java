package io.espalier.compiler.ir;

import io.espalier.compiler.types.Bounds;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Options of generations as JSON; what is absent is not written.
final class OptionsJson {
  private OptionsJson() {}

  static ObjectNode write(GenerateOptions options) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("maxTokens", options.maxTokens()).put("minTokens", options.minTokens());
    options.temperature().ifPresent(value -> node.put("temperature", value));
    options.topP().ifPresent(value -> node.put("topP", value));
    options.topK().ifPresent(value -> node.put("topK", value));
    options.minP().ifPresent(value -> node.put("minP", value));
    node.set("until", TypeJson.texts(options.until()));
    node.set("stop", TypeJson.texts(options.stop()));
    options.seed().ifPresent(value -> node.put("seed", value));
    node.put("retry", options.retry());
    options.repetitionPenalty().ifPresent(value -> node.put("repetitionPenalty", value));
    options.presencePenalty().ifPresent(value -> node.put("presencePenalty", value));
    options.frequencyPenalty().ifPresent(value -> node.put("frequencyPenalty", value));
    return node;
  }

  static GenerateOptions read(JsonCursor node) {
    int max = node.count("maxTokens", 1, Bounds.MAX_TOKENS);
    return new GenerateOptions(
        max,
        node.count("minTokens", 0, max),
        number(node, "temperature", 0, 100),
        number(node, "topP", Double.MIN_VALUE, 1),
        node.find("topK").map(_ -> node.count("topK", 0, Integer.MAX_VALUE)),
        number(node, "minP", 0, Math.nextDown(1.0)),
        texts(node, "until"),
        texts(node, "stop"),
        node.find("seed").map(_ -> node.whole("seed")),
        node.count("retry", 0, Bounds.RETRIES),
        number(node, "repetitionPenalty", Double.MIN_VALUE, 100),
        number(node, "presencePenalty", -2, 2),
        number(node, "frequencyPenalty", -2, 2));
  }

  private static Optional<Double> number(JsonCursor node, String name, double least, double most) {
    Optional<JsonCursor> value = node.find(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    double number = value.get().number();
    if (number < least || number > most) {
      throw value.get().wrong("expected a number from " + least + " to " + most);
    }
    return Optional.of(number);
  }

  private static List<String> texts(JsonCursor node, String name) {
    List<String> texts = node.texts(name);
    if (texts.size() > 16 || texts.contains("")) {
      throw node.get(name).wrong("expected at most 16 texts that are not empty");
    }
    return texts;
  }
}
