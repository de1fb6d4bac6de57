package io.espalier.runtime.model.architecture;

import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Matrix;
import java.util.List;

/// Layers whose blocks read a normalised copy of the residual stream and add to it: `x +=
/// attention(norm(x)); x += feedForward(norm(x))` (arXiv 2002.04745). Llama's family.
///
/// @param embedding `[vocabularySize, hiddenSize]`
/// @param embeddingScale factor of the embeddings, 1 for none
/// @param layers from the first
/// @param residualScale factor of every block's result before it is added, 1 for none
/// @param finalNorm before the head
/// @param head to the vocabulary
/// @param attentionShape key-value heads of all layers
record PreNormDecoder(
    Matrix embedding,
    float embeddingScale,
    List<Layer> layers,
    float residualScale,
    Norm finalNorm,
    Head head,
    AttentionShape attentionShape)
    implements Decoder {

  /// One layer.
  record Layer(
      Norm attentionNorm, SelfAttention attention, Norm feedForwardNorm, FeedForward feedForward) {}

  /// The usual case: nothing scaled.
  static Decoder of(
      Matrix embedding, List<Layer> layers, Norm finalNorm, Head head, AttentionShape shape) {
    return new PreNormDecoder(embedding, 1, layers, 1, finalNorm, head, shape);
  }

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
      pass.scale(update, residualScale);
      layer.feedForwardNorm.addThenApply(pass, x, update, h); // x += update; h = norm(x)
      layer.feedForward.forward(pass, h, update);
      pass.scale(update, residualScale);
      Norm next = last ? finalNorm : layers.get(i + 1).attentionNorm;
      next.addThenApply(pass, x, update, h);
    }
    return h;
  }
}
