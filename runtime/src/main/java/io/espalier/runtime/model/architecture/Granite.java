package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;

/// Granite 3 (IBM): Llama's layers with factors on embeddings, scores, residual updates and logits
/// (maximal update parametrisation, arXiv 2203.03466).
final class Granite {
  private Granite() {}

  static Decoder read(ModelConfig config, WeightReader weights) {
    AttentionShape shape =
        AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim())
            .withScale((float) config.parameters().positiveOr("attention_multiplier", 1));
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
    return new PreNormDecoder(
        embedding,
        (float) config.parameters().positiveOr("embedding_multiplier", 1),
        layers,
        (float) config.parameters().positiveOr("residual_multiplier", 1),
        finalNorm,
        new Head(
            weights.head(embedding).linear(),
            (float) (1 / config.parameters().positiveOr("logits_scaling", 1)),
            0),
        shape);
  }
}
