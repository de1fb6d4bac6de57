package io.espalier.runtime.model.architecture;

import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.Rope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, §2.1): what is stored of a token is
/// one *latent* vector `c`, from which every head's key and value would be projected, and one
/// rotated key `r` that all heads share.
///
/// The projections are absorbed (§2.1.2): a head's score `qᵀ · Wk · c + ρᵀ · r` is computed as the
/// product of `[ρ | Wkᵀ q]` with the stored `[r | c]`, and its value `Wv · Σ w c` is projected
/// after the sum. To the kernels that is attention of many query heads over a single key-value head
/// of `rotaryDim + latentDim` values; as a page holds keys and values of one width, `[r | c]` is
/// stored as both, and the first `rotaryDim` values of a result are dropped.
///
/// @param query projection to the queries of all heads, each `[q | ρ]`
/// @param narrowQuery projection to a narrow query that `query` widens, with its norm, or null
/// @param latent projection to `[c | r]`
/// @param latentNorm norm weights of `c`
/// @param keys per head `Wkᵀ`, `[latentDim, plainDim]`
/// @param values per head `Wv`, `[valueDim, latentDim]`
/// @param output projection of all heads' values back to the hidden size
/// @param shape one key-value head of `rotaryDim + latentDim` values
/// @param rope rotation of `ρ` and `r`
/// @param epsilon of the norms
record LatentAttention(
    Linear query,
    @Nullable NarrowQuery narrowQuery,
    Linear latent,
    Buffer latentNorm,
    List<Linear> keys,
    List<Linear> values,
    Linear output,
    AttentionShape shape,
    Rope rope,
    float epsilon)
    implements SelfAttention {

  /// A query compressed and normalised before it is widened to all heads.
  record NarrowQuery(Linear down, Buffer norm) {}

  @Override
  public void forward(Pass pass, int layer, Buffer x, Buffer out) {
    int valueDim = values.getFirst().outputs();
    Buffer merged = pass.buffer(Slot.QKV, shape.qkvColumns()); // [rows, (heads + 2) headDim]
    Buffer heads = pass.buffer(Slot.HEADS, shape.queryColumns()); // [rows, heads headDim]
    Buffer joined =
        pass.buffer(Slot.INNER, shape.queryHeads() * valueDim); // [rows, heads valueDim]
    mergeQueries(pass, x, merged);
    mergeKey(pass, x, merged);
    pass.kernels().qkvRopeAppend(shape, merged, null, rope, pass.batch(), pass.storage(), layer);
    pass.kernels().attention(shape, merged, pass.batch(), pass.storage(), layer, heads);
    projectValues(pass, heads, joined);
    output.apply(pass, joined, out);
  }

  /// Writes `[ρ | Wkᵀ q]` of each head.
  private void mergeQueries(Pass pass, Buffer x, Buffer merged) {
    Kernels kernels = pass.kernels();
    int rotary = rope.rotaryDim();
    int plain = keys.getFirst().weights().columns();
    int stride = query.outputs();
    Buffer queries = pass.buffer(Slot.QUERY, stride); // [rows, heads (plainDim + rotaryDim)]
    Buffer one = pass.buffer(Slot.HEAD_IN, plain); // [rows, plainDim]
    Buffer wide = pass.buffer(Slot.HEAD_OUT, latentDim()); // [rows, latentDim]
    query.apply(pass, narrow(pass, x), queries);
    for (int head = 0; head < shape.queryHeads(); head++) {
      int from = head * (plain + rotary);
      int to = head * shape.headDim();
      kernels.copyColumns(queries, stride, from, pass.rows(), plain, one, plain, 0);
      keys.get(head).apply(pass, one, wide);
      kernels.copyColumns(
          queries, stride, from + plain, pass.rows(), rotary, merged, shape.qkvColumns(), to);
      kernels.copyColumns(
          wide, latentDim(), 0, pass.rows(), latentDim(), merged, shape.qkvColumns(), to + rotary);
    }
  }

  private Buffer narrow(Pass pass, Buffer x) {
    if (narrowQuery == null) {
      return x;
    }
    int width = narrowQuery.down.outputs();
    Buffer narrow = pass.buffer(Slot.NARROW, width); // [rows, width]
    narrowQuery.down.apply(pass, x, narrow);
    pass.kernels().rmsNorm(narrow, pass.rows(), width, narrowQuery.norm, epsilon, narrow);
    return narrow;
  }

  /// Writes `[r | norm(c)]` where the key belongs and again where the value does.
  private void mergeKey(Pass pass, Buffer x, Buffer merged) {
    Kernels kernels = pass.kernels();
    int rotary = rope.rotaryDim();
    int width = latentDim() + rotary;
    int key = shape.queryColumns();
    Buffer both = pass.buffer(Slot.NARROW, width); // [rows, latentDim + rotaryDim]
    Buffer normed = pass.buffer(Slot.HEAD_OUT, latentDim()); // [rows, latentDim]
    latent.apply(pass, x, both);
    kernels.copyColumns(both, width, 0, pass.rows(), latentDim(), normed, latentDim(), 0);
    kernels.rmsNorm(normed, pass.rows(), latentDim(), latentNorm, epsilon, normed);
    kernels.copyColumns(
        both, width, latentDim(), pass.rows(), rotary, merged, shape.qkvColumns(), key);
    kernels.copyColumns(
        normed, latentDim(), 0, pass.rows(), latentDim(), merged, shape.qkvColumns(), key + rotary);
    kernels.copyColumns(
        merged,
        shape.qkvColumns(),
        key,
        pass.rows(),
        shape.headDim(),
        merged,
        shape.qkvColumns(),
        key + shape.headDim());
  }

  /// Projects each head's weighted latents to its values.
  private void projectValues(Pass pass, Buffer heads, Buffer joined) {
    Kernels kernels = pass.kernels();
    int valueDim = values.getFirst().outputs();
    Buffer one = pass.buffer(Slot.HEAD_OUT, latentDim()); // [rows, latentDim]
    Buffer value = pass.buffer(Slot.HEAD_IN, valueDim); // [rows, valueDim]
    for (int head = 0; head < shape.queryHeads(); head++) {
      int from = head * shape.headDim() + rope.rotaryDim();
      kernels.copyColumns(
          heads, shape.queryColumns(), from, pass.rows(), latentDim(), one, latentDim(), 0);
      values.get(head).apply(pass, one, value);
      kernels.copyColumns(
          value,
          valueDim,
          0,
          pass.rows(),
          valueDim,
          joined,
          shape.queryHeads() * valueDim,
          head * valueDim);
    }
  }

  private int latentDim() {
    return shape.headDim() - rope.rotaryDim();
  }
}
