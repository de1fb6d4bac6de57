package io.espalier.kernels.cuda;

/// Chooses and launches the kernels of `matmul_panels.cu`: products of bfloat16 weights with
/// rounded activations on Hopper.
///
/// Few rows are bound by memory: the columns are split over a cluster of blocks until about two
/// blocks a multiprocessor fetch weights. Many rows are bound by the matrix unit and take the
/// largest tile. The split depends on the number of rows, so a row's last bits may.
final class PanelProducts {
  /// Rows of a panel.
  static final int PANEL = 64;

  /// Columns of a step.
  private static final int STEP = 64;

  private static final int MOST_WIDTH = 256;

  /// A kernel of `matmul_panels.cu`: `groups · panels` panels and `width` rows a block, `split`
  /// blocks a tile, `stages` steps in flight.
  ///
  /// @param blocks most blocks to launch where they take their tiles in turns (`split` 1)
  record Kernel(int width, int groups, int panels, int split, int stages, int blocks) {
    String label() {
      return "panels_" + width + "_" + groups + "_" + panels + "_" + split;
    }

    int threads() {
      return 128 * groups + 32;
    }

    int sharedBytes() {
      return 1024 + stages * (groups * panels * PANEL * 128 + width * 128 + 16);
    }

    int grid(int rows, int allPanels) {
      int tiles = ceil(allPanels, groups * panels) * ceil(rows, width);
      return split > 1 ? tiles * split : Math.min(tiles, blocks);
    }
  }

  private final Launches launches;
  private final Scratch tiles;
  private final int multiprocessors;

  PanelProducts(CudaKernels owner, Launches launches, int multiprocessors) {
    this.launches = launches;
    this.multiprocessors = multiprocessors;
    tiles = new Scratch(owner);
  }

  private static int ceil(int value, int by) {
    return (value + by - 1) / by;
  }

  /// Whether the matrix is of one part and that of bfloat16.
  static boolean takes(CudaMatrix matrix) {
    return matrix.parts().size() == 1 && matrix.parts().getFirst().format().inPanels();
  }

  /// The kernel for `rows` rows and a matrix of `panels` panels and `steps` steps.
  static Kernel kernel(int rows, int panels, int steps, int multiprocessors) {
    int width = 8;
    while (width < rows && width < MOST_WIDTH) {
      width *= 2;
    }
    if (width <= 32) {
      int split = split(panels, steps, 2 * multiprocessors);
      if (panels > 2 * multiprocessors) {
        return new Kernel(width, 1, 2, 1, width == 32 ? 5 : 6, 2 * multiprocessors);
      }
      int stages = width == 8 ? 8 : width == 16 ? 7 : 6;
      return new Kernel(width, 1, 1, split, stages, 3 * multiprocessors);
    }
    int pairs = ceil(panels, 2);
    if (width == 64) {
      int split = split(pairs, steps, 3 * multiprocessors / 2);
      return new Kernel(width, 2, 1, split, 4, 2 * multiprocessors);
    }
    if (width == 128) {
      if (4 * ceil(panels, 4) >= 3 * multiprocessors) {
        return new Kernel(width, 2, 2, 1, 4, multiprocessors);
      }
      int split = split(pairs, steps, multiprocessors);
      return new Kernel(width, 2, 1, split, split >= 4 ? 3 : 6, multiprocessors);
    }
    int all = pairs * ceil(rows, width);
    return new Kernel(
        width, 2, 1, Math.min(2, split(all, steps, multiprocessors)), 4, multiprocessors);
  }

  /// The largest cluster of 1, 2, 4 or 8 blocks a tile that keeps within `most` blocks.
  private static int split(int tiles, int steps, int most) {
    int split = 1;
    while (split < 8 && 2 * split * tiles <= most && 2 * split <= steps) {
      split *= 2;
    }
    return split;
  }

  /// @param x address of `float32[rows, columns]`
  /// @param bias address of `float32[matrix.rows]`, or 0
  /// @param out address of `float32[rows, matrix.rows]`
  void run(long x, int rows, CudaMatrix matrix, long bias, long out) {
    CudaMatrix.Part part = matrix.parts().getFirst();
    int steps = ceil(matrix.columns(), STEP);
    int panels = ceil(part.rows(), PANEL);
    Kernel kernel = kernel(rows, panels, steps, multiprocessors);
    int padded = ceil(rows, kernel.width()) * kernel.width();
    long from = tiles.address(2L * STEP * steps * padded);
    launches
        .launch("tile_rows", Math.clamp((8L * rows * steps + 255) / 256, 1, 4096), 1, 1, 256, 0)
        .address(x)
        .address(from)
        .number(rows)
        .number(matrix.columns())
        .number(steps)
        .number(padded);
    launches
        .launch(
            kernel.label(), kernel.grid(rows, panels), 1, 1, kernel.threads(), kernel.sharedBytes())
        .address(part.data())
        .address(from)
        .address(bias)
        .address(out)
        .number(rows)
        .number(part.rows())
        .number(steps)
        .number(padded)
        .number(matrix.rows());
  }

  void close() {
    tiles.close();
  }
}
