package io.espalier.runtime.model.benchmark;

import io.espalier.runtime.model.config.BoundedJson;
import io.espalier.runtime.model.config.Hyperparameters;
import io.espalier.runtime.model.config.ModelConfig;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Shapes of published models, from their `config.json`.
public enum RandomShape {
  /// A few thousand weights, for tests.
  TINY(
      """
      {"model_type": "llama", "vocab_size": 320, "hidden_size": 64, "intermediate_size": 160,
       "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
       "max_position_embeddings": 4096, "rms_norm_eps": 1e-5, "tie_word_embeddings": true,
       "rope_theta": 10000.0}
      """),
  /// Qwen3 0.6B.
  QWEN3_0_6B(
      """
      {"model_type": "qwen3", "vocab_size": 151936, "hidden_size": 1024, "intermediate_size": 3072,
       "num_hidden_layers": 28, "num_attention_heads": 16, "num_key_value_heads": 8,
       "head_dim": 128, "max_position_embeddings": 40960, "rms_norm_eps": 1e-6,
       "tie_word_embeddings": true, "rope_theta": 1000000.0}
      """),
  /// Llama 3.2 1B.
  LLAMA_3_2_1B(
      """
      {"model_type": "llama", "vocab_size": 128256, "hidden_size": 2048, "intermediate_size": 8192,
       "num_hidden_layers": 16, "num_attention_heads": 32, "num_key_value_heads": 8,
       "head_dim": 64, "max_position_embeddings": 131072, "rms_norm_eps": 1e-5,
       "tie_word_embeddings": true, "rope_theta": 500000.0,
       "rope_scaling": {"rope_type": "llama3", "factor": 32.0, "low_freq_factor": 1.0,
                        "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}}
      """),
  /// Llama 3.1 8B.
  LLAMA_3_1_8B(
      """
      {"model_type": "llama", "vocab_size": 128256, "hidden_size": 4096, "intermediate_size": 14336,
       "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
       "max_position_embeddings": 131072, "rms_norm_eps": 1e-5, "tie_word_embeddings": false,
       "rope_theta": 500000.0,
       "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
                        "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}}
      """);

  private final String config;

  RandomShape(String config) {
    this.config = config;
  }

  /// Returns the name that people use: `llama-3.2-1b`.
  public String label() {
    return switch (this) {
      case TINY -> "tiny";
      case QWEN3_0_6B -> "qwen3-0.6b";
      case LLAMA_3_2_1B -> "llama-3.2-1b";
      case LLAMA_3_1_8B -> "llama-3.1-8b";
    };
  }

  /// Returns the shape of that label.
  ///
  /// @throws IllegalArgumentException listing the labels
  public static RandomShape of(String label) {
    for (RandomShape shape : values()) {
      if (shape.label().equals(label.toLowerCase(Locale.ROOT))) {
        return shape;
      }
    }
    String labels =
        Arrays.stream(values()).map(RandomShape::label).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("no shape '" + label + "'; there are " + labels);
  }

  /// Returns the configuration.
  public ModelConfig config() {
    return ModelConfig.read(
        new Hyperparameters(
            label(), BoundedJson.readObject(label(), config.getBytes(StandardCharsets.UTF_8))));
  }
}
