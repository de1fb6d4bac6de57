package io.espalier.runtime.model.weights;

import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/// Converts tensors in formats that the kernels lack, rows in parallel.
final class Conversion {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Conversion() {}

  static StoredTensor convert(FileTensor tensor, int rows, int columns) {
    NumberFormat target = tensor.format().heldAs();
    long rowBytes = target.bytes(columns);
    long sourceBytes = tensor.format().bytes(columns);
    // Freed with the last reference: the packed copy outlives it.
    MemorySegment data = Arena.ofAuto().allocate(Math.multiplyExact(rowBytes, (long) rows), 64);
    IntStream.range(0, rows)
        .parallel()
        .forEach(row -> {
          float[] values = new float[columns];
          BlockDecoder.decode(tensor.format(), tensor.data(), row * sourceBytes, values);
          if (target == NumberFormat.F32) {
            for (int i = 0; i < columns; i++) {
              data.set(FLOAT, row * rowBytes + 4L * i, values[i]);
            }
          } else {
            Quantizer.toQ8(values, 0, columns, data, row * rowBytes);
          }
        });
    return new StoredTensor(target, rows, columns, data);
  }
}
