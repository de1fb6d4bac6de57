package io.espalier.runtime.model.architecture;

import io.espalier.runtime.model.weights.TensorFormat;
import java.util.EnumMap;
import java.util.Map;

/// Counts how many weights come in which format.
final class FormatCount {
  private final Map<TensorFormat, Long> counts = new EnumMap<>(TensorFormat.class);

  void add(TensorFormat format, long weights) {
    counts.merge(format, weights, Long::sum);
  }

  /// Returns the commonest format, and the format it is held in where the kernels lack it: `Q4_K as
  /// Q8_0`.
  String describe() {
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .map(format -> format.isDirect() ? format.toString() : format + " as " + format.heldAs())
        .orElse("none");
  }
}
