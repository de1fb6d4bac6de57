package io.espalier.runtime.model.golden;

import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.config.BoundedJson;
import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// What a reference implementation computed for a prompt (`reference.json`).
///
/// @param prompt token ids
/// @param positions prompt positions whose logits are given
/// @param logits `[positions, vocabularySize]`
/// @param greedy greedy continuation
/// @param margin gap between the best and the second logit at each step of it
@SuppressWarnings("ArrayRecordComponent")
record Reference(int[] prompt, int[] positions, float[][] logits, int[] greedy, float[] margin) {

  static Reference read(Path file) throws IOException {
    JsonNode json = BoundedJson.readFile(file);
    JsonNode rows = json.path("logits");
    float[][] logits = new float[rows.size()][];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = floats(rows.get(i));
    }
    var reference =
        new Reference(
            wholes(json.path("input_ids")),
            wholes(json.path("positions")),
            logits,
            wholes(json.path("greedy")),
            floats(json.path("greedy_margin")));
    if (reference.prompt.length == 0
        || reference.positions.length != logits.length
        || reference.greedy.length != reference.margin.length) {
      throw new ModelFormatException(
          file.toString(), "input_ids, positions, logits, greedy or greedy_margin do not fit");
    }
    return reference;
  }

  /// Returns the standard deviation of all logits.
  double deviation() {
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (float[] row : logits) {
      for (float logit : row) {
        sum += logit;
        squares += (double) logit * logit;
        count++;
      }
    }
    double mean = sum / count;
    return Math.sqrt(squares / count - mean * mean);
  }

  private static int[] wholes(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).floatValue();
    }
    return values;
  }
}
