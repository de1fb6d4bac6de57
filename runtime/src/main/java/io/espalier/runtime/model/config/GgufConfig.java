package io.espalier.runtime.model.config;

import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.gguf.GgufFile;
import io.espalier.runtime.model.gguf.GgufValue;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Translates GGUF metadata (`llama.attention.head_count`, …) into the vocabulary of `config.json`.
public final class GgufConfig {
  private final GgufFile file;
  private final String architecture;
  private final ObjectNode values = JsonNodeFactory.instance.objectNode();

  private GgufConfig(GgufFile file) {
    this.file = file;
    this.architecture = file.text("general.architecture");
  }

  /// Translates a file's metadata.
  ///
  /// @throws ModelFormatException when an entry has the wrong kind or the embedding is missing
  public static Hyperparameters read(GgufFile file) {
    return new GgufConfig(file).translate();
  }

  private Hyperparameters translate() {
    values.put("model_type", architecture);
    number("context_length", "max_position_embeddings");
    number("embedding_length", "hidden_size");
    number("block_count", "num_hidden_layers");
    number("feed_forward_length", "intermediate_size");
    number("attention.head_count", "num_attention_heads");
    number("attention.head_count_kv", "num_key_value_heads");
    number("attention.key_length", "head_dim");
    number("attention.layer_norm_rms_epsilon", "rms_norm_eps");
    number("attention.layer_norm_epsilon", "layer_norm_eps");
    number("attention.sliding_window", "sliding_window");
    number("attn_logit_softcapping", "attn_logit_softcapping");
    number("final_logit_softcapping", "final_logit_softcapping");
    number("rope.freq_base", "rope_theta");
    number("rope.dimension_count", "rotary_dim");
    var embedding = file.tensors().get("token_embd.weight");
    if (embedding == null || embedding.shape().size() != 2) {
      throw new ModelFormatException(file.name(), "the tensor 'token_embd.weight' is missing");
    }
    values.put("vocab_size", embedding.extent(0));
    values.put("tie_word_embeddings", !file.tensors().containsKey("output.weight"));
    ropeScaling();
    return new Hyperparameters(file.name(), values);
  }

  private void ropeScaling() {
    String prefix = architecture + ".rope.scaling.";
    if (!(file.metadata().get(prefix + "type") instanceof GgufValue.Text(String type))
        || type.equals("none")) {
      return;
    }
    var scaling = values.putObject("rope_scaling");
    scaling.put("rope_type", type);
    numberInto(scaling, prefix + "factor", "factor");
    numberInto(scaling, prefix + "original_context_length", "original_max_position_embeddings");
    // ggml multiplies YaRN's own magnitude by its factor; Hugging Face replaces it.
    if (file.metadata().get(prefix + "attn_factor") instanceof GgufValue.Real(double attention)
        && file.metadata().get(prefix + "factor") instanceof GgufValue.Real(double factor)) {
      scaling.put("attention_factor", attention * RopeReader.magnitude(factor, 1));
    }
  }

  private void number(String key, String name) {
    numberInto(values, architecture + "." + key, name);
  }

  private void numberInto(ObjectNode into, String key, String name) {
    switch (file.metadata().get(key)) {
      case GgufValue.Whole(long value) -> into.put(name, value);
      case GgufValue.Real(double value) -> into.put(name, value);
      // Sizes that differ from layer to layer come as arrays; equal ones are read as one.
      case GgufValue.Wholes(long[] several) when isUniform(several) -> into.put(name, several[0]);
      case null -> {}
      case GgufValue other ->
          throw new ModelFormatException(
              file.name(), "metadata '" + key + "' is " + other.kind() + "; expected a number");
    }
  }

  private static boolean isUniform(long[] several) {
    for (long value : several) {
      if (value != several[0]) {
        return false;
      }
    }
    return several.length > 0;
  }
}
