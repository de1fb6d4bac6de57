package io.espalier.kernels;

import java.util.Arrays;

/// Which rows a forward pass holds and what each of them attends to. Reusable: [#clear] and refill,
/// arrays grow to the largest batch seen and stay. Confined to one thread at a time; operations
/// only read it.
///
/// A *sequence* has a page table and a context of tokens whose keys and values are stored already.
/// Its rows are the tokens of this pass. In a linear sequence row i stands at position context + i
/// and attends all positions up to its own. In a tree sequence a row attends the context, its
/// ancestors and itself; its position is context + depth. Neighbouring sequences whose page tables
/// begin with the same full pages may be computed together; results are the same bit by bit.
public final class AttentionBatch {
  private static final int PAGE = KvStorage.PAGE_TOKENS;

  private long changes;
  private int rows;
  private int[] position = new int[16];
  private int[] slot = new int[16];
  private int[] parent = new int[16];
  private int[] sequence = new int[16];

  private int sequences;
  private int[] context = new int[16];
  private int[] firstRow = new int[17];
  private int[] pageStart = new int[17];
  private boolean[] tree = new boolean[16];
  private int[] pages = new int[64];

  /// Forgets all rows and sequences.
  public void clear() {
    changes++;
    rows = 0;
    sequences = 0;
  }

  /// Adds a sequence with `newTokens` rows after `contextTokens` stored tokens; row i is stored
  /// where the page table has position `contextTokens + i`.
  ///
  /// @param pageTable page ids by position / 16
  /// @param pageCount valid entries, covering context and new tokens
  /// @return the first row's index
  public int addSequence(int[] pageTable, int pageCount, int contextTokens, int newTokens) {
    if (newTokens < 1) {
      throw new IllegalArgumentException("a sequence needs at least one row: " + newTokens);
    }
    begin(pageTable, pageCount, contextTokens, false);
    int first = rows;
    int start = pageStart[sequences - 1];
    for (int i = 0; i < newTokens; i++) {
      int at = contextTokens + i;
      if (at / PAGE >= pageCount) {
        throw new IllegalArgumentException(
            "position " + at + " lies outside a page table of " + pageCount + " pages");
      }
      addRow(at, pages[start + at / PAGE] * PAGE + at % PAGE, i == 0 ? -1 : rows - 1);
    }
    return first;
  }

  /// Begins a tree below `contextTokens` stored tokens; rows follow by [#addTreeRow].
  public void beginTree(int[] pageTable, int pageCount, int contextTokens) {
    begin(pageTable, pageCount, contextTokens, true);
  }

  /// Adds a row to the tree begun last, stored in a slot of its own.
  ///
  /// @param parentRow row index of the parent in this batch, or -1 for a root (its parent is the
  ///   context)
  /// @return the row's index
  public int addTreeRow(int parentRow, int slotIndex) {
    if (sequences == 0 || !tree[sequences - 1]) {
      throw new IllegalStateException("a tree row needs beginTree first");
    }
    if (parentRow != -1 && (parentRow < firstRow[sequences - 1] || parentRow >= rows)) {
      throw new IllegalArgumentException(
          "parent "
              + parentRow
              + " is no earlier row of this tree, rows "
              + firstRow[sequences - 1]
              + " to "
              + rows);
    }
    if (slotIndex < 0) {
      throw new IllegalArgumentException("slot must not be negative: " + slotIndex);
    }
    addRow(
        parentRow == -1 ? context[sequences - 1] : position[parentRow] + 1, slotIndex, parentRow);
    return rows - 1;
  }

  /// A number that grows with every change: who keeps something computed from the batch compares
  /// it.
  public long changes() {
    return changes;
  }

  /// Rows in the batch.
  public int rows() {
    return rows;
  }

  /// Position of a row in its sequence.
  public int position(int row) {
    return position[row];
  }

  /// Where a row's key and value are stored.
  public int slot(int row) {
    return slot[row];
  }

  /// The row before this one in its sequence, or -1 if that is the context.
  public int parent(int row) {
    return parent[row];
  }

  /// The sequence of a row.
  public int sequenceOf(int row) {
    return sequence[row];
  }

