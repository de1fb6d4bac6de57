package io.espalier.runtime.model.architecture;

import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Matrix;
import java.util.List;

/// Layers with a norm before and after each block: `x += norm(attention(norm(x))); x +=
/// norm(feedForward(norm(x)))`. Gemma 2 and 3, GLM-4.
///
/// @param embedding `[vocabularySize, hiddenSize]`
/// @param embeddingScale factor of the embeddings, 1 for none
/// @param layers from the first
/// @param finalNorm before the head
/// @param head to the vocabulary
/// @param attentionShape key-value heads of all layers
record SandwichDecoder(
    Matrix embedding,
    float embeddingScale,
    List<Layer> layers,
    Norm finalNorm,
    Head head,
    AttentionShape attentionShape)
    implements Decoder {

  /// One layer, in the order of its parts.
  record Layer(
      Norm attentionNorm,
      Attention attention,
      Norm afterAttention,
      Norm feedForwardNorm,
      FeedForward feedForward,
      Norm afterFeedForward) {}

  @Override
  public Buffer forward(Pass pass) {
    Buffer x = pass.embed(embedding, embeddingScale); // [rows, hiddenSize]
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
      layer.afterAttention.apply(pass, update, update);
      layer.feedForwardNorm.addThenApply(pass, x, update, h); // x += update; h = norm(x)
      layer.feedForward.forward(pass, h, update);
      layer.afterFeedForward.apply(pass, update, update);
      Norm next = last ? finalNorm : layers.get(i + 1).attentionNorm;
      next.addThenApply(pass, x, update, h);
    }
    return h;
  }
}
