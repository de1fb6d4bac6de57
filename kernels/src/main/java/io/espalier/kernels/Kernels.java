package io.espalier.kernels;

import org.jspecify.annotations.Nullable;

/// The operations that models are written in, on device buffers, done in the order they are called.
///
/// All activations are float32; rows lie one after another without gaps, so `float32[rows,
/// columns]` needs `rows · columns` floats. Arguments are checked and refused with
/// [IllegalArgumentException]; buffers, matrices and storages must come from the same instance. An
/// output may not overlap an input unless the operation says so. One thread calls at a time.
///
/// *Row independence.* Every operation computes a row bit for bit the same whatever other rows are
/// in the call, and attention the same wherever its sequence was cut into passes, with shared pages
/// or without. An implementation may offer faster products whose last bits depend on the number of
/// rows, and says so (`espalier.cuda.invariant`).
public interface Kernels extends AutoCloseable {
  /// One line for people: which implementation, how wide, how many threads, why.
  String description();

  /// A buffer of zeros.
  Buffer allocateFloats(long count);

  /// A stored tensor, decoded to floats: norm weights, biases.
  Buffer upload(StoredTensor tensor);

  /// A buffer with these values.
  default Buffer upload(float... values) {
    return upload(StoredTensor.of(1, values.length, values));
  }

  /// Weights in this implementation's layout. Several parts with the same columns are stacked by
  /// rows, as in merged query-key-value or gate-up projections; formats may differ between parts.
  /// Reads each part once; 16-bit and quantised weights keep their size and their exact values.
  Matrix pack(StoredTensor... parts);

  /// Key-value pages, contents undefined.
  KvStorage allocateKv(KvShape shape, int pages);

  /// The format of pages that suits this implementation best, F32 or F16.
  default NumberFormat preferredKvFormat() {
    return NumberFormat.F32;
  }

  /// Bytes of memory of its own that are free, or -1 where it computes in the host's memory.
  default long freeDeviceBytes() {
    return -1;
  }

  /// Starts a measure of the memory that this instance computes in; closed before it.
  ///
  /// @throws UnsupportedOperationException where the implementation has none
  default MemoryProbe memoryProbe() {
    throw new UnsupportedOperationException("no measure of memory by " + description());
  }

  /// Copies from host memory.
  void write(float[] from, int start, Buffer into, long at, int count);

  /// Copies to host memory after all earlier operations are done.
  void read(Buffer from, long at, float[] into, int start, int count);

  /// `out[i] = scale · table[tokens[i]]` for `i < count`. A negative token stands for one that was
  /// drawn, see [#startDraw].
  ///
  /// @param out `float32[count, table.columns]`
  void embed(Matrix table, int[] tokens, int count, float scale, Buffer out);

  /// `out = x / sqrt(mean(x²) + epsilon) · weight` for each row. `out` may be `x`.
  ///
  /// @param weight `float32[columns]`
  void rmsNorm(Buffer x, int rows, int columns, Buffer weight, float epsilon, Buffer out);

  /// `residual += update`, then the RMS norm of `residual` into `out`.
  ///
  /// @param residual `float32[rows, columns]`, changed
  /// @param out may be `update`
  void addRmsNorm(
      Buffer residual,
      Buffer update,
      int rows,
      int columns,
      Buffer weight,
      float epsilon,
      Buffer out);

  /// `out = (x - mean) / sqrt(variance + epsilon) · weight + bias` for each row. `out` may be `x`.
  void layerNorm(
      Buffer x,
      int rows,
      int columns,
      Buffer weight,
      @Nullable Buffer bias,
      float epsilon,
      Buffer out);

  /// `out[i, o] = Σ x[i, c] · weights[o, c] + bias[o]`, the weights converted exactly and summed in
  /// float32.
  ///
  /// @param x `float32[rows, weights.columns]`
  /// @param out `float32[rows, weights.rows]`
  void matmul(Buffer x, int rows, Matrix weights, @Nullable Buffer bias, Buffer out);

  /// Normalises (if asked) and rotates the queries of each row in place and stores its normalised,
  /// rotated key and its value in the row's slot of `layer`.
  ///
  /// @param qkv `float32[batch.rows, shape.qkvColumns]`; afterwards its key part is undefined
  /// @param norm norm of queries and keys, or null
  /// @param rope rotation, or null for layers without positions
  void qkvRopeAppend(
      AttentionShape shape,
      Buffer qkv,
      @Nullable HeadNorm norm,
      @Nullable Rope rope,
      AttentionBatch batch,
      KvStorage storage,
      int layer);

  /// `softmax(scale · q · K) · V` for each row and head over the positions that [AttentionBatch]
  /// lets the row see.
  ///
  /// @param qkv the buffer that [#qkvRopeAppend] left: queries are read from it
  /// @param out `float32[batch.rows, shape.queryColumns]`
  void attention(
      AttentionShape shape,
      Buffer qkv,
      AttentionBatch batch,
      KvStorage storage,
      int layer,
      Buffer out);

