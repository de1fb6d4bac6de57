package io.espalier.runtime.model.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.espalier.runtime.model.ModelFormatException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// A `config.json`: sizes, windows and rotation are read, or refused by name.
class ModelConfigFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            """
            {"model_type":"llama","hidden_size":64,"num_attention_heads":4,"num_hidden_layers":2,
             "intermediate_size":128,"vocab_size":512,"head_dim":16,"rope_theta":500000.0,
             "rope_scaling":{"rope_type":"llama3","factor":8.0,"low_freq_factor":1.0,
             "high_freq_factor":4.0,"original_max_position_embeddings":8192},"rms_norm_eps":1e-5}\
            """,
            """
            {"model_type":"qwen3","hidden_size":64,"num_attention_heads":4,"num_hidden_layers":2,
             "num_key_value_heads":2,"intermediate_size":128,"vocab_size":512,"sliding_window":16,
             "layer_types":["sliding_attention","full_attention"],"num_experts":4,
             "rope_parameters":{"rope_type":"yarn","factor":4.0,"rope_theta":10000.0,"mscale":1,
             "mscale_all_dim":1,"sliding_attention":{"rope_theta":10}},"partial_rotary_factor":0.5}\
            """)
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(byte @NotNull [] bytes) {
    try {
      var json = BoundedJson.readObject("config.json", bytes);
      ModelConfig config = ModelConfig.read(new Hyperparameters("config.json", json));
      config.window(0, _ -> true);
      config.qwenWindow(1);
      RopeReader.read(config);
      RopeReader.readKind(config, "sliding_attention");
      config.experts();
    } catch (ModelFormatException _) {
      // Refused.
    }
  }
}
