package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;
import io.espalier.runtime.model.config.RopeReader;

/// GLM-4-0414 (Zhipu AI): norms on both sides of each block, half of each head rotating in
/// neighbouring pairs, biases on queries, keys and values.
final class Glm4 {
  private Glm4() {}

  static Decoder read(ModelConfig config, WeightReader weights) {
    AttentionShape shape =
        AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim());
    Rope rope = RopeReader.read(config).withInterleavedPairs();
    Matrix embedding = weights.embedding();
    var layers =
        weights.layers((_, layer) ->
            new SandwichDecoder.Layer(
                weights.rmsNorm(layer + "input_layernorm"),
                new Attention(
                    weights.qkv(layer + "self_attn.", shape),
                    weights.linear(layer + "self_attn.o_proj", shape.queryColumns()),
                    shape,
                    null,
                    rope),
                weights.rmsNorm(layer + "post_self_attn_layernorm"),
                weights.rmsNorm(layer + "post_attention_layernorm"),
                weights.mergedGated(layer + "mlp.", Activation.SILU),
                weights.rmsNorm(layer + "post_mlp_layernorm")));
    return new SandwichDecoder(
        embedding, 1, layers, weights.rmsNorm("model.norm"), weights.head(embedding), shape);
  }
}
