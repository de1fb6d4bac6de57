package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;

/// StarCoder 2 (arXiv 2402.19173): layer norms, biases everywhere, a plain feed-forward layer.
final class Starcoder2 {
  private Starcoder2() {}

  static Decoder read(ModelConfig config, WeightReader weights) {
    AttentionShape shape =
        AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim());
    Rope rope = weights.rope();
    Matrix embedding = weights.embedding();
    var layers =
        weights.layers((index, layer) ->
            new PreNormDecoder.Layer(
                weights.layerNorm(layer + "input_layernorm"),
                new Attention(
                    weights.qkv(layer + "self_attn.", shape),
                    weights.linear(layer + "self_attn.o_proj", shape.queryColumns()),
                    shape.withWindow(config.window(index, _ -> true)),
                    null,
                    rope),
                weights.layerNorm(layer + "post_attention_layernorm"),
                weights.plain(layer + "mlp.c_fc", layer + "mlp.c_proj", Activation.GELU_TANH)));
    Norm finalNorm = weights.layerNorm("model.norm");
    return PreNormDecoder.of(embedding, layers, finalNorm, weights.head(embedding), shape);
  }
}
