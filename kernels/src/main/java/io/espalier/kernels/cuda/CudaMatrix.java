package io.espalier.kernels.cuda;

import io.espalier.kernels.Matrix;
import java.util.List;

/// Packed weights in device memory, one part for each stored tensor it was stacked from.
final class CudaMatrix implements Matrix {
  /// Output rows `firstRow .. firstRow + rows` of the matrix.
  ///
  /// @param scales address of the block scales, or 0
  record Part(CudaFormat format, int firstRow, int rows, long data, long scales) {}

  private final CudaKernels owner;
  private final int columns;
  private final List<Part> parts;
  private boolean closed;

  CudaMatrix(CudaKernels owner, int columns, List<Part> parts) {
    this.owner = owner;
    this.columns = columns;
    this.parts = List.copyOf(parts);
  }

  /// `matrix` as one of `kernels`, open.
  static CudaMatrix of(CudaKernels kernels, Matrix matrix) {
    if (!(matrix instanceof CudaMatrix own) || own.owner != kernels) {
      throw new IllegalArgumentException(
          "a matrix of another implementation: " + matrix.getClass().getName());
    }
    if (own.closed) {
      throw new IllegalArgumentException("the matrix is closed");
    }
    return own;
  }

  /// Steps of 32 columns, the last one padded.
  int steps() {
    return (columns + CudaFormat.STEP - 1) / CudaFormat.STEP;
  }

  List<Part> parts() {
    return parts;
  }

  @Override
  public int rows() {
    Part last = parts.getLast();
    return last.firstRow() + last.rows();
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public long bytes() {
    long sum = 0;
    for (Part part : parts) {
      int step = part.format().stepBytes() + (part.format().scaled() ? 2 : 0);
      sum += (long) part.rows() * steps() * step;
    }
    return sum;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      for (Part part : parts) {
        owner.free(part.data());
        if (part.scales() != 0) {
          owner.free(part.scales());
        }
      }
    }
  }
}
