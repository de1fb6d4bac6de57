package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;
import java.util.List;

/// SmolLM3 (Hugging Face): Llama's layers, every fourth without a rotation (arXiv 2501.18795).
final class SmolLm3 {
  private SmolLm3() {}

  static Decoder read(ModelConfig config, WeightReader weights) {
    AttentionShape shape =
        AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim());
    Rope rope = weights.rope();
    List<Integer> rotates = config.parameters().wholes("no_rope_layers");
    int interval = config.parameters().wholeOr("no_rope_layer_interval", 4, 1, Integer.MAX_VALUE);
    Matrix embedding = weights.embedding();
    var layers =
        weights.layers((index, layer) ->
            new PreNormDecoder.Layer(
                weights.rmsNorm(layer + "input_layernorm"),
                new Attention(
                    weights.qkv(layer + "self_attn.", shape),
                    weights.linear(layer + "self_attn.o_proj", shape.queryColumns()),
                    shape,
                    null,
                    rotates(rotates, interval, index) ? rope : null),
                weights.rmsNorm(layer + "post_attention_layernorm"),
                weights.gated(layer + "mlp.", Activation.SILU)));
    Norm finalNorm = weights.rmsNorm("model.norm");
    return PreNormDecoder.of(embedding, layers, finalNorm, weights.head(embedding), shape);
  }

  /// The list says 1 for a layer that rotates; without it every `interval`-th does not.
  private static boolean rotates(List<Integer> rotates, int interval, int index) {
    return index < rotates.size() ? rotates.get(index) != 0 : (index + 1) % interval != 0;
  }
}
