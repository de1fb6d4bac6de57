package io.espalier.runtime.model.weights;

import io.espalier.kernels.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A named tensor in a file: row-major, the last dimension contiguous.
///
/// @param name the name under which it was found
/// @param format layout of its numbers
/// @param shape dimensions, outermost first, as Hugging Face prints them; a matrix of a linear
///   layer is `[outputs, inputs]`
/// @param data its bytes, little-endian; valid as long as the file is open
public record FileTensor(String name, TensorFormat format, List<Long> shape, MemorySegment data) {

  /// Checks that the bytes hold exactly the shape.
  public FileTensor {
    shape = List.copyOf(shape);
    long count = 1;
    for (long extent : shape) {
      count = Math.multiplyExact(count, extent);
    }
    if (format.bytes(count) != data.byteSize()) {
      throw new IllegalArgumentException(
          name
              + " of "
              + shape
              + " needs "
              + format.bytes(count)
              + " bytes, not "
              + data.byteSize());
    }
  }

  /// Returns the number of elements.
  public long count() {
    return data.byteSize() / format.blockBytes() * format.blockLength();
  }

  /// Returns the extent of dimension `index`, outermost first.
  public long extent(int index) {
    return shape.get(index);
  }

  /// Returns rows `from` (inclusive) to `to` (exclusive) of the outermost dimension.
  public FileTensor rows(long from, long to) {
    long rowBytes = data.byteSize() / shape.getFirst();
    var cut = new ArrayList<>(shape);
    cut.set(0, to - from);
    return new FileTensor(name, format, cut, data.asSlice(from * rowBytes, (to - from) * rowBytes));
  }

  /// Returns the tensor as a matrix that the kernels can pack, converted where they lack its
  /// format; a conversion allocates and costs O(elements).
  ///
  /// @param rows rows of the matrix
  /// @param columns columns; `rows · columns` is the tensor's count
  public StoredTensor toStored(int rows, int columns) {
    return format.isDirect()
        ? new StoredTensor(format.heldAs(), rows, columns, data)
        : Conversion.convert(this, rows, columns);
  }
}
