package io.espalier.kernels.cuda;

import io.espalier.kernels.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Brings stored tensors to the device through pinned memory, whole rows at a time.
///
/// Plain formats are copied as they are, rows padded with zeros to whole steps. bfloat16 is put
/// into panels and block formats are taken apart from their scales on the device.
final class MatrixPacker {
  private final CudaKernels owner;
  private final CudaDevice device;
  private final Launches launches;
  private final PinnedMemory staging;
  private final Scratch raw;

  MatrixPacker(CudaKernels owner, CudaDevice device, Launches launches, PinnedMemory staging) {
    this.owner = owner;
    this.device = device;
    this.launches = launches;
    this.staging = staging;
    raw = new Scratch(owner);
  }

  CudaMatrix pack(StoredTensor... tensors) {
    if (tensors.length == 0) {
      throw new IllegalArgumentException("a matrix needs at least one part");
    }
    int columns = tensors[0].columns();
    int row = 0;
    List<CudaMatrix.Part> parts = new ArrayList<>();
    for (int first = 0; first < tensors.length; ) {
      int end = first;
      int rows = 0;
      while (end < tensors.length && tensors[end].format() == tensors[first].format()) {
        if (tensors[end].columns() != columns) {
          throw new IllegalArgumentException(
              "stacked parts differ in columns: " + columns + ", " + tensors[end].columns());
        }
        rows = Math.addExact(rows, tensors[end].rows());
        end++;
      }
      parts.add(part(Arrays.asList(tensors).subList(first, end), row, rows));
      row = Math.addExact(row, rows);
      first = end;
    }
    launches.run();
    device.synchronize();
    return new CudaMatrix(owner, columns, parts);
  }

  /// Neighbours of one format become one part: one launch a product.
  private CudaMatrix.Part part(List<StoredTensor> tensors, int firstRow, int rows) {
    CudaFormat format = CudaFormat.of(tensors.getFirst().format());
    int steps = (tensors.getFirst().columns() + CudaFormat.STEP - 1) / CudaFormat.STEP;
    long data = owner.allocate(format.bytes(rows, steps));
    long scales = format.scaled() ? owner.allocate(2L * rows * steps) : 0;
    int at = 0;
    for (StoredTensor tensor : tensors) {
      bring(tensor, format, steps, data, scales, at);
      at += tensor.rows();
    }
    return new CudaMatrix.Part(format, firstRow, rows, data, scales);
  }

  /// Copies a tensor to rows `at` and following.
  private void bring(
      StoredTensor tensor, CudaFormat format, int steps, long data, long scales, int at) {
    long pitch = (long) steps * format.stepBytes();
    long stored = tensor.format().bytes(tensor.columns());
    boolean rearranged = format.scaled() || format.inPanels();
    long chunkPitch = rearranged ? stored : pitch;
    long window = rearranged ? raw.address(staging.segment().byteSize()) : 0;
    long most = staging.segment().byteSize() / chunkPitch;
    if (most == 0) {
      throw new IllegalArgumentException("rows of " + tensor.columns() + " columns are too long");
    }
    for (long row = 0; row < tensor.rows(); row += most) {
      long rows = Math.min(most, tensor.rows() - row);
      device.synchronize();
      fillStaging(tensor.data(), row, rows, stored, chunkPitch);
      device.copyIn(
          rearranged ? window : data + (at + row) * pitch, staging.at(0), rows * chunkPitch);
      if (format.scaled()) {
        unpack(window, data, scales, format, steps, at + row, rows);
      } else if (format.inPanels()) {
        tile(window, data, tensor.columns(), steps, (int) (at + row), (int) rows);
      }
    }
    device.synchronize();
  }

  private void fillStaging(MemorySegment from, long row, long rows, long stored, long pitch) {
    MemorySegment into = staging.segment();
    if (stored == pitch) {
      MemorySegment.copy(from, row * stored, into, 0, rows * stored);
      return;
    }
    into.asSlice(0, rows * pitch).fill((byte) 0);
    for (long i = 0; i < rows; i++) {
      MemorySegment.copy(from, (row + i) * stored, into, i * pitch, stored);
    }
  }

  private void unpack(
      long window, long data, long scales, CudaFormat format, int steps, long row, long rows) {
    long blocks = rows * steps;
    int grid = (int) Math.min(65535, (blocks + 255) / 256);
    launches
        .launch("unpack_blocks", grid, 1, 1, 256, 0)
        .address(window)
        .address(data + row * steps * format.stepBytes())
        .address(scales + 2 * row * steps)
        .size(blocks)
        .number(format.stepBytes());
    launches.run();
  }

  private void tile(long window, long data, int columns, int steps, int row, int rows) {
    int grid = (int) Math.min(65535, (4L * rows * steps + 255) / 256);
    launches
        .launch("tile_weights", grid, 1, 1, 256, 0)
        .address(window)
        .address(data)
        .number(row)
        .number(rows)
        .number(columns)
        .number(steps);
    launches.run();
  }

  void close() {
    raw.close();
  }
}
