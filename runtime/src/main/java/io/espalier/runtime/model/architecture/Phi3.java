package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;

/// Phi-3 and Phi-4 (arXiv 2404.14219, 2412.08905): Llama's layers with the projections stored
/// merged, perhaps with a window and a partial rotation.
final class Phi3 {
  private Phi3() {}

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
                    weights.linear(
                        layer + "self_attn.qkv_proj", config.hiddenSize(), shape.qkvColumns()),
                    weights.linear(layer + "self_attn.o_proj", shape.queryColumns()),
                    shape.withWindow(config.window(index, _ -> true)),
                    null,
                    rope),
                weights.rmsNorm(layer + "post_attention_layernorm"),
                weights.mergedGated(layer + "mlp.", Activation.SILU)));
    Norm finalNorm = weights.rmsNorm("model.norm");
    return PreNormDecoder.of(embedding, layers, finalNorm, weights.head(embedding), shape);
  }
}
