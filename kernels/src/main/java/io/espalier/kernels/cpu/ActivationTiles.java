package io.espalier.kernels.cpu;

import org.jspecify.annotations.Nullable;

/// Activations laid out for the register tiles: rows in tiles of 8, 4, 2 and 1, a tile as
/// `[column][row]`, so that a tile kernel walks one pointer. Columns are padded with zeros to whole
/// blocks.
final class ActivationTiles implements WorkerPool.Job {
  /// The largest tile that keeps its sums in registers; only AVX2 (8 lanes) has sixteen of them.
  private static final int LARGEST = Lanes.COUNT == 8 ? Tile2x4.ROWS : Tile8x2.ROWS;

  /// Whether there are tiles of eight rows.
  static final boolean HAS_EIGHT = LARGEST == Tile8x2.ROWS;

  private float[] values = new float[0];
  private float[] source = values;
  private int rows;
  private int columns;
  private int paddedColumns;

  float[] values() {
    return values;
  }

  /// Rows of the tile that begins at `row` of `end`.
  private static int tileRows(int row, int end) {
    return Math.min(LARGEST, Integer.highestOneBit(end - row));
  }

  void arrange(
      float[] x, int newRows, int newColumns, int newPaddedColumns, @Nullable WorkerPool pool) {
    source = x;
    rows = newRows;
    columns = newColumns;
    paddedColumns = newPaddedColumns;
    if (values.length < Math.multiplyExact(rows, paddedColumns)) {
      values = new float[rows * paddedColumns];
    }
    int units = (rows + LARGEST - 1) / LARGEST;
    if (pool == null) {
      run(0, 0, units);
    } else {
      pool.run(this, units, 4);
    }
  }

  /// Lays out rows in units of the largest tile.
  @Override
  public void run(int thread, int from, int to) {
    int end = Math.min(rows, to * LARGEST);
    for (int row = from * LARGEST; row < end; ) {
      int tile = tileRows(row, rows);
      int at = row * paddedColumns;
      for (int r = 0; r < tile; r++) {
        int line = (row + r) * columns;
        for (int c = 0; c < columns; c++) {
          values[at + c * tile + r] = source[line + c];
        }
        for (int c = columns; c < paddedColumns; c++) {
          values[at + c * tile + r] = 0;
        }
      }
      row += tile;
    }
  }

  /// Adds the panel's product for rows `row .. end` to `totals`, where `row` begins at `totalsAt`.
  ///
  /// @param column first column of the panel
  void multiply(
      Panel panel,
      int column,
      int blocks,
      int width,
      int row,
      int end,
      float[] totals,
      int totalsAt) {
    int full = row + (end - row) / LARGEST * LARGEST;
    if (HAS_EIGHT) {
      // Half a quad of the panel fits the first-level cache: all rows go by before the other half
      // comes.
      for (int vector = 0; vector < 4; vector += Tile8x2.VECTORS) {
        for (int r = row; r < full; r += Tile8x2.ROWS) {
          int at = r * width + column * Tile8x2.ROWS;
          Tile8x2.multiply(
              panel, vector, blocks, values, at, totals, totalsAt + (r - row) * WeightLayout.QUAD);
        }
      }
    } else {
      full = row;
    }
    for (int r = full; r < end; ) {
      int tile = tileRows(r, end);
      int at = r * width + column * tile;
      int to = totalsAt + (r - row) * WeightLayout.QUAD;
      switch (tile) {
        case 4 -> Tile4x4.multiply(panel, 0, blocks, values, at, totals, to);
        case 2 -> Tile2x4.multiply(panel, 0, blocks, values, at, totals, to);
        case 1 -> Tile1x4.multiply(panel, 0, blocks, values, at, totals, to);
        default -> throw new IllegalStateException("no tile of " + tile + " rows");
      }
      r += tile;
    }
  }
}
