package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;

/// Qwen3's mixtures of experts (arXiv 2505.09388): Qwen3's attention, the feed-forward part a
/// mixture in all layers but those that the configuration names dense.
final class Qwen3Moe {
  private Qwen3Moe() {}

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
                    weights.headNorm(layer + "self_attn.", shape.headDim(), shape.headDim()),
                    rope),
                weights.rmsNorm(layer + "post_attention_layernorm"),
                dense(config, index)
                    ? weights.gated(layer + "mlp.", Activation.SILU)
                    : weights.mixture(
                        layer + "mlp.",
                        config.parameters().whole("moe_intermediate_size", 1, 1 << 20),
                        WeightReader.GATED,
                        Routing.softmax(
                            config.experts(),
                            config.parameters().flagOr("norm_topk_prob", false)))));
    Norm finalNorm = weights.rmsNorm("model.norm");
    return PreNormDecoder.of(embedding, layers, finalNorm, weights.head(embedding), shape);
  }

  private static boolean dense(ModelConfig config, int index) {
    int step = config.parameters().wholeOr("decoder_sparse_step", 1, 1, 1 << 20);
    return config.parameters().wholes("mlp_only_layers").contains(index) || (index + 1) % step != 0;
  }
}
