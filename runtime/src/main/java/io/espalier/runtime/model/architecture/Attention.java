package io.espalier.runtime.model.architecture;

import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.HeadNorm;
import io.espalier.kernels.Rope;
import org.jspecify.annotations.Nullable;

/// Self-attention over pages: project, normalise, rotate, store, attend, project back.
///
/// @param qkv queries, keys and values of all heads in one projection
/// @param output projection back to the hidden size
/// @param shape heads, scale, window
/// @param norm norm of queries and keys, or null
/// @param rope rotation, or null for a layer without positions
record Attention(
    Linear qkv, Linear output, AttentionShape shape, @Nullable HeadNorm norm, @Nullable Rope rope)
    implements SelfAttention {

  /// Computes `out = Wo · attention(Wqkv · x)` and stores the rows' keys and values.
  ///
  /// @param x `float32[rows, hiddenSize]`
  /// @param out `float32[rows, hiddenSize]`
  @Override
  public void forward(Pass pass, int layer, Buffer x, Buffer out) {
    Buffer projected =
        pass.buffer(Slot.QKV, shape.qkvColumns()); // [rows, (heads + 2 kvHeads) headDim]
    Buffer heads = pass.buffer(Slot.HEADS, shape.queryColumns()); // [rows, heads headDim]
    qkv.apply(pass, x, projected);
    pass.kernels().qkvRopeAppend(shape, projected, norm, rope, pass.batch(), pass.storage(), layer);
    pass.kernels().attention(shape, projected, pass.batch(), pass.storage(), layer, heads);
    output.apply(pass, heads, out);
  }
}
