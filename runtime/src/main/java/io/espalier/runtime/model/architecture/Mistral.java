package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;
import java.util.List;

/// Mistral (arXiv 2310.06825): Llama's layers, each row attending at most a window of positions.
final class Mistral implements Decoder {
  private record Layer(
      Norm attentionNorm, Attention attention, Norm feedForwardNorm, FeedForward feedForward) {}

  private final AttentionShape shape;
  private final Matrix embedding;
  private final List<Layer> layers;
  private final Norm finalNorm;
  private final Head head;

  Mistral(ModelConfig config, WeightReader weights) {
    shape = AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim());
    Rope rope = weights.rope();
    embedding = weights.embedding();
    layers =
        weights.layers((index, layer) ->
            new Layer(
                weights.rmsNorm(layer + "input_layernorm"),
                new Attention(
                    weights.qkv(layer + "self_attn.", shape),
                    weights.linear(layer + "self_attn.o_proj", shape.queryColumns()),
                    shape.withWindow(config.window(index, _ -> true)),
                    null,
                    rope),
                weights.rmsNorm(layer + "post_attention_layernorm"),
                weights.gated(layer + "mlp.", Activation.SILU)));
    finalNorm = weights.rmsNorm("model.norm");
    head = weights.head(embedding);
  }

  @Override
  public Buffer forward(Pass pass) {
    Buffer x = pass.embed(embedding, 1); // [rows, hiddenSize]
    Buffer h = pass.buffer(Slot.NORMED, pass.hiddenSize()); // [rows, hiddenSize]
    Buffer update = pass.buffer(Slot.UPDATE, pass.hiddenSize()); // [rows, hiddenSize]
    layers.getFirst().attentionNorm.apply(pass, x, h);
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      boolean last = i == layers.size() - 1;
      layer.attention.forward(pass, i, h, update);
      if (last && !pass.keepLogitRows(x, update)) {
        break;
      }
      layer.feedForwardNorm.addThenApply(pass, x, update, h); // x += update; h = norm(x)
      layer.feedForward.forward(pass, h, update);
      Norm next = last ? finalNorm : layers.get(i + 1).attentionNorm;
      next.addThenApply(pass, x, update, h);
    }
    return h;
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
