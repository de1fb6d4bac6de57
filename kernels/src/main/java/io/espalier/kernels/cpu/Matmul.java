package io.espalier.kernels.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The product of activations with packed weights.
///
/// One row reads the weights as they are packed, and so do eight rows of Q8_0. Several rows share
/// the widening of a panel (256 columns of a quad) and are multiplied in register tiles from
/// activations laid out by [ActivationTiles]. Both add in the order that [WeightLayout] fixes.
/// Reusable; one product at a time.
final class Matmul implements WorkerPool.Job {
  /// Multiplications below which waking the pool costs more than it gives.
  private static final long PARALLEL_WORK = 200_000;

  /// Rows whose running totals for a quad stay in the second-level cache.
  private static final int ROW_BLOCK = 512;

  /// Rows from which on a panel of Q8_0 is worth its widening.
  private static final int PANEL_ROWS = 32;

  private final WorkerPool pool;
  private final ActivationTiles tiles = new ActivationTiles();
  private final Panel[] panels;
  private final float[][] totals;
  private final Scratch[] scratch;
  private final ColdStart cold;
  private final PlainProduct[] plainProducts;
  private float[] padded = new float[0];

  private float[] x = padded;
  private int rows;
  private boolean plain;
  private @Nullable CpuMatrix weights;
  private float @Nullable [] bias;
  private float[] out = padded;

  Matmul(WorkerPool pool, ColdStart cold) {
    this.pool = pool;
    this.cold = cold;
    plainProducts = new PlainProduct[pool.threads()];
    panels = new Panel[pool.threads()];
    totals = new float[pool.threads()][WeightLayout.QUAD];
    scratch = new Scratch[pool.threads()];
    for (int t = 0; t < panels.length; t++) {
      panels[t] = new Panel();
      scratch[t] = new Scratch();
      plainProducts[t] = new PlainProduct();
    }
  }

  void run(
      float[] newX, int newRows, CpuMatrix newWeights, float @Nullable [] newBias, float[] newOut) {
    if (newRows == 0) {
      return;
    }
    rows = newRows;
    weights = newWeights;
    bias = newBias;
    out = newOut;
    int columns = newWeights.blocks() * WeightLayout.BLOCK;
    long work = (long) newWeights.rows() * columns * rows;
    plain = cold.isPlain() && newWeights.isBytes() && columns == newWeights.columns();
    if (plain) {
      cold.count(work);
      x = newX;
      growTotals();
    } else if (rows > 1) {
      tiles.arrange(newX, rows, newWeights.columns(), columns, work < PARALLEL_WORK ? null : pool);
      x = tiles.values();
      growTotals();
    } else {
      x = pad(newX, newWeights.columns(), columns);
    }
    if (work < PARALLEL_WORK) {
      run(0, 0, newWeights.quads());
    } else {
      pool.run(this, newWeights.quads(), 1);
    }
  }

  private float[] pad(float[] values, int columns, int paddedColumns) {
    if (columns == paddedColumns) {
      return values;
    }
    if (padded.length < paddedColumns) {
      padded = new float[paddedColumns];
    }
    System.arraycopy(values, 0, padded, 0, columns);
    Arrays.fill(padded, columns, paddedColumns, 0);
    return padded;
  }

  private void growTotals() {
    int needed = Math.min(rows, ROW_BLOCK) * WeightLayout.QUAD;
    if (totals[0].length < needed) {
      for (int t = 0; t < totals.length; t++) {
        totals[t] = new float[needed];
      }
    }
  }

  @Override
  public void run(int thread, int from, int to) {
    CpuMatrix matrix = weights;
    if (matrix == null) {
      throw new IllegalStateException("no product is set");
    }
    for (int quad = from; quad < to; quad++) {
      CpuMatrix.Part part = matrix.partOf(quad);
      long at = (quad - part.firstQuad()) * part.layout().quadBytes(matrix.blocks());
      if (plain) {
        multiplyPlainly(matrix, part, quad, at, thread);
      } else if (rows == 1) {
        part.layout()
            .multiply(part.data(), at, matrix.blocks(), x, scratch[thread], totals[thread]);
        store(matrix, part, quad, 0, 1, totals[thread]);
      } else {
        for (int row = 0; row < rows; row += ROW_BLOCK) {
          int end = Math.min(rows, row + ROW_BLOCK);
          multiply(matrix, part, at, row, end, thread);
          store(matrix, part, quad, row, end, totals[thread]);
        }
      }
    }
  }

  private void multiplyPlainly(
      CpuMatrix matrix, CpuMatrix.Part part, int quad, long at, int thread) {
    for (int row = 0; row < rows; row += ROW_BLOCK) {
      int end = Math.min(rows, row + ROW_BLOCK);
      plainProducts[thread].multiply(
          part.data(), at, matrix.blocks(), x, row * matrix.columns(), end - row, totals[thread]);
      store(matrix, part, quad, row, end, totals[thread]);
    }
  }

  private void multiply(
      CpuMatrix matrix, CpuMatrix.Part part, long at, int row, int end, int thread) {
    float[] sums = totals[thread];
    Panel panel = panels[thread];
    Arrays.fill(sums, 0, (end - row) * WeightLayout.QUAD, 0);
    int columns = matrix.blocks() * WeightLayout.BLOCK;
    int first = row;
    if (part.layout() instanceof ByteLayout bytes
        && rows < PANEL_ROWS
        && ActivationTiles.HAS_EIGHT) {
      for (; first + 8 <= end; first += 8) {
        int to = (first - row) * WeightLayout.QUAD;
        bytes.multiplyEight(
            part.data(), at, matrix.blocks(), x, first * columns, scratch[thread], sums, to);
      }
    }
    // Few rows do not repay a panel that leaves no room for them in the first-level cache.
    int depth = end - first < 16 ? Panel.BLOCKS / 2 : Panel.BLOCKS;
    for (int block = 0; block < matrix.blocks() && first < end; block += depth) {
      int blocks = Math.min(depth, matrix.blocks() - block);
      part.layout().unpack(part.data(), at, matrix.blocks(), block, blocks, panel);
      int scaled = blocks * WeightLayout.BLOCK / panel.blockColumns();
      int column = block * WeightLayout.BLOCK;
      tiles.multiply(
          panel, column, scaled, columns, first, end, sums, (first - row) * WeightLayout.QUAD);
    }
  }

  private void store(
      CpuMatrix matrix, CpuMatrix.Part part, int quad, int row, int end, float[] sums) {
    int inPart = (quad - part.firstQuad()) * WeightLayout.QUAD;
    int count = Math.min(WeightLayout.QUAD, part.rows() - inPart);
    int column = part.firstRow() + inPart;
    for (int r = row; r < end; r++) {
      int from = (r - row) * WeightLayout.QUAD;
      int to = r * matrix.rows() + column;
      if (bias == null) {
        System.arraycopy(sums, from, out, to, count);
      } else {
        for (int i = 0; i < count; i++) {
          out[to + i] = sums[from + i] + bias[column + i];
        }
      }
    }
  }
}
