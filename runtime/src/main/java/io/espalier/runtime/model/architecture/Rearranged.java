package io.espalier.runtime.model.architecture;

import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Stored matrices in another order of rows or columns, for models whose files hold a projection in
/// another order than it is computed in. Plain formats keep their bits; block formats, whose blocks
/// run along rows, become float32 where columns change.
final class Rearranged {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Rearranged() {}

  /// Returns rows `from` to `from + count`, without a copy.
  static StoredTensor rows(StoredTensor matrix, int from, int count) {
    long rowBytes = matrix.format().bytes(matrix.columns());
    return new StoredTensor(
        matrix.format(),
        count,
        matrix.columns(),
        matrix.data().asSlice(from * rowBytes, count * rowBytes));
  }

  /// Returns the even rows, then the odd ones.
  static StoredTensor evenRowsFirst(StoredTensor matrix) {
    long rowBytes = matrix.format().bytes(matrix.columns());
    MemorySegment data = allocate(rowBytes * matrix.rows());
    int half = (matrix.rows() + 1) / 2;
    for (int row = 0; row < matrix.rows(); row++) {
      int to = row % 2 == 0 ? row / 2 : half + row / 2;
      MemorySegment.copy(matrix.data(), row * rowBytes, data, to * rowBytes, rowBytes);
    }
    return new StoredTensor(matrix.format(), matrix.rows(), matrix.columns(), data);
  }

  /// Returns the even values, then the odd ones.
  static float[] evenFirst(float[] values) {
    float[] result = new float[values.length];
    int half = (values.length + 1) / 2;
    for (int i = 0; i < values.length; i++) {
      result[i % 2 == 0 ? i / 2 : half + i / 2] = values[i];
    }
    return result;
  }

  /// Returns the transposed matrix.
  static StoredTensor transposed(StoredTensor matrix) {
    StoredTensor plain = matrix.format().blockElements() == 1 ? matrix : decoded(matrix);
    NumberFormat format = plain.format();
    int rows = plain.columns();
    int columns = plain.rows();
    int bytes = format.blockBytes();
    MemorySegment data = allocate((long) bytes * rows * columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        long from = (long) bytes * ((long) column * rows + row);
        long to = (long) bytes * ((long) row * columns + column);
        if (bytes == 2) {
          data.set(
              ValueLayout.JAVA_SHORT_UNALIGNED,
              to,
              plain.data().get(ValueLayout.JAVA_SHORT_UNALIGNED, from));
        } else {
          data.set(
              ValueLayout.JAVA_INT_UNALIGNED,
              to,
              plain.data().get(ValueLayout.JAVA_INT_UNALIGNED, from));
        }
      }
    }
    return new StoredTensor(format, rows, columns, data);
  }

  private static StoredTensor decoded(StoredTensor matrix) {
    MemorySegment data = allocate(4L * matrix.rows() * matrix.columns());
    float[] row = new float[matrix.columns()];
    for (int r = 0; r < matrix.rows(); r++) {
      matrix.decodeRow(r, row, 0);
      for (int c = 0; c < row.length; c++) {
        data.set(FLOAT, 4L * ((long) r * row.length + c), row[c]);
      }
    }
    return new StoredTensor(NumberFormat.F32, matrix.rows(), matrix.columns(), data);
  }

  private static MemorySegment allocate(long bytes) {
    // Freed with the last reference: the packed copy outlives it.
    return Arena.ofAuto().allocate(bytes, 64);
  }
}
