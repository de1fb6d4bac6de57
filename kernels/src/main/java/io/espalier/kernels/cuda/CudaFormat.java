package io.espalier.kernels.cuda;

import io.espalier.kernels.NumberFormat;

/// How the kernels store a number format: rows of steps of 32 columns, block scales apart.
///
/// @param label part of the kernels' names
/// @param index number of the format in `weightAt` of `embed.cu`
/// @param stepBytes bytes of 32 columns without their scale
/// @param scaled whether each step has a float16 scale
/// @param inPanels whether rows lie in panels of 64 (`hopper.cuh`), else one after another
record CudaFormat(String label, int index, int stepBytes, boolean scaled, boolean inPanels) {
  /// Columns of a step.
  static final int STEP = 32;

  /// Bytes that `rows` rows of `steps` steps take.
  long bytes(long rows, int steps) {
    return inPanels
        ? (rows + 63) / 64 * 64 * ((steps + 1) / 2) * 2 * stepBytes
        : rows * steps * stepBytes;
  }

  static CudaFormat of(NumberFormat format) {
    return switch (format) {
      case F32 -> new CudaFormat("f32", 0, 128, false, false);
      case F16 -> new CudaFormat("f16", 1, 64, false, false);
      case BF16 -> new CudaFormat("bf16", 2, 64, false, true);
      case Q8_0 -> new CudaFormat("q8_0", 3, 32, true, false);
      case Q4_0 -> new CudaFormat("q4_0", 4, 16, true, false);
    };
  }
}
