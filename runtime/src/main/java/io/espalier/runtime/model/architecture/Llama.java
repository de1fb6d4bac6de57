package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;

/// Llama 2 and 3 (arXiv 2302.13971, 2407.21783): pre-norm layers, RMS norms, rotary positions,
/// grouped queries, SwiGLU, no biases.
///
/// Also the shape of the many models that keep Llama's `model_type`.
final class Llama {
  private Llama() {}

  static Decoder read(ModelConfig config, WeightReader weights) {
    AttentionShape shape =
        AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim());
    Rope rope = weights.rope();
    Matrix embedding = weights.embedding();
    var layers =
        weights.layers((_, layer) ->
            new PreNormDecoder.Layer(
                weights.rmsNorm(layer + "input_layernorm"),
                new Attention(
                    weights.qkv(layer + "self_attn.", shape),
                    weights.linear(layer + "self_attn.o_proj", shape.queryColumns()),
                    shape,
                    null,
                    rope),
                weights.rmsNorm(layer + "post_attention_layernorm"),
                weights.gated(layer + "mlp.", Activation.SILU)));
    Norm finalNorm = weights.rmsNorm("model.norm");
    return PreNormDecoder.of(embedding, layers, finalNorm, weights.head(embedding), shape);
  }
}
