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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/// A GGUF file as a model: sizes from its metadata, weights under common names.
///
/// @param file header and tensors
/// @param config sizes
/// @param weights the tensors under Hugging Face's names
public record GgufModel(GgufFile file, ModelConfig config, GgufWeights weights) {
  /// What a conversion does to names, row orders and scalings differs by architecture. `llama` and
  /// `qwen3` are compared with their originals by test; `qwen2` goes the way of `qwen3`, which
  /// keeps the rows' order, and adds the three biases.
  private static final Set<String> CHECKED = new TreeSet<>(Set.of("llama", "qwen2", "qwen3"));

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
    String architecture = file.text("general.architecture");
    boolean mixture = file.metadata().containsKey(architecture + ".expert_count");
    if (!CHECKED.contains(architecture)
        || (mixture && file.whole(architecture + ".expert_count") > 0)) {
      throw new ModelFormatException(
          file.name(),
          "GGUF files of the architecture '"
              + architecture
              + (mixture ? "' with experts" : "'")
              + " are not supported; supported are "
              + String.join(", ", CHECKED)
              + ". Models of "
              + String.join(", ", Architectures.names())
              + " load from Hugging Face folders");
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
