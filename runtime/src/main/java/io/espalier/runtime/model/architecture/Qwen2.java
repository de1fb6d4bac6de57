package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;

/// Qwen2 and Qwen2.5 (arXiv 2407.10671, 2412.15115): Llama's layers with biases on queries, keys
/// and values.
///
/// From layer `max_window_layers` on, a configuration may ask for a sliding window.
final class Qwen2 {
  private Qwen2() {}

  static Decoder read(ModelConfig config, WeightReader weights) {
    AttentionShape shape =
        AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim());
    Rope rope = weights.rope();
    Matrix embedding = weights.embedding();
    var layers =
        weights.layers((index, layer) ->
            new PreNormDecoder.Layer(
                weights.rmsNorm(layer + "input_layernorm"),
                new Attention(
                    weights.qkv(layer + "self_attn.", shape),
                    weights.linear(layer + "self_attn.o_proj", shape.queryColumns()),
                    shape.withWindow(config.qwenWindow(index)),
                    null,
                    rope),
                weights.rmsNorm(layer + "post_attention_layernorm"),
                weights.gated(layer + "mlp.", Activation.SILU)));
    Norm finalNorm = weights.rmsNorm("model.norm");
    return PreNormDecoder.of(embedding, layers, finalNorm, weights.head(embedding), shape);
  }
}
