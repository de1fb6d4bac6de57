package io.espalier.kernels.cpu;

import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.HeadNorm;
import io.espalier.kernels.HostBuffer;
import io.espalier.kernels.Rope;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/// Norm and rotation of queries and keys, and the storing of keys and values. Reusable; one call at
/// a time.
final class QkvAppend implements WorkerPool.Job {
  private static final int PARALLEL_ROWS = 8;

  private final WorkerPool pool;
  private final IdentityHashMap<Rope, RopeTable> tables = new IdentityHashMap<>();

  private AttentionShape shape = AttentionShape.of(1, 1, 2);
  private AttentionBatch batch = new AttentionBatch();
  private CpuKvStorage storage;
  private int layer;
  private float[] qkv = new float[0];
  private @Nullable HeadNorm norm;
  private @Nullable RopeTable table;

  QkvAppend(WorkerPool pool, CpuKvStorage empty) {
    this.pool = pool;
    storage = empty;
  }

  void run(
      AttentionShape newShape,
      float[] newQkv,
      @Nullable HeadNorm newNorm,
      @Nullable Rope rope,
      AttentionBatch newBatch,
      CpuKvStorage newStorage,
      int newLayer) {
    shape = newShape;
    qkv = newQkv;
    norm = newNorm;
    batch = newBatch;
    storage = newStorage;
    layer = newLayer;
    table = null;
    if (rope != null) {
      table = tables.computeIfAbsent(rope, RopeTable::new);
      int positions = 0;
      for (int row = 0; row < batch.rows(); row++) {
        positions = Math.max(positions, batch.position(row) + 1);
      }
      table.cover(positions);
    }
    if (batch.rows() < PARALLEL_ROWS) {
      run(0, 0, batch.rows());
    } else {
      pool.run(this, batch.rows(), 4);
    }
  }

  @Override
  public void run(int thread, int from, int to) {
    int dim = shape.headDim();
    for (int row = from; row < to; row++) {
      int query = row * shape.qkvColumns();
      int key = query + shape.queryColumns();
      int value = key + shape.kvHeads() * dim;
      if (norm != null) {
        normalise(
            query, shape.queryHeads() * dim, HostBuffer.floats(norm.query(), dim), norm.epsilon());
        normalise(key, shape.kvHeads() * dim, HostBuffer.floats(norm.key(), dim), norm.epsilon());
      }
      if (table != null) {
        for (int head = 0; head < shape.queryHeads() + shape.kvHeads(); head++) {
          table.rotate(qkv, query + head * dim, batch.position(row));
        }
      }
      for (int head = 0; head < shape.kvHeads(); head++) {
        storage.store(layer, batch.slot(row), head, qkv, key + head * dim, value + head * dim);
      }
    }
  }

  private void normalise(int at, int columns, float[] weight, float epsilon) {
    for (int i = at; i < at + columns; i += weight.length) {
      Elementwise.rmsNorm(qkv, i, weight.length, weight, 0, epsilon, qkv, i);
    }
  }
}
