package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;

/// Gemma 2 (arXiv 2408.00118): norms on both sides of each block, scores and logits capped by tanh,
/// every other layer with a sliding window, scaled embeddings, norm weights stored less one.
final class Gemma2 {
  private Gemma2() {}

  static Decoder read(ModelConfig config, WeightReader weights) {
    var p = config.parameters();
    AttentionShape shape =
        AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim())
            .withScale(
                (float) (1 / Math.sqrt(p.positiveOr("query_pre_attn_scalar", config.headDim()))))
            .withSoftcap((float) p.realOr("attn_logit_softcapping", 0));
    Rope rope = weights.rope();
    Matrix embedding = weights.embedding();
    var layers =
        weights.layers((index, layer) -> {
          int window = config.window(index, at -> at % 2 == 0);
          return new SandwichDecoder.Layer(
              weights.shiftedRmsNorm(layer + "input_layernorm"),
              new Attention(
                  weights.qkv(layer + "self_attn.", shape),
                  weights.linear(layer + "self_attn.o_proj", shape.queryColumns()),
                  shape.withWindow(window),
                  null,
                  rope),
              weights.shiftedRmsNorm(layer + "post_attention_layernorm"),
              weights.shiftedRmsNorm(layer + "pre_feedforward_layernorm"),
              weights.gated(layer + "mlp.", Activation.GELU_TANH),
              weights.shiftedRmsNorm(layer + "post_feedforward_layernorm"));
        });
    Norm finalNorm = weights.shiftedRmsNorm("model.norm");
    Head head =
        new Head(
            weights.head(embedding).linear(), 1, (float) p.realOr("final_logit_softcapping", 0));
    float embeddingScale = (float) Math.sqrt(config.hiddenSize());
    return new SandwichDecoder(embedding, embeddingScale, layers, finalNorm, head, shape);
  }
}
