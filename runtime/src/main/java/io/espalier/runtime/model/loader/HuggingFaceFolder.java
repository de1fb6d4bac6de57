package io.espalier.runtime.model.loader;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.architecture.Architectures;
import io.espalier.runtime.model.config.BoundedJson;
import io.espalier.runtime.model.config.Hyperparameters;
import io.espalier.runtime.model.config.ModelConfig;
import io.espalier.runtime.model.safetensors.SafetensorsFolder;
import io.espalier.runtime.model.weights.WeightSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/// A model folder as Hugging Face lays it out: `config.json`, weights, `tokenizer.json`.
///
/// @param folder the folder
/// @param config sizes
/// @param weights mapped weights, valid as long as the arena they were opened in
public record HuggingFaceFolder(Path folder, ModelConfig config, WeightSource weights) {

  /// Reads the configuration and maps the weights.
  ///
  /// @param arena owns the mappings
  /// @throws ModelFormatException when a file is missing or malformed
  public static HuggingFaceFolder open(Path folder, Arena arena) throws IOException {
    Path file = folder.resolve("config.json");
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(folder.toString(), "the folder has no config.json");
    }
    var parameters = new Hyperparameters("config.json", BoundedJson.readFile(file));
    if (parameters.has("quantization_config")) {
      throw new ModelFormatException(
          "config.json",
          "weights quantised by '"
              + parameters.section("quantization_config").textOr("quant_method", "?")
              + "' are not supported; take the model in BF16, F16 or F32, or a GGUF file of it");
    }
    var config = ModelConfig.read(parameters);
    return new HuggingFaceFolder(folder, config, SafetensorsFolder.map(folder, arena));
  }

  /// Returns the same model with rotary frequencies rounded to bfloat16.
  public HuggingFaceFolder withRoundedFrequencies() {
    return new HuggingFaceFolder(folder, config.withRoundedFrequencies(), weights);
  }

  /// Packs the weights.
  ///
  /// @param progress told the bytes of tensors read so far
  public Model build(Kernels kernels, NumberFormat kvFormat, LongConsumer progress) {
    String name = folder.toAbsolutePath().normalize().getFileName().toString();
    return Architectures.build(name, config, weights, kernels, kvFormat, progress);
  }
}