  /// Sequences in the batch.
  public int sequences() {
    return sequences;
  }

  /// Tokens stored before this pass.
  public int contextTokens(int sequenceIndex) {
    return context[sequenceIndex];
  }

  /// First row of a sequence; its last is the next one's first less one.
  public int firstRow(int sequenceIndex) {
    return firstRow[sequenceIndex];
  }

  /// One past the last row of a sequence.
  public int endRow(int sequenceIndex) {
    return firstRow[sequenceIndex + 1];
  }

  /// Whether rows name their parents.
  public boolean isTree(int sequenceIndex) {
    return tree[sequenceIndex];
  }

  /// Page id at `index` of a sequence's page table.
  public int page(int sequenceIndex, int index) {
    return pages[pageStart[sequenceIndex] + index];
  }

  /// Entries of a sequence's page table.
  public int pageCount(int sequenceIndex) {
    return pageStart[sequenceIndex + 1] - pageStart[sequenceIndex];
  }

  /// How many leading full context pages this sequence has in common with the one before it. O(that
  /// number).
  public int sharedPages(int sequenceIndex) {
    if (sequenceIndex == 0) {
      return 0;
    }
    return commonPages(sequenceIndex - 1, sequenceIndex);
  }

  /// How many leading full context pages two sequences have in common. O(that number).
  public int commonPages(int one, int other) {
    int limit = Math.min(context[one], context[other]) / PAGE;
    int a = pageStart[one];
    int b = pageStart[other];
    int first = Arrays.mismatch(pages, a, a + limit, pages, b, b + limit);
    return first < 0 ? limit : first;
  }

  /// Refuses a batch that names a page outside `storage`.
  ///
  /// @throws IllegalArgumentException naming the page
  public void checkPages(KvStorage storage) {
    int limit = storage.pages();
    int used = sequences == 0 ? 0 : pageStart[sequences];
    for (int i = 0; i < used; i++) {
      if (pages[i] < 0 || pages[i] >= limit) {
        throw new IllegalArgumentException("page " + pages[i] + " of " + limit);
      }
    }
    for (int row = 0; row < rows; row++) {
      if (slot[row] / PAGE >= limit) {
        throw new IllegalArgumentException(
            "slot " + slot[row] + " lies outside " + limit + " pages");
      }
    }
  }

  private void begin(int[] pageTable, int pageCount, int contextTokens, boolean isTree) {
    if (contextTokens < 0
        || (contextTokens + PAGE - 1) / PAGE > pageCount
        || pageCount > pageTable.length) {
      throw new IllegalArgumentException(
          "a context of " + contextTokens + " tokens does not fit " + pageCount + " pages");
    }
    if (sequences == context.length) {
      context = Arrays.copyOf(context, 2 * sequences);
      tree = Arrays.copyOf(tree, 2 * sequences);
      firstRow = Arrays.copyOf(firstRow, 2 * sequences + 1);
      pageStart = Arrays.copyOf(pageStart, 2 * sequences + 1);
    }
    int start = sequences == 0 ? 0 : pageStart[sequences];
    if (start + pageCount > pages.length) {
      pages = Arrays.copyOf(pages, Math.max(2 * pages.length, start + pageCount));
    }
    System.arraycopy(pageTable, 0, pages, start, pageCount);
    changes++;
    context[sequences] = contextTokens;
    tree[sequences] = isTree;
    pageStart[sequences] = start;
    pageStart[sequences + 1] = start + pageCount;
    firstRow[sequences] = rows;
    firstRow[sequences + 1] = rows;
    sequences++;
  }

  private void addRow(int rowPosition, int rowSlot, int parentRow) {
    if (rows == position.length) {
      position = Arrays.copyOf(position, 2 * rows);
      slot = Arrays.copyOf(slot, 2 * rows);
      parent = Arrays.copyOf(parent, 2 * rows);
      sequence = Arrays.copyOf(sequence, 2 * rows);
    }
    changes++;
    position[rows] = rowPosition;
    slot[rows] = rowSlot;
    parent[rows] = parentRow;
    sequence[rows] = sequences - 1;
    rows++;
    firstRow[sequences] = rows;
  }
}
