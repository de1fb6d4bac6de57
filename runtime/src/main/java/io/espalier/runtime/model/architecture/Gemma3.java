package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;
import io.espalier.runtime.model.config.RopeReader;

/// Gemma 3, text (arXiv 2503.19786): Gemma 2 with norms of queries and keys instead of caps, and
/// five layers with a window and a rotation of their own to one that sees everything.
final class Gemma3 {
  private Gemma3() {}

  static Decoder read(ModelConfig config, WeightReader weights) {
    var p = config.parameters();
    AttentionShape shape =
        AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim())
            .withScale(
                (float) (1 / Math.sqrt(p.positiveOr("query_pre_attn_scalar", config.headDim()))));
    Rope full = weights.stored(RopeReader.readKind(config, "full_attention"));
    Rope sliding = weights.stored(RopeReader.readKind(config, "sliding_attention"));
    int pattern = p.wholeOr("sliding_window_pattern", 6, 1, 1 << 20);
    Matrix embedding = weights.embedding();
    var layers =
        weights.layers((index, layer) -> {
          int window = config.window(index, at -> (at + 1) % pattern != 0);
          return new SandwichDecoder.Layer(
              weights.shiftedRmsNorm(layer + "input_layernorm"),
              new Attention(
                  weights.qkv(layer + "self_attn.", shape),
                  weights.linear(layer + "self_attn.o_proj", shape.queryColumns()),
                  shape.withWindow(window),
                  weights.shiftedHeadNorm(layer + "self_attn.", shape.headDim()),
                  window > 0 ? sliding : full),
              weights.shiftedRmsNorm(layer + "post_attention_layernorm"),
              weights.shiftedRmsNorm(layer + "pre_feedforward_layernorm"),
              weights.gated(layer + "mlp.", Activation.GELU_TANH),
              weights.shiftedRmsNorm(layer + "post_feedforward_layernorm"));
        });
    Norm finalNorm = weights.shiftedRmsNorm("model.norm");
    Head head = weights.head(embedding);
    float embeddingScale = (float) Math.sqrt(config.hiddenSize());
    return new SandwichDecoder(embedding, embeddingScale, layers, finalNorm, head, shape);
  }
}
