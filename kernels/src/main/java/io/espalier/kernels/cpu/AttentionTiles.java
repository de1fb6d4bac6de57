package io.espalier.kernels.cpu;

import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.KvStorage;
import java.util.Arrays;

/// Cuts a batch into tiles of neighbouring rows that see the same pages in full: a tile's rows read
/// those *common* pages together, each row then goes on alone. Tiles span sequences where these
/// begin with the same pages (forks).
final class AttentionTiles {
  /// Pages below which joining two sequences is not worth it.
  private static final int LEAST_SHARED = 4;

  private static final int PAGE = KvStorage.PAGE_TOKENS;

  private int count;
  private int[] firstRow = new int[17];
  private int[] commonFrom = new int[16];
  private int[] commonTo = new int[16];

  int count() {
    return count;
  }

  int firstRow(int tile) {
    return firstRow[tile];
  }

  int endRow(int tile) {
    return firstRow[tile + 1];
  }

  /// First page index that all rows of a tile see in full.
  int commonFrom(int tile) {
    return commonFrom[tile];
  }

  /// One past the last such page index.
  int commonTo(int tile) {
    return commonTo[tile];
  }

  /// First position that a row sees.
  static int firstPosition(AttentionShape shape, AttentionBatch batch, int row) {
    return shape.window() == 0 ? 0 : Math.max(0, batch.position(row) + 1 - shape.window());
  }

  void cut(AttentionShape shape, AttentionBatch batch, int largestRows) {
    count = 0;
    int row = 0;
    while (row < batch.rows()) {
      int from = fullFrom(shape, batch, row);
      int to = fullTo(batch, row);
      int end = row + 1;
      while (end < batch.rows() && end - row < largestRows) {
        int sequence = batch.sequenceOf(end);
        int shared = Integer.MAX_VALUE;
        if (sequence != batch.sequenceOf(end - 1)) {
          shared = batch.sharedPages(sequence);
          if (shared < LEAST_SHARED) {
            break;
          }
        }
        from = Math.max(from, fullFrom(shape, batch, end));
        to = Math.min(Math.min(to, shared), fullTo(batch, end));
        end++;
      }
      add(row, end, to > from ? from : 0, to > from ? to : 0);
      row = end;
    }
    firstRow[count] = batch.rows();
  }

  private static int fullFrom(AttentionShape shape, AttentionBatch batch, int row) {
    return (firstPosition(shape, batch, row) + PAGE - 1) / PAGE;
  }

  /// Pages that a row sees to their end and that its page table names: a tree's own rows lie
  /// elsewhere.
  private static int fullTo(AttentionBatch batch, int row) {
    int sequence = batch.sequenceOf(row);
    int end = batch.isTree(sequence) ? batch.contextTokens(sequence) : batch.position(row) + 1;
    return end / PAGE;
  }

  private void add(int row, int end, int from, int to) {
    if (count + 1 == firstRow.length - 1) {
      firstRow = Arrays.copyOf(firstRow, 2 * count + 3);
      commonFrom = Arrays.copyOf(commonFrom, 2 * count + 2);
      commonTo = Arrays.copyOf(commonTo, 2 * count + 2);
    }
    firstRow[count] = row;
    commonFrom[count] = from;
    commonTo[count] = to;
    count++;
    firstRow[count] = end;
  }
}
