package io.espalier.kernels.reference;

import io.espalier.kernels.Matrix;
import io.espalier.kernels.StoredTensor;

/// Weights decoded to float32, row after row.
final class ReferenceMatrix implements Matrix {
  private final int columns;
  private final float[][] values;

  private ReferenceMatrix(int columns, float[][] values) {
    this.columns = columns;
    this.values = values;
  }

  static ReferenceMatrix of(StoredTensor... parts) {
    int rows = 0;
    for (StoredTensor part : parts) {
      if (part.columns() != parts[0].columns()) {
        throw new IllegalArgumentException(
            "stacked parts differ in columns: " + parts[0].columns() + ", " + part.columns());
      }
      rows += part.rows();
    }
    if (rows == 0) {
      throw new IllegalArgumentException("a matrix needs at least one part");
    }
    float[][] values = new float[rows][parts[0].columns()];
    int at = 0;
    for (StoredTensor part : parts) {
      for (int row = 0; row < part.rows(); row++) {
        part.decodeRow(row, values[at++], 0);
      }
    }
    return new ReferenceMatrix(parts[0].columns(), values);
  }

  float[][] values() {
    return values;
  }

  @Override
  public int rows() {
    return values.length;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public long bytes() {
    return 4L * rows() * columns;
  }

  @Override
  public void close() {}
}
