package io.espalier.kernels.cpu;

import static io.espalier.kernels.HostBuffer.floats;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.HeadNorm;
import io.espalier.kernels.HostBuffer;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.KvShape;
import io.espalier.kernels.KvStorage;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.MemoryProbe;
import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.Rope;
import io.espalier.kernels.StoredTensor;
import org.jspecify.annotations.Nullable;

/// The Vector API on a pool of threads. Activations are float arrays, weights and pages lie off the
/// heap.
///
/// An operation is done when its method returns. Weights are converted exactly and all sums are
/// float32, so results differ from exact arithmetic by rounding only, about 1e-6 of a result's
/// size.
public final class CpuKernels implements Kernels {
  /// Well above the caches.
  private static final long PROBE_BYTES = 512L << 20;

  private final WorkerPool pool;
  private final Matmul matmul;
  private final QkvAppend qkvAppend;
  private final PagedAttention attention;
  private final RowOperations rowOperations;

  /// Computes on `threads` threads, the caller's included.
  public CpuKernels(int threads) {
    this(threads, new ColdStart(0));
  }

  CpuKernels(int threads, ColdStart cold) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread: " + threads);
    }
    pool = new WorkerPool(threads);
    CpuKvStorage none = new CpuKvStorage(new KvShape(1, 1, 2, NumberFormat.F32), 1);
    matmul = new Matmul(pool, cold);
    qkvAppend = new QkvAppend(pool, none);
    attention = new PagedAttention(pool, none, cold);
    rowOperations = new RowOperations(pool, cold);
  }

  /// Computes on as many threads as there are processors.
  public CpuKernels() {
    this(Runtime.getRuntime().availableProcessors());
  }

  @Override
  public String description() {
    return "cpu: Vector API, " + Lanes.COUNT + " float lanes, " + pool.threads() + " threads";
  }

  @Override
  public MemoryProbe memoryProbe() {
    return new MemoryReadProbe(pool.threads(), PROBE_BYTES);
  }

  @Override
  public Buffer allocateFloats(long count) {
    return new HostBuffer(count);
  }

  @Override
  public Buffer upload(StoredTensor tensor) {
    HostBuffer buffer = new HostBuffer((long) tensor.rows() * tensor.columns());
    for (int row = 0; row < tensor.rows(); row++) {
      tensor.decodeRow(row, floats(buffer, 0), row * tensor.columns());
    }
    return buffer;
  }

  @Override
  public Matrix pack(StoredTensor... parts) {
    return new CpuMatrix(pool, parts);
  }

  @Override
  public KvStorage allocateKv(KvShape shape, int pages) {
    return new CpuKvStorage(shape, pages);
  }

  @Override
  public void write(float[] from, int start, Buffer into, long at, int count) {
    System.arraycopy(from, start, floats(into, at + count), (int) at, count);
  }

  @Override
  public void read(Buffer from, long at, float[] into, int start, int count) {
    System.arraycopy(floats(from, at + count), (int) at, into, start, count);
  }

  @Override
  public void embed(Matrix table, int[] tokens, int count, float scale, Buffer out) {
    float[] into = floats(out, (long) count * table.columns());
    for (int i = 0; i < count; i++) {
      if (tokens[i] < 0 || tokens[i] >= table.rows()) {
        throw new IllegalArgumentException("token " + tokens[i] + " of " + table.rows());
      }
      matrix(table).decodeRow(tokens[i], into, i * table.columns());
    }
    if (scale != 1) {
      Elementwise.scale(into, scale, 0, count * table.columns());
    }
  }

  @Override
  public void rmsNorm(Buffer x, int rows, int columns, Buffer weight, float epsilon, Buffer out) {
    long size = (long) rows * columns;
    float[] factors = floats(weight, columns);
    rowOperations.rmsNorm(
        floats(x, size), null, rows, columns, factors, epsilon, floats(out, size));
  }

  @Override
  public void addRmsNorm(
      Buffer residual,
      Buffer update,
      int rows,
      int columns,
      Buffer weight,
      float epsilon,
      Buffer out) {
    long size = (long) rows * columns;
    rowOperations.rmsNorm(
        floats(residual, size),
        floats(update, size),
        rows,
        columns,
        floats(weight, columns),
        epsilon,
        floats(out, size));
  }

  @Override
  public void layerNorm(
      Buffer x,
      int rows,
      int columns,
      Buffer weight,
      @Nullable Buffer bias,
      float epsilon,
      Buffer out) {
    long size = (long) rows * columns;
    float[] shift = bias == null ? null : floats(bias, columns);
    float[] factors = floats(weight, columns);
    rowOperations.layerNorm(
        floats(x, size), rows, columns, factors, shift, epsilon, floats(out, size));
  }

  @Override
  public void matmul(Buffer x, int rows, Matrix weights, @Nullable Buffer bias, Buffer out) {
    float[] shift = bias == null ? null : floats(bias, weights.rows());
    float[] from = floats(x, (long) rows * weights.columns());
    matmul.run(from, rows, matrix(weights), shift, floats(out, (long) rows * weights.rows()));
  }

  @Override
  public void qkvRopeAppend(
      AttentionShape shape,
      Buffer qkv,
      @Nullable HeadNorm norm,
      @Nullable Rope rope,
      AttentionBatch batch,
      KvStorage storage,
      int layer) {
    float[] rows = floats(qkv, (long) batch.rows() * shape.qkvColumns());
    qkvAppend.run(shape, rows, norm, rope, batch, checked(shape, batch, storage, layer), layer);
  }

  @Override
  public void attention(
      AttentionShape shape,
      Buffer qkv,
      AttentionBatch batch,
      KvStorage storage,
      int layer,
      Buffer out) {
    float[] rows = floats(qkv, (long) batch.rows() * shape.qkvColumns());
    float[] result = floats(out, (long) batch.rows() * shape.queryColumns());
    attention.run(shape, rows, batch, checked(shape, batch, storage, layer), layer, result);
  }

  private static CpuKvStorage checked(
      AttentionShape shape, AttentionBatch batch, KvStorage storage, int layer) {
    if (!(storage instanceof CpuKvStorage own)) {
      throw new IllegalArgumentException(
          "a storage of another implementation: " + storage.getClass().getName());
    }
    KvShape stored = storage.shape();
    if (stored.kvHeads() != shape.kvHeads() || stored.headDim() != shape.headDim()) {
      throw new IllegalArgumentException("attention " + shape + " on a storage of " + stored);
    }
    if (layer < 0 || layer >= stored.layers()) {
      throw new IllegalArgumentException("layer " + layer + " of " + stored.layers());
    }
    batch.checkPages(storage);
    return own;
  }

  @Override
  public void gatedActivation(
      Activation activation, Buffer gateUp, int rows, int inner, Buffer out) {
    float[] from = floats(gateUp, 2L * rows * inner);
    rowOperations.gate(activation, from, rows, inner, floats(out, (long) rows * inner));
  }

  @Override
  public void clampedGatedActivation(
      Buffer gateUp, int rows, int inner, float sharpness, float limit, Buffer out) {
    float[] from = floats(gateUp, 2L * rows * inner);
    rowOperations.clampedGate(
        from, rows, inner, sharpness, limit, floats(out, (long) rows * inner));
  }

  @Override
  public void activate(Activation activation, Buffer x, long count) {
    Elementwise.activate(activation, floats(x, count), 0, (int) count);
  }

  @Override
  public void add(Buffer into, Buffer update, long count) {
    Elementwise.add(floats(into, count), floats(update, count), 0, (int) count);
  }

  @Override
  public void scale(Buffer x, float factor, long count) {
    Elementwise.scale(floats(x, count), factor, 0, (int) count);
  }

  @Override
  public void softcap(Buffer x, float cap, long count) {
    Elementwise.softcap(floats(x, count), cap, 0, (int) count);
  }

  @Override
  public void gatherRows(Buffer x, int columns, int[] chosen, int count, Buffer out) {
    float[] into = floats(out, (long) count * columns);
    for (int i = 0; i < count; i++) {
      float[] from = floats(x, (chosen[i] + 1L) * columns);
      System.arraycopy(from, chosen[i] * columns, into, i * columns, columns);
    }
  }

  @Override
  public void copyColumns(
      Buffer x, int stride, int at, int rows, int columns, Buffer out, int outStride, int outAt) {
    float[] from = floats(x, rows == 0 ? 0 : (rows - 1L) * stride + at + columns);
    float[] into = floats(out, rows == 0 ? 0 : (rows - 1L) * outStride + outAt + columns);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, row * stride + at, into, row * outStride + outAt, columns);
    }
  }

  @Override
  public void scatterAddRows(
      Buffer x, int columns, int[] chosen, float[] weights, int count, Buffer into) {
    float[] from = floats(x, (long) count * columns);
    for (int i = 0; i < count; i++) {
      float[] target = floats(into, (chosen[i] + 1L) * columns);
      Elementwise.addScaled(from, i * columns, columns, weights[i], target, chosen[i] * columns);
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private static CpuMatrix matrix(Matrix matrix) {
    if (!(matrix instanceof CpuMatrix own)) {
      throw new IllegalArgumentException(
          "a matrix of another implementation: " + matrix.getClass().getName());
    }
    return own;
  }
}
