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

  /// The kernel whose result a product's operand most often is: it can store that too.
  static final String NORM = "rms_norm_short";

  private static final int NORM_OUT = 3;
  private static final int NORM_TILES = 4;
  private static final int NORM_ROWS_PADDED = 6;

  /// A kernel of `matmul_panels.cu`: `groups · panels` panels and `width` rows a block, `split`
  /// blocks a tile, `stages` steps in flight.
  ///
  /// @param blocks most blocks to launch where they take their tiles in turns (`split` 1)
  /// @param gated whether it takes gates and ups in pairs of panels
  record Kernel(
      int width, int groups, int panels, int split, int stages, int blocks, boolean gated) {
    String label() {
      String kind = gated ? "gated_" : "panels_";
      return kind + width + "_" + groups + "_" + panels + "_" + split;
    }

    int threads() {
      return 128 * groups + 32;
    }

    int sharedBytes() {
      int pipeline = stages * (groups * panels * PANEL * 128 + width * 128 + 16);
      int shares = split > 1 && width <= 32 ? 4 * width * groups * panels * PANEL : 0;
      return 1024 + pipeline + shares;
    }

    /// Blocks for `rows` rows and a matrix of `allPanels` panels, or as many pairs.
    int grid(int rows, int allPanels) {
      int tiles = ceil(allPanels, gated ? groups : groups * panels) * ceil(rows, width);
      return split > 1 ? tiles * split : Math.min(tiles, blocks);
    }
  }

  private final Launches launches;
  private final Scratch tiles;
  private final Scratch gates;
  private final int multiprocessors;

  PanelProducts(CudaKernels owner, Launches launches, int multiprocessors) {
    this.launches = launches;
    this.multiprocessors = multiprocessors;
    tiles = new Scratch(owner);
    gates = new Scratch(owner);
  }

  private static int ceil(int value, int by) {
    return (value + by - 1) / by;
  }

  /// Whether the matrix is of one part and that of bfloat16.
  static boolean takes(CudaMatrix matrix) {
    return matrix.parts().size() == 1 && matrix.parts().getFirst().format().inPanels();
  }

  private static int width(int rows) {
    int width = 8;
    while (width < rows && width < MOST_WIDTH) {
      width *= 2;
    }
    return width;
  }

  /// The kernel for `rows` rows and a matrix of `panels` panels and `steps` steps.
  static Kernel kernel(int rows, int panels, int steps, int multiprocessors) {
    int width = width(rows);
    if (width <= 32) {
      if (panels > 2 * multiprocessors) {
        int stages = width == 32 ? 5 : 6;
        return new Kernel(width, 1, 2, 1, stages, 2 * multiprocessors, false);
      }
      int split = split(panels, steps, 2 * multiprocessors, 8);
      int stages = (width == 8 ? 8 : width == 16 ? 7 : 6) - (split > 1 ? 1 : 0);
      return new Kernel(width, 1, 1, split, stages, 3 * multiprocessors, false);
    }
    int pairs = ceil(panels, 2);
    if (width == 64) {
      int split = split(pairs, steps, 3 * multiprocessors / 2, 8);
      return new Kernel(width, 2, 1, split, 4, 2 * multiprocessors, false);
    }
    if (width == 128) {
      if (4 * ceil(panels, 4) >= 3 * multiprocessors) {
        return new Kernel(width, 2, 2, 1, 4, multiprocessors, false);
      }
      int split = split(pairs, steps, multiprocessors, 8);
      return new Kernel(width, 2, 1, split, split >= 4 ? 3 : 6, multiprocessors, false);
    }
    int split = split(pairs * ceil(rows, width), steps, multiprocessors, 2);
    return new Kernel(width, 2, 1, split, 4, multiprocessors, false);
  }

  /// The kernel for gates and ups of `pairs` panels each.
  static Kernel gatedKernel(int rows, int pairs, int steps, int multiprocessors) {
    int width = Math.min(128, width(rows));
    if (width <= 64) {
      int split = split(pairs, steps, 2 * multiprocessors, 4);
      int stages = width == 8 ? 6 : width == 16 ? 5 : 4;
      return new Kernel(width, 1, 2, split, stages, 2 * multiprocessors, true);
    }
    int rowTiles = ceil(rows, width);
    if (5 * ceil(pairs, 2) * rowTiles >= 3 * multiprocessors) {
      return new Kernel(width, 2, 2, 1, 4, multiprocessors, true);
    }
    int split = split(pairs * rowTiles, steps, multiprocessors, 2);
    return new Kernel(width, 1, 2, split, 6, multiprocessors, true);
  }

  /// The largest cluster of 1, 2, 4 .. `largest` blocks a tile that keeps within `most` blocks.
  private static int split(int tiles, int steps, int most, int largest) {
    int split = 1;
    while (split < largest && 2 * split * tiles <= most && 2 * split <= steps) {
      split *= 2;
    }
    return split;
  }

  /// Whether a gated feed-forward block of these matrices runs in two kernels.
  static boolean fuses(CudaMatrix gateUp, CudaMatrix down) {
    return takes(gateUp)
        && takes(down)
        && gateUp.rows() == 2 * down.columns()
        && down.columns() % PANEL == 0;
  }

  /// Computes a product.
  ///
  /// @param x address of `float32[rows, columns]`
  /// @param bias address of `float32[matrix.rows]`, or 0
  /// @param out address of `float32[rows, matrix.rows]`
  void run(long x, int rows, CudaMatrix matrix, long bias, long out) {
    run(operand(x, rows, matrix.columns()), rows, matrix, bias, out, padded(rows));
  }

  private void run(long from, int rows, CudaMatrix matrix, long bias, long out, int padded) {
    CudaMatrix.Part part = matrix.parts().getFirst();
    int steps = ceil(matrix.columns(), STEP);
    int panels = ceil(part.rows(), PANEL);
    note(kernel(rows, panels, steps, multiprocessors), rows, panels)
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

  /// Computes `down · (activation(gate) ∘ up)`, where [#fuses].
  void gated(
      long x,
      int rows,
      CudaMatrix gateUp,
      long gateUpBias,
      int activation,
      CudaMatrix down,
      long downBias,
      long out) {
    int padded = padded(rows);
    int inner = down.columns();
    int steps = ceil(gateUp.columns(), STEP);
    long between = gates.address(2L * inner * padded);
    long from = operand(x, rows, gateUp.columns());
    note(gatedKernel(rows, inner / PANEL, steps, multiprocessors), rows, inner / PANEL)
        .address(gateUp.parts().getFirst().data())
        .address(from)
        .address(gateUpBias)
        .address(between)
        .number(rows)
        .number(inner)
        .number(steps)
        .number(padded)
        .number(activation);
    run(between, rows, down, downBias, out, padded);
  }

  private Launches note(Kernel kernel, int rows, int panels) {
    return launches.launch(
        kernel.label(), kernel.grid(rows, panels), 1, 1, kernel.threads(), kernel.sharedBytes());
  }

  /// Rows of an operand: whole tiles of every kernel that may read it.
  private static int padded(int rows) {
    int width = width(rows);
    return ceil(rows, width) * width;
  }

  /// The address of `x` as bfloat16 tiles, which the norm that wrote `x` stores beside it if it is
  /// the launch noted last.
  private long operand(long x, int rows, int columns) {
    int steps = ceil(columns, STEP);
    int padded = padded(rows);
    long to = tiles.address(2L * STEP * steps * padded);
    if (columns % STEP == 0 && launches.endsWith(NORM, rows, NORM_OUT, x)) {
      launches.replace(NORM_TILES, to);
      launches.replace(NORM_ROWS_PADDED, padded);
    } else {
      launches
          .launch("tile_rows", Math.clamp((8L * rows * steps + 255) / 256, 1, 4096), 1, 1, 256, 0)
          .address(x)
          .address(to)
          .number(rows)
          .number(columns)
          .number(steps)
          .number(padded);
    }
    return to;
  }

  void close() {
    tiles.close();
    gates.close();
  }
}
