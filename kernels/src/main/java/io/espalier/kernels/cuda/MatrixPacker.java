package io.espalier.kernels.cuda;

import io.espalier.kernels.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Brings stored tensors to the device through pinned memory, whole rows at a time.
///
/// Plain formats are copied as they are, rows padded with zeros to whole steps. Block formats are
/// copied with their scales between and taken apart on the device.
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
    for (StoredTensor tensor : tensors) {
      if (tensor.columns() != columns) {
        throw new IllegalArgumentException(
            "stacked parts differ in columns: " + columns + ", " + tensor.columns());
      }
      parts.add(part(tensor, row));
      row = Math.addExact(row, tensor.rows());
    }
    launches.run();
    device.synchronize();
    return new CudaMatrix(owner, columns, parts);
  }

  private CudaMatrix.Part part(StoredTensor tensor, int firstRow) {
    CudaFormat format = CudaFormat.of(tensor.format());
    int steps = (tensor.columns() + CudaFormat.STEP - 1) / CudaFormat.STEP;
    long pitch = (long) steps * format.stepBytes();
    long data = owner.allocate(tensor.rows() * pitch);
    long scales = format.scaled() ? owner.allocate(2L * tensor.rows() * steps) : 0;
    long stored = tensor.format().bytes(tensor.columns());
    long chunkPitch = format.scaled() ? stored : pitch;
    long window = format.scaled() ? raw.address(staging.segment().byteSize()) : 0;
    long most = staging.segment().byteSize() / chunkPitch;
    if (most == 0) {
      throw new IllegalArgumentException("rows of " + tensor.columns() + " columns are too long");
    }
    for (long row = 0; row < tensor.rows(); row += most) {
      long rows = Math.min(most, tensor.rows() - row);
      device.synchronize();
      fillStaging(tensor.data(), row, rows, stored, chunkPitch);
      if (format.scaled()) {
        device.copyIn(window, staging.at(0), rows * chunkPitch);
        unpack(window, data, scales, format, steps, row, rows);
      } else {
        device.copyIn(data + row * pitch, staging.at(0), rows * chunkPitch);
      }
    }
    device.synchronize();
    return new CudaMatrix.Part(format, firstRow, tensor.rows(), data, scales);
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

  void close() {
    raw.close();
  }
}
