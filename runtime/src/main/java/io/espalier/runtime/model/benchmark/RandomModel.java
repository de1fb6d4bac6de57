package io.espalier.runtime.model.benchmark;

import io.espalier.kernels.DeviceMemoryException;
import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.architecture.Architectures;
import io.espalier.runtime.model.loader.LoadListener;
import io.espalier.runtime.model.loader.LoadOptions;

/// Makes models of published shapes with random weights, without a file.
public final class RandomModel {
  private RandomModel() {}

  /// Makes a model; the same shape, format and seed give the same weights.
  ///
  /// @param format format of the matrices
  public static Model build(
      RandomShape shape,
      NumberFormat format,
      long seed,
      LoadOptions options,
      LoadListener listener) {
    var config = shape.config();
    try (var weights = new RandomWeights(config, format, seed)) {
      long total = weights.bytes();
      long free = options.kernels().freeDeviceBytes();
      if (free >= 0 && total > free) {
        throw DeviceMemoryException.weights(shape.label(), total, free);
      }
      return Architectures.build(
          "random " + shape.label(),
          config,
          weights,
          options.kernels(),
          options.kvFormat(),
          done -> listener.progress(Math.min(done, total), total));
    }
  }
}
