package io.espalier.kernels.cpu;

import io.espalier.kernels.Matrix;
import io.espalier.kernels.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Packed weights in off-heap memory, in one part for each stored tensor it was stacked from.
final class CpuMatrix implements Matrix {
  /// Quads of one format. Output rows `firstRow .. firstRow + rows` of the matrix.
  record Part(WeightLayout layout, int firstRow, int rows, int firstQuad, MemorySegment data) {
    int quads() {
      return (rows + WeightLayout.QUAD - 1) / WeightLayout.QUAD;
    }
  }

  private final Arena arena = Arena.ofShared();
  private final int rows;
  private final int columns;
  private final Part[] parts;

  CpuMatrix(WorkerPool pool, StoredTensor... tensors) {
    if (tensors.length == 0) {
      throw new IllegalArgumentException("a matrix needs at least one part");
    }
    columns = tensors[0].columns();
    parts = new Part[tensors.length];
    int row = 0;
    int quad = 0;
    for (int i = 0; i < parts.length; i++) {
      StoredTensor tensor = tensors[i];
      if (tensor.columns() != columns) {
        throw new IllegalArgumentException(
            "stacked parts differ in columns: " + columns + ", " + tensor.columns());
      }
      WeightLayout layout = WeightLayout.of(tensor.format());
      int quads = (tensor.rows() + WeightLayout.QUAD - 1) / WeightLayout.QUAD;
      long quadBytes = layout.quadBytes(blocks());
      MemorySegment data = Memory.allocate(arena, quads * quadBytes + Lanes.OVERREAD);
      parts[i] = new Part(layout, row, tensor.rows(), quad, data);
      pool.run(
          (_, from, to) -> {
            for (int q = from; q < to; q++) {
              layout.pack(tensor, q * WeightLayout.QUAD, data, q * quadBytes);
            }
          },
          quads,
          1);
      row = Math.addExact(row, tensor.rows());
      quad += quads;
    }
    rows = row;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /// Blocks of 32 columns, the last one padded.
  int blocks() {
    return (columns + WeightLayout.BLOCK - 1) / WeightLayout.BLOCK;
  }

  int quads() {
    Part last = parts[parts.length - 1];
    return last.firstQuad() + last.quads();
  }

  /// Whether all parts are Q8_0.
  boolean isBytes() {
    for (Part part : parts) {
      if (!(part.layout() instanceof ByteLayout)) {
        return false;
      }
    }
    return true;
  }

  /// The part that holds a quad.
  Part partOf(int quad) {
    int i = parts.length - 1;
    while (parts[i].firstQuad() > quad) {
      i--;
    }
    return parts[i];
  }

  /// Decodes one row.
  void decodeRow(int row, float[] into, int at) {
    int i = parts.length - 1;
    while (parts[i].firstRow() > row) {
      i--;
    }
    Part part = parts[i];
    int inPart = row - part.firstRow();
    long quadBytes = part.layout().quadBytes(blocks());
    long quadAt = inPart / WeightLayout.QUAD * quadBytes;
    part.layout()
        .decodeRow(part.data(), quadAt, blocks(), inPart % WeightLayout.QUAD, columns, into, at);
  }

  @Override
  public long bytes() {
    long sum = 0;
    for (Part part : parts) {
      sum += part.data().byteSize() - Lanes.OVERREAD;
    }
    return sum;
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