  /// `out = activation(gate) · up`.
  ///
  /// @param gateUp `float32[rows, 2 · inner]`, gate first
  /// @param out `float32[rows, inner]`
  void gatedActivation(Activation activation, Buffer gateUp, int rows, int inner, Buffer out);

  /// `out = g · sigmoid(sharpness · g) · (1 + u)` with `g = min(gate, limit)` and `u` = `up`
  /// between `-limit` and `limit`: the experts of gpt-oss.
  ///
  /// @param gateUp `float32[rows, 2 · inner]`, gate first
  /// @param out `float32[rows, inner]`
  /// @throws UnsupportedOperationException where the implementation lacks it, also for 0 rows
  default void clampedGatedActivation(
      Buffer gateUp, int rows, int inner, float sharpness, float limit, Buffer out) {
    throw new UnsupportedOperationException(
        "clamped gated activations are not offered by " + description());
  }

  /// A gated feed-forward block, `out = down · (activation(gate) ∘ up) + downBias` with gate and up
  /// from `gateUp · x + gateUpBias`, gate first.
  ///
  /// @param x `float32[rows, gateUp.columns]`
  /// @param both room for `float32[rows, gateUp.rows]`, contents lost
  /// @param gated room for `float32[rows, down.columns]`, contents lost
  /// @param out `float32[rows, down.rows]`; may be `x`
  default void gatedFeedForward(
      Buffer x,
      int rows,
      Matrix gateUp,
      @Nullable Buffer gateUpBias,
      Activation activation,
      Matrix down,
      @Nullable Buffer downBias,
      Buffer both,
      Buffer gated,
      Buffer out) {
    matmul(x, rows, gateUp, gateUpBias, both);
    gatedActivation(activation, both, rows, gateUp.rows() / 2, gated);
    matmul(gated, rows, down, downBias, out);
  }

  /// `x = activation(x)` for `count` values.
  void activate(Activation activation, Buffer x, long count);

  /// `into += update` for `count` values.
  void add(Buffer into, Buffer update, long count);

  /// `x *= factor` for `count` values.
  void scale(Buffer x, float factor, long count);

  /// `x = cap · tanh(x / cap)` for `count` values.
  void softcap(Buffer x, float cap, long count);

  /// `out[i] = x[chosen[i]]`, whole rows, for `i < count`.
  void gatherRows(Buffer x, int columns, int[] chosen, int count, Buffer out);

  /// `out[row · outStride + outAt + c] = x[row · stride + at + c]` for `row < rows`, `c < columns`:
  /// cuts a block of columns out of wider rows and puts it into others.
  ///
  /// @param stride floats from one row of `x` to the next
  /// @param out may be `x` where the two blocks are disjoint
  /// @throws UnsupportedOperationException where the implementation lacks it, also for 0 rows
  default void copyColumns(
      Buffer x, int stride, int at, int rows, int columns, Buffer out, int outStride, int outAt) {
    throw new UnsupportedOperationException("column copies are not offered by " + description());
  }

  /// `into[chosen[i]] += weights[i] · x[i]`, whole rows, in ascending i: what the experts of a
  /// mixture give back.
  void scatterAddRows(Buffer x, int columns, int[] chosen, float[] weights, int count, Buffer into);

  /// Whether [#draw] is offered, so that logits need not travel to the host.
  default boolean drawsTokens() {
    return false;
  }

  /// Draws tokens from rows of logits and waits for them.
  ///
  /// @param logits `float32[rows, vocabulary]`
  /// @throws UnsupportedOperationException where [#drawsTokens] is false
  default void draw(Buffer logits, int vocabulary, Draws draws) {
    throw new UnsupportedOperationException("no draws by " + description());
  }

  /// Whether [#startDraw] is offered, so that the next pass can begin before the tokens are known
  /// on the host.
  default boolean drawsAhead() {
    return false;
  }

  /// Starts what [#draw] does without waiting. [#embed] may then be given `-1 - draw` for the token
  /// of a draw of the list started last.
  ///
  /// @throws UnsupportedOperationException where [#drawsAhead] is false
  default void startDraw(Buffer logits, int vocabulary, Draws draws) {
    throw new UnsupportedOperationException("no draws ahead by " + description());
  }

  /// Waits for the tokens of the earliest list that was started and not waited for; at most two are
  /// under way.
  default void awaitDraw(Draws draws) {
    throw new UnsupportedOperationException("no draws ahead by " + description());
  }

  /// Forgets operations that were asked for and have not run, after one of them failed.
  default void abandon() {}

  /// Ends worker threads and frees what this instance still holds.
  @Override
  void close();
}
