package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.runtime.model.config.ModelConfig;
import java.util.List;

/// Phi-1, 1.5 and 2 (arXiv 2306.11644, 2309.05463): attention and feed-forward layer side by side,
/// `h = norm(x); x += attention(h) + feedForward(h)`; layer norms, biases, a partial rotation.
final class Phi implements Decoder {
  private record Layer(Norm norm, Attention attention, FeedForward feedForward) {}

  private final AttentionShape shape;
  private final Matrix embedding;
  private final List<Layer> layers;
  private final Norm finalNorm;
  private final Head head;

  Phi(ModelConfig config, WeightReader weights) {
    shape = AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim());
    Rope rope = weights.rope();
    embedding = weights.embedding();
    layers =
        weights.layers((_, layer) ->
            new Layer(
                weights.layerNorm(layer + "input_layernorm"),
                new Attention(
                    weights.qkv(layer + "self_attn.", shape),
                    weights.linear(layer + "self_attn.dense", shape.queryColumns()),
                    shape,
                    null,
                    rope),
                weights.plain(layer + "mlp.fc1", layer + "mlp.fc2", Activation.GELU_TANH)));
    finalNorm = weights.layerNorm("model.final_layernorm");
    head = weights.head(embedding);
  }

  @Override
  public Buffer forward(Pass pass) {
    Buffer x = pass.embed(embedding, 1); // [rows, hiddenSize]
    Buffer h = pass.buffer(Slot.NORMED, pass.hiddenSize()); // [rows, hiddenSize]
    Buffer update = pass.buffer(Slot.UPDATE, pass.hiddenSize()); // [rows, hiddenSize]
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      layer.norm.apply(pass, x, h);
      layer.attention.forward(pass, i, h, update);
      pass.add(x, update);
      if (i == layers.size() - 1 && !pass.keepLogitRows(x, h)) {
        return x;
      }
      layer.feedForward.forward(pass, h, update);
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
