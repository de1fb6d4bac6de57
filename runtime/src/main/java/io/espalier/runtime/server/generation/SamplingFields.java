package io.espalier.runtime.server.generation;

import io.espalier.runtime.sampling.SamplingParameters;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.RequestException;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/// Reads how tokens are drawn; the names are the same in most dialects.
public final class SamplingFields {
  private static final int MOST_BIASES = 1024;

  private SamplingFields() {}

  /// Reads the parameters. Without a seed every request draws other random numbers.
  ///
  /// @param temperature where none is given
  /// @param seedName the dialect's name for the seed
  public static SamplingParameters read(
      Fields fields, double temperature, String seedName, Tokenizer tokenizer) {
    OptionalLong seed = fields.whole(seedName, Long.MIN_VALUE, Long.MAX_VALUE);
    double topP = fields.decimal("top_p", 1, 0, 1);
    long topK = fields.whole("top_k", 0, -1, Integer.MAX_VALUE);
    double minP = fields.decimal("min_p", 0, 0, 1);
    if (topP == 0) {
      // The smallest set with any probability is the likeliest token alone.
      topP = Double.MIN_VALUE;
    }
    return new SamplingParameters(
        fields.decimal("temperature", temperature, 0, 100),
        (int) Math.max(0, topK),
        topP,
        Math.min(minP, Math.nextDown(1.0)),
        fields.decimal(
            "repetition_penalty",
            // Ollama's and llama.cpp's name.
            fields.decimal("repeat_penalty", 1, 0.01, 100),
            0.01,
            100),
        fields.decimal("frequency_penalty", 0, -2, 2),
        fields.decimal("presence_penalty", 0, -2, 2),
        bias(fields, tokenizer),
        seed.isPresent() ? seed.getAsLong() : ThreadLocalRandom.current().nextLong());
  }

  private static Map<Integer, Float> bias(Fields fields, Tokenizer tokenizer) {
    JsonNode node = fields.node("logit_bias");
    if (node == null) {
      return Map.of();
    }
    String at = fields.at("logit_bias");
    if (!node.isObject() || node.size() > MOST_BIASES) {
      throw RequestException.parameter(
          at, "must be an object of at most %d token ids".formatted(MOST_BIASES));
    }
    var bias = new HashMap<Integer, Float>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      int token = token(entry.getKey());
      double value = entry.getValue().isNumber() ? entry.getValue().doubleValue() : Double.NaN;
      if (token < 0 || token >= tokenizer.vocabularySize() || !(Math.abs(value) <= 100)) {
        throw RequestException.parameter(
            at + "/" + entry.getKey(),
            "must be a token id below %d with a number from -100 to 100"
                .formatted(tokenizer.vocabularySize()));
      }
      bias.put(token, (float) value);
    }
    return bias;
  }

  private static int token(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}
