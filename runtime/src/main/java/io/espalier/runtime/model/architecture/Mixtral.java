package io.espalier.runtime.model.architecture;

import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;

/// Mixtral (arXiv 2401.04088): Mistral's layers, the feed-forward part a mixture of experts.
final class Mixtral {
  private Mixtral() {}

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
                    shape.withWindow(config.window(index, _ -> true)),
                    null,
                    rope),
                weights.rmsNorm(layer + "post_attention_layernorm"),
                weights.mixture(
                    layer + "block_sparse_moe.",
                    config.intermediateSize(),
                    new String[] {"w1", "w3", "w2"},
                    Routing.softmax(config.experts(), true))));
    Norm finalNorm = weights.rmsNorm("model.norm");
    return PreNormDecoder.of(embedding, layers, finalNorm, weights.head(embedding), shape);
  }
}
