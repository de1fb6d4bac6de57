package io.espalier.runtime.model.loader;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.architecture.Architectures;
import io.espalier.runtime.model.config.GgufConfig;
import io.espalier.runtime.model.config.ModelConfig;
import io.espalier.runtime.model.gguf.GgufFile;
import io.espalier.runtime.model.gguf.GgufWeights;
import java.util.function.LongConsumer;

/// A GGUF file as a model: sizes from its metadata, weights under common names.
///
/// @param file header and tensors
/// @param config sizes
/// @param weights the tensors under Hugging Face's names
public record GgufModel(GgufFile file, ModelConfig config, GgufWeights weights) {

  /// Reads sizes from the metadata.
  ///
  /// @throws ModelFormatException when an entry is missing or malformed, or the file holds only a
  ///   part of a split model
  public static GgufModel of(GgufFile file) {
    if (file.metadata().containsKey("split.count") && file.whole("split.count") > 1) {
      throw new ModelFormatException(
          file.name(),
          "one of " + file.whole("split.count") + " parts of a split model; merge the parts first");
    }
    return new GgufModel(file, ModelConfig.read(GgufConfig.read(file)), new GgufWeights(file));
  }

  /// Packs the weights.
  ///
  /// @param name the model's name, for people
  /// @param progress told the bytes of tensors read so far
  public Model build(String name, Kernels kernels, NumberFormat kvFormat, LongConsumer progress) {
    return Architectures.build(name, config, weights, kernels, kvFormat, progress);
  }
}
