package io.espalier.kernels.cpu;

import io.espalier.kernels.Activation;
import org.jspecify.annotations.Nullable;

/// Norms and gated activations over rows, in parallel where there are many. Reusable; one call at a
/// time.
final class RowOperations implements WorkerPool.Job {
  private enum Kind {
    RMS_NORM,
    LAYER_NORM,
    GATE,
    CLAMPED_GATE
  }

  /// Values below which waking the pool costs more than it gives.
  private static final long PARALLEL_VALUES = 50_000;

  private final WorkerPool pool;
  private final ColdStart cold;
  private Kind kind = Kind.RMS_NORM;
  private Activation activation = Activation.SILU;
  private float[] x = new float[0];
  private float @Nullable [] update;
  private float[] weight = x;
  private float @Nullable [] bias;
  private float[] out = x;
  private int columns;
  private float epsilon;
  private float sharpness;
  private float limit;

  RowOperations(WorkerPool pool, ColdStart cold) {
    this.pool = pool;
    this.cold = cold;
  }

  void rmsNorm(
      float[] newX,
      float @Nullable [] newUpdate,
      int rows,
      int newColumns,
      float[] newWeight,
      float newEpsilon,
      float[] newOut) {
    kind = Kind.RMS_NORM;
    x = newX;
    update = newUpdate;
    weight = newWeight;
    epsilon = newEpsilon;
    out = newOut;
    start(rows, newColumns);
  }

  void layerNorm(
      float[] newX,
      int rows,
      int newColumns,
      float[] newWeight,
      float @Nullable [] newBias,
      float newEpsilon,
      float[] newOut) {
    kind = Kind.LAYER_NORM;
    x = newX;
    weight = newWeight;
    bias = newBias;
    epsilon = newEpsilon;
    out = newOut;
    start(rows, newColumns);
  }

  void gate(Activation newActivation, float[] gateUp, int rows, int inner, float[] newOut) {
    kind = Kind.GATE;
    activation = newActivation;
    x = gateUp;
    out = newOut;
    start(rows, inner);
  }

  void clampedGate(
      float[] gateUp, int rows, int inner, float newSharpness, float newLimit, float[] newOut) {
    kind = Kind.CLAMPED_GATE;
    sharpness = newSharpness;
    limit = newLimit;
    x = gateUp;
    out = newOut;
    start(rows, inner);
  }

  private void start(int rows, int newColumns) {
    columns = newColumns;
    if ((long) rows * columns < PARALLEL_VALUES) {
      run(0, 0, rows);
    } else {
      pool.run(this, rows, 4);
    }
  }

  @Override
  public void run(int thread, int from, int to) {
    for (int row = from; row < to; row++) {
      int at = row * columns;
      switch (kind) {
        case RMS_NORM -> {
          if (update != null) {
            Elementwise.add(x, update, at, at + columns);
          }
          Elementwise.rmsNorm(x, at, columns, weight, 0, epsilon, out, at);
        }
        case LAYER_NORM -> Elementwise.layerNorm(x, at, columns, weight, bias, epsilon, out);
        case GATE -> {
          if (activation == Activation.SILU && cold.isPlain()) {
            Elementwise.gateSilu(x, 2 * at, columns, out, at);
          } else {
            Elementwise.gate(activation, x, 2 * at, columns, out, at);
          }
        }
        case CLAMPED_GATE -> Elementwise.clampedGate(x, 2 * at, columns, sharpness, limit, out, at);
      }
    }
  }
}
