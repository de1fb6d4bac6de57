package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;
import java.util.List;

/// OLMo 2 (arXiv 2501.00656): norms only behind the blocks, `x += norm(attention(x)); x +=
/// norm(feedForward(x))`, and an RMS norm over all heads of the queries and of the keys.
final class Olmo2 implements Decoder {
  private record Layer(
      Attention attention, Norm afterAttention, FeedForward feedForward, Norm afterFeedForward) {}

  private final AttentionShape shape;
  private final Matrix embedding;
  private final List<Layer> layers;
  private final Norm finalNorm;
  private final Head head;

  Olmo2(ModelConfig config, WeightReader weights) {
    shape = AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim());
    Rope rope = weights.rope();
    embedding = weights.embedding();
    layers =
        weights.layers((_, layer) ->
            new Layer(
                new Attention(
                    weights.qkv(layer + "self_attn.", shape),
                    weights.linear(layer + "self_attn.o_proj", shape.queryColumns()),
                    shape,
                    weights.headNorm(
                        layer + "self_attn.",
                        shape.queryColumns(),
                        shape.kvHeads() * shape.headDim()),
                    rope),
                weights.rmsNorm(layer + "post_attention_layernorm"),
                weights.gated(layer + "mlp.", Activation.SILU),
                weights.rmsNorm(layer + "post_feedforward_layernorm")));
    finalNorm = weights.rmsNorm("model.norm");
    head = weights.head(embedding);
  }

  @Override
  public Buffer forward(Pass pass) {
    Buffer x = pass.embed(embedding, 1); // [rows, hiddenSize]
    Buffer update = pass.buffer(Slot.UPDATE, pass.hiddenSize()); // [rows, hiddenSize]
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      layer.attention.forward(pass, i, x, update);
      if (i == layers.size() - 1 && !pass.keepLogitRows(x, update)) {
        return x;
      }
      layer.afterAttention.apply(pass, update, update);
      pass.add(x, update);
      layer.feedForward.forward(pass, x, update);
      layer.afterFeedForward.apply(pass, update, update);
      pass.add(x, update);
    }
    finalNorm.apply(pass, x, x);
    return x;
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public AttentionShape attentionShape() {
    return shape;
  }
}
