package io.espalier.kernels.cuda;

import io.espalier.kernels.AttentionBatch;
import org.jspecify.annotations.Nullable;

/// An [AttentionBatch] as arrays on the device, sent once a step for all layers.
///
/// Rows × {position, slot, start of the page table, first position that is found by path, start of
/// the path}, then page tables and, for rows of trees, the slots of their ancestors and themselves.
/// Room for tables and paths is a power of two, so that addresses change seldom.
final class BatchPlan {
  private final StepInputs inputs;
  private @Nullable AttentionBatch batch;
  private long changes;
  private long step;
  private long offset;
  private int rows;
  private int longest;
  private int pageRoom;
  private int[] chain = new int[16];
  private final Ints tableStarts = new Ints();
  private final Ints pathStarts = new Ints();

  BatchPlan(StepInputs inputs) {
    this.inputs = inputs;
  }

  /// Sends the batch unless this step has it already.
  ///
  /// @param thisStep number of the step
  void cover(AttentionBatch wanted, long thisStep) {
    if (batch == wanted && changes == wanted.changes() && step == thisStep) {
      return;
    }
    batch = wanted;
    changes = wanted.changes();
    step = thisStep;
    fill(wanted);
  }

  /// Bytes that a batch takes.
  static long bytes(AttentionBatch batch) {
    return 4L * (5L * batch.rows() + pageRoom(batch) + pathRoom(batch));
  }

  private static int pageRoom(AttentionBatch batch) {
    int pages = 0;
    for (int s = 0; s < batch.sequences(); s++) {
      pages = Math.addExact(pages, batch.pageCount(s));
    }
    return powerOfTwo(pages);
  }

  private static int pathRoom(AttentionBatch batch) {
    int path = 0;
    for (int s = 0; s < batch.sequences(); s++) {
      if (batch.isTree(s)) {
        for (int row = batch.firstRow(s); row < batch.endRow(s); row++) {
          path = Math.addExact(path, batch.position(row) - batch.contextTokens(s) + 1);
        }
      }
    }
    return path == 0 ? 0 : powerOfTwo(path);
  }

  private static int powerOfTwo(int count) {
    return count <= 64 ? 64 : Integer.highestOneBit(count - 1) << 1;
  }

  private void fill(AttentionBatch from) {
    rows = from.rows();
    pageRoom = pageRoom(from);
    offset = inputs.reserve(bytes(from));
    longest = 0;
    int table = 0;
    int path = 0;
    int pagesAt = 5 * rows;
    int pathAt = pagesAt + pageRoom;
    tableStarts.clear();
    pathStarts.clear();
    for (int s = 0; s < from.sequences(); s++) {
      tableStarts.add(table);
      for (int i = 0; i < from.pageCount(s); i++) {
        inputs.set(offset, pagesAt + table + i, from.page(s, i));
      }
      for (int row = from.firstRow(s); row < from.endRow(s); row++) {
        longest = Math.max(longest, from.position(row) + 1);
        inputs.set(offset, row, from.position(row));
        inputs.set(offset, rows + row, from.slot(row));
        inputs.set(offset, 2 * rows + row, table);
        inputs.set(
            offset, 3 * rows + row, from.isTree(s) ? from.contextTokens(s) : Integer.MAX_VALUE);
        inputs.set(offset, 4 * rows + row, path);
        pathStarts.add(path);
        if (from.isTree(s)) {
          path += putPath(from, row, pathAt + path);
        }
      }
      table += from.pageCount(s);
    }
  }

  /// Writes the slots from the first root's down to the row's own.
  private int putPath(AttentionBatch from, int row, int at) {
    int depth = 0;
    for (int r = row; r != -1; r = from.parent(r)) {
      if (depth == chain.length) {
        chain = java.util.Arrays.copyOf(chain, 2 * depth);
      }
      chain[depth++] = from.slot(r);
    }
    for (int i = 0; i < depth; i++) {
      inputs.set(offset, at + i, chain[depth - 1 - i]);
    }
    return depth;
  }

  /// Positions of the row that stands furthest, and one.
  int longest() {
    return longest;
  }

  /// Pages that the tables have room for.
  int pageRoom() {
    return pageRoom;
  }

  /// Where a sequence's page table starts in [#pages].
  int table(int sequence) {
    return tableStarts.get(sequence);
  }

  /// Where a row's path starts in [#path].
  int pathStart(int row) {
    return pathStarts.get(row);
  }

  long positions() {
    return inputs.address(offset);
  }

  long slots() {
    return inputs.address(offset) + 4L * rows;
  }

  long tables() {
    return inputs.address(offset) + 8L * rows;
  }

  long treeFrom() {
    return inputs.address(offset) + 12L * rows;
  }

  long pathStarts() {
    return inputs.address(offset) + 16L * rows;
  }

  long pages() {
    return inputs.address(offset) + 20L * rows;
  }

  long path() {
    return pages() + 4L * pageRoom;
  }
}
