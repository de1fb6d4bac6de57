package io.espalier.kernels.cuda;

import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.HeadNorm;
import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.Rope;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/// Launches rotation, storing and attention over pages (`rope.cu`, `attention.cu`).
final class PagedAttention {
  private static final int PART = 256;
  private static final int THREADS = 128;
  private static final int MOST_TILE = 8;
  private static final int MOST_HEAD_DIM = 1024;
  private static final int MOST_GRID = 65535;
  private static final long PARTIAL_BYTES = 256L << 20;

  private final CudaKernels owner;
  private final Launches launches;
  private final Scratch partial;
  private final @Nullable TensorAttention tensor;
  private final IdentityHashMap<Rope, CudaBuffer> frequencies = new IdentityHashMap<>();

  /// @param tensor what takes the shapes that it supports, or null
  PagedAttention(CudaKernels owner, Launches launches, @Nullable TensorAttention tensor) {
    this.owner = owner;
    this.launches = launches;
    this.tensor = tensor;
    partial = new Scratch(owner);
  }

  static void check(AttentionShape shape) {
    if (shape.headDim() > MOST_HEAD_DIM) {
      throw new IllegalArgumentException(
          "heads of up to " + MOST_HEAD_DIM + " values, not " + shape.headDim());
    }
  }

  void append(
      AttentionShape shape,
      long qkv,
      @Nullable HeadNorm norm,
      @Nullable Rope rope,
      BatchPlan plan,
      int rows,
      CudaKvStorage storage,
      int layer) {
    int dim = shape.headDim();
    int begin = launches.end();
    long queryNorm = 0;
    long keyNorm = 0;
    float epsilon = 0;
    if (norm != null) {
      epsilon = norm.epsilon();
      queryNorm = headNorm(shape, qkv, norm, rows, true);
      keyNorm = headNorm(shape, qkv, norm, rows, false);
    }
    long angles = rope == null ? 0 : frequencies(rope);
    int items = rows * (shape.queryHeads() + 2 * shape.kvHeads());
    launches
        .launch("rope_append_" + storage.label(), (items + 3) / 4, 1, 1, THREADS, 16 * dim)
        .address(qkv)
        .address(storage.keys(layer))
        .address(storage.values(layer))
        .address(plan.positions())
        .address(plan.slots())
        .address(queryNorm)
        .address(keyNorm)
        .address(angles)
        .number(rows)
        .number(shape.queryHeads())
        .number(shape.kvHeads())
        .number(dim)
        .number(storage.padded())
        .number(rope == null ? 0 : rope.pairs())
        .number(rope != null && rope.isInterleaved() ? 1 : 0)
        .real(epsilon)
        .real(rope == null ? 1 : rope.attentionFactor());
    boolean each = norm == null || (queryNorm != 0 && keyNorm != 0);
    if (rows == 1
        && launches.takesNotes()
        && each
        && storage.shape().format() == NumberFormat.F16) {
      launches.note(
          begin,
          new RowNotes.Note.Append(
              shape,
              qkv,
              storage.keys(layer),
              storage.values(layer),
              queryNorm,
              keyNorm,
              epsilon,
              rope == null
                  ? new RowNotes.Angles(0, 0, false, 1)
                  : new RowNotes.Angles(
                      angles, rope.pairs(), rope.isInterleaved(), rope.attentionFactor()),
              plan.positions(),
              plan.slots()));
    }
  }

  /// The norm's weights if they are for each head; else normalises the whole projection at once.
  private long headNorm(AttentionShape shape, long qkv, HeadNorm norm, int rows, boolean query) {
    CudaBuffer weight = owner.own(query ? norm.query() : norm.key());
    int dim = shape.headDim();
    int columns = dim * (query ? shape.queryHeads() : shape.kvHeads());
    if (weight.length() != dim && weight.length() != columns) {
      throw new IllegalArgumentException(
          "head norm of " + weight.length() + " weights for " + dim + " or " + columns);
    }
    long address = CudaBuffer.address(owner, weight, weight.length());
    if (weight.length() == dim) {
      return address;
    }
    long from = query ? qkv : qkv + 4L * shape.queryColumns();
    launches
        .launch("rms_norm", rows, 1, 1, 256, 0)
        .address(from)
        .address(0)
        .address(address)
        .address(from)
        .number(columns)
        .number(shape.qkvColumns())
        .real(norm.epsilon());
    return 0;
  }

  /// Sends a rotation's frequencies if they are not there.
  void load(@Nullable Rope rope) {
    if (rope != null) {
      frequencies(rope);
    }
  }

  private long frequencies(Rope rope) {
    CudaBuffer known = frequencies.get(rope);
    if (known == null) {
      float[] values = new float[rope.pairs()];
      for (int i = 0; i < values.length; i++) {
        values[i] = rope.inverseFrequency(i);
      }
      known = owner.own(owner.upload(values));
      frequencies.put(rope, known);
    }
    return CudaBuffer.address(owner, known, rope.pairs());
  }

  void attend(
      AttentionShape shape,
      long qkv,
      AttentionBatch batch,
      BatchPlan plan,
      CudaKvStorage storage,
      int layer,
      long sinks,
      long out) {
    if (tensor != null
        && TensorAttention.supports(shape, storage)
        && tensor.attend(shape, qkv, batch, plan, storage, layer, sinks, out)) {
      return;
    }
    int rows = batch.rows();
    int padded = storage.padded();
    int tile = MOST_TILE;
    while (tile > 1 && tile / 2 >= shape.groupHeads()) {
      tile /= 2;
    }
    int tiles = (shape.groupHeads() + tile - 1) / tile;
    int parts = (plan.longest() + PART - 1) / PART;
    // A power of two, so that a growing context seldom changes the launch.
    parts = parts <= 1 ? 1 : Integer.highestOneBit(parts - 1) << 1;
    long rowBytes = 4L * shape.queryHeads() * parts * (padded + 2);
    int most = Math.clamp(PARTIAL_BYTES / rowBytes, 1, MOST_GRID);
    long sums = partial.address(Math.min(rows, most) * rowBytes);
    owner.cover(batch);
    int groups = THREADS / (padded / 8);
    int shared = 4 * (tile * padded + PART * tile + 2 * tile + PART + groups * tile * padded);
    for (int first = 0; first < rows; first += most) {
      int count = Math.min(most, rows - first);
      launches
          .launch(
              "attend_" + storage.label() + "_" + tile,
              parts,
              count,
              shape.kvHeads() * tiles,
              THREADS,
              shared)
          .address(qkv)
          .address(storage.keys(layer))
          .address(storage.values(layer))
          .address(sums)
          .address(plan.positions())
          .address(plan.tables())
          .address(plan.treeFrom())
          .address(plan.pathStarts())
          .address(plan.pages())
          .address(plan.path())
          .number(first)
          .number(parts)
          .number(shape.queryHeads())
          .number(shape.kvHeads())
          .number(shape.headDim())
          .number(padded)
          .real(shape.scale())
          .number(shape.window())
          .real(shape.softcap());
      launches
          .launch("merge_attention", count, shape.queryHeads(), 1, 128, 0)
          .address(sums)
          .address(plan.positions())
          .address(sinks)
          .address(out)
          .number(first)
          .number(parts)
          .number(shape.queryHeads())
          .number(shape.headDim())
          .number(padded)
          .number(shape.window());
    }
  }

  void close() {
    if (tensor != null) {
      tensor.close();
    }
    partial.close();
    frequencies.values().forEach(CudaBuffer::close);
    frequencies.clear();
  }
}
