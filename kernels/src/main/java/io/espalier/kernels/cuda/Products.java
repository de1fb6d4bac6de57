package io.espalier.kernels.cuda;

import org.jspecify.annotations.Nullable;

/// Chooses and launches the kernels of matrix products.
///
/// Few rows: one pass over the weights straight into registers (`matmul_few.cu`). Many: tiles in
/// shared memory (`matmul_many.cu`) after the activations were split into bfloat16 terms. Both add
/// in the same order, so the choice does not change a bit. bfloat16 on Hopper goes to
/// [PanelProducts] instead unless rows must not depend on their batch.
final class Products {
  /// Rows that one pass of `matmul_few` takes.
  static final int FEW_ROWS = 16;

  private static final int TILE_WEIGHTS = 128;
  private static final int STAGES = 3;
  private static final int DEPTH = 2;

  private final Launches launches;
  private final @Nullable PanelProducts panels;
  private final Precision precision;
  private final Scratch split;
  private final Scratch padded;

  /// @param panels for the matrices that it takes, or null
  Products(
      CudaKernels owner, Launches launches, Precision precision, @Nullable PanelProducts panels) {
    this.panels = panels;
    this.launches = launches;
    this.precision = precision;
    split = new Scratch(owner);
    padded = new Scratch(owner);
  }

  /// @param x address of `float32[rows, columns]`
  /// @param bias address of `float32[matrix.rows]`, or 0
  /// @param out address of `float32[rows, matrix.rows]`
  void run(long x, int rows, CudaMatrix matrix, long bias, long out) {
    if (panels != null && PanelProducts.takes(matrix)) {
      panels.run(x, rows, matrix, bias, out);
    } else if (rows <= FEW_ROWS) {
      few(x, rows, matrix, bias, out);
    } else {
      many(x, rows, matrix, bias, out);
    }
  }

  /// Whether [#gated] takes these matrices of a gated feed-forward block.
  boolean fuses(CudaMatrix gateUp, CudaMatrix down) {
    return panels != null && PanelProducts.fuses(gateUp, down);
  }

  /// Computes a gated feed-forward block, where [#fuses].
  void gated(
      long x,
      int rows,
      CudaMatrix gateUp,
      long gateUpBias,
      int activation,
      CudaMatrix down,
      long downBias,
      long out) {
    if (panels == null) {
      throw new IllegalStateException("no kernel for gated products");
    }
    panels.gated(x, rows, gateUp, gateUpBias, activation, down, downBias, out);
  }

  /// Parts that a row's columns are cut into, each summed by itself: warps of `matmul_few`.
  static int slices(int steps) {
    return steps >= 32 ? 8 : steps >= 8 ? 4 : steps >= 2 ? 2 : 1;
  }

  private Precision precision(CudaMatrix.Part part) {
    return part.format().label().equals("f32") ? Precision.EXACT : precision;
  }

  private void few(long x, int rows, CudaMatrix matrix, long bias, long out) {
    int steps = matrix.steps();
    int columns = matrix.columns();
    long from = x;
    if (columns != steps * CudaFormat.STEP) {
      from = padded.address(4L * FEW_ROWS * steps * CudaFormat.STEP);
      launches
          .launch("pad_rows", Math.max(1, rows * steps / 8), 1, 1, 256, 0)
          .address(x)
          .address(from)
          .number(rows)
          .number(columns)
          .number(steps * CudaFormat.STEP);
    }
    int slices = slices(steps);
    int width = rows <= 8 ? 8 : 16;
    for (CudaMatrix.Part part : matrix.parts()) {
      String kernel = "few_" + part.format().label() + "_" + precision(part).label() + "_" + width;
      launches
          .launch(kernel, (part.rows() + 15) / 16, 1, 1, 32 * slices, slices * width * 64)
          .address(part.data())
          .address(part.scales())
          .address(from)
          .address(bias == 0 ? 0 : bias + 4L * part.firstRow())
          .address(out + 4L * part.firstRow())
          .number(rows)
          .number(part.rows())
          .number(steps)
          .number(matrix.rows());
    }
  }

  private void many(long x, int rows, CudaMatrix matrix, long bias, long out) {
    int steps = matrix.steps();
    int terms = 1;
    for (CudaMatrix.Part part : matrix.parts()) {
      terms = Math.max(terms, precision(part).terms());
    }
    long termBytes = 64L * rows * steps;
    long from = split.address(terms * termBytes);
    launches
        .launch("split_rows", Math.clamp(16L * rows * steps / 256, 1, 4096), 1, 1, 256, 0)
        .address(x)
        .address(from)
        .number(rows)
        .number(matrix.columns())
        .number(steps)
        .number(terms);
    for (CudaMatrix.Part part : matrix.parts()) {
      Precision own = precision(part);
      int width = own == Precision.ROUNDED && rows > 64 ? 128 : 64;
      String kernel = "many_" + part.format().label() + "_" + own.label() + "_" + width;
      int stage = DEPTH * (TILE_WEIGHTS * part.format().stepBytes() + own.terms() * width * 64);
      launches
          .launch(
              kernel,
              (part.rows() + TILE_WEIGHTS - 1) / TILE_WEIGHTS,
              (rows + width - 1) / width,
              1,
              256,
              STAGES * stage)
          .address(part.data())
          .address(part.scales())
          .address(from)
          .address(bias == 0 ? 0 : bias + 4L * part.firstRow())
          .address(out + 4L * part.firstRow())
          .number(rows)
          .number(part.rows())
          .number(steps)
          .number(matrix.rows())
          .number(slices(steps));
    }
  }

  void close() {
    if (panels != null) {
      panels.close();
    }
    split.close();
    padded.close();
  }
}
