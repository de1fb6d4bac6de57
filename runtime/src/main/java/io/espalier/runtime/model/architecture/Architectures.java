package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.config.ModelConfig;
import io.espalier.runtime.model.weights.WeightSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;

/// The architectures that can be run, by the name that configurations give them.
public final class Architectures {
  private static final Map<String, BiFunction<ModelConfig, WeightReader, Decoder>> KNOWN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("deepseek_v2", DeepSeek::read),
              Map.entry("deepseek_v3", DeepSeek::read),
              Map.entry("gemma2", Gemma2::read),
              Map.entry("gemma3_text", Gemma3::read),
              Map.entry("glm4", Glm4::read),
              Map.entry("gpt_oss", GptOss::read),
              Map.entry("granite", Granite::read),
              Map.entry("llama", Llama::read),
              Map.entry("mistral", Mistral::read),
              Map.entry("mixtral", Mixtral::read),
              Map.entry("olmo2", Olmo2::new),
              Map.entry("phi", Phi::new),
              Map.entry("phi3", Phi3::read),
              Map.entry("qwen2", Qwen2::read),
              Map.entry("qwen3", Qwen3::read),
              Map.entry("qwen3_moe", Qwen3Moe::read),
              Map.entry("smollm3", SmolLm3::read),
              Map.entry("starcoder2", Starcoder2::read)));

  private Architectures() {}

  /// Returns the names of the supported architectures.
  public static Set<String> names() {
    return new TreeSet<>(KNOWN.keySet());
  }

  /// Builds a model: reads and packs every weight that its architecture needs.
  ///
  /// @param name the model's name, for people
  /// @param kvFormat format of keys and values in pages, F32 or F16
  /// @param progress told the bytes of tensors read so far
  /// @throws ModelFormatException when the architecture is not supported, or a tensor is missing or
  ///   of another shape than the configuration asks for
  public static Model build(
      String name,
      ModelConfig config,
      WeightSource source,
      Kernels kernels,
      NumberFormat kvFormat,
      LongConsumer progress) {
    var read = KNOWN.get(config.architecture());
    if (read == null) {
      throw new ModelFormatException(
          config.parameters().origin(),
          "the architecture '"
              + config.architecture()
              + "' is not supported; supported are "
              + String.join(", ", KNOWN.keySet()));
    }
    var weights = new WeightReader(config, source, kernels, progress);
    try {
      return new DecoderModel(
          name, config, kernels, read.apply(config, weights), weights, kvFormat);
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
  }
}
