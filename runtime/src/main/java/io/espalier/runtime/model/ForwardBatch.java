package io.espalier.runtime.model;

import java.util.Arrays;

/// The rows of one forward pass: tokens of one or more sequences, reused from pass to pass.
///
/// A *row* is one token. Rows of a sequence are contiguous. Row `i` (from 0) of a sequence whose
/// context holds `c` tokens writes its keys and values at index `c + i` of the sequence: page
/// `pageTable[(c + i) / 16]`, offset `(c + i) % 16`.
///
/// A *linear* sequence has rows at positions `c, c+1, …`, each attending the context and the rows
/// before it. A *tree* sequence names a parent for each row: an earlier row of the same sequence,
/// or [#CONTEXT]; the row attends the context, its ancestors and itself, and its position is one
/// past its parent's. That is how choices are scored over one shared prefix in one pass.
///
/// Confined to the scheduler thread. Adding allocates only while the arrays grow.
public final class ForwardBatch {
  /// Tokens per page of keys and values.
  public static final int PAGE_TOKENS = 16;

  /// The parent of a row that follows the context directly.
  public static final int CONTEXT = -1;

  private int rows;
  private int sequences;
  private int logitRows;
  private int[] token = new int[64];
  private int[] position = new int[64];
  private int[] parent = new int[64];
  private int[] sequenceOfRow = new int[64];
  private int[] logitRow = new int[64];
  private int[] firstRow = new int[16];
  private int[] contextLength = new int[16];
  private boolean[] tree = new boolean[16];
  private int[][] pageTable = new int[16][];

  /// Removes every sequence.
  public void clear() {
    rows = 0;
    sequences = 0;
    logitRows = 0;
  }

  /// Starts a sequence; the rows added next are its rows.
  ///
  /// @param pages page table covering the context and every row to be added; not copied
  /// @param context tokens whose keys and values are already in the pages
  /// @return the index of the sequence in this batch
  public int addSequence(int[] pages, int context) {
    if (sequences == firstRow.length) {
      firstRow = Arrays.copyOf(firstRow, 2 * sequences);
      contextLength = Arrays.copyOf(contextLength, 2 * sequences);
      tree = Arrays.copyOf(tree, 2 * sequences);
      pageTable = Arrays.copyOf(pageTable, 2 * sequences);
    }
    firstRow[sequences] = rows;
    contextLength[sequences] = context;
    tree[sequences] = false;
    pageTable[sequences] = pages;
    return sequences++;
  }

  /// Adds the next token of a linear sequence.
  ///
  /// @param logits whether the row's logits are wanted
  public void addRow(int tokenId, boolean logits) {
    int sequence = sequences - 1;
    int row = addRow(tokenId, sequence, logits);
    parent[row] = row == firstRow[sequence] ? CONTEXT : row - 1;
    position[row] = contextLength[sequence] + row - firstRow[sequence];
  }

  /// Adds the next token of a linear sequence, one that was drawn and is not known yet: its
  /// [#token] is `-1 - draw`.
  ///
  /// @param draw index among the draws that the model started last
  /// @param logits whether the row's logits are wanted
  public void addDrawnRow(int draw, boolean logits) {
    addRow(-1 - draw, logits);
  }

  /// Adds a token of a tree sequence.
  ///
  /// @param parentRow row returned by an earlier call for this sequence, or [#CONTEXT]
  /// @return the row
  public int addTreeRow(int tokenId, int parentRow, boolean logits) {
    int sequence = sequences - 1;
    int row = addRow(tokenId, sequence, logits);
    tree[sequence] = true;
    parent[row] = parentRow;
    position[row] = parentRow == CONTEXT ? contextLength[sequence] : position[parentRow] + 1;
    return row;
  }

  private int addRow(int tokenId, int sequence, boolean logits) {
    if (rows == token.length) {
      token = Arrays.copyOf(token, 2 * rows);
      position = Arrays.copyOf(position, 2 * rows);
      parent = Arrays.copyOf(parent, 2 * rows);
      sequenceOfRow = Arrays.copyOf(sequenceOfRow, 2 * rows);
      logitRow = Arrays.copyOf(logitRow, 2 * rows);
    }
    token[rows] = tokenId;
    sequenceOfRow[rows] = sequence;
    if (logits) {
      logitRow[logitRows++] = rows;
    }
    return rows++;
  }

  /// Returns the number of rows.
  public int rows() {
    return rows;
  }

  /// Returns the number of sequences.
  public int sequences() {
    return sequences;
  }

  /// Returns how many rows want logits.
  public int logitRows() {
    return logitRows;
  }

  /// Returns the token of a row, or `-1 - draw` for one of [#addDrawnRow].
  public int token(int row) {
    return token[row];
  }

  /// Returns the position of a row, from 0.
  public int position(int row) {
    return position[row];
  }

  /// Returns the parent of a row: a row, or [#CONTEXT].
  public int parent(int row) {
    return parent[row];
  }

  /// Returns the sequence of a row.
  public int sequenceOfRow(int row) {
    return sequenceOfRow[row];
  }

  /// Returns the row whose logits are number `index` of the pass.
  public int logitRow(int index) {
    return logitRow[index];
  }

  /// Returns the first row of a sequence.
  public int firstRow(int sequence) {
    return firstRow[sequence];
  }

  /// Returns the number of rows of a sequence.
  public int rowCount(int sequence) {
    return (sequence + 1 == sequences ? rows : firstRow[sequence + 1]) - firstRow[sequence];
  }

  /// Returns how many tokens of a sequence were in the pages before this pass.
  public int contextLength(int sequence) {
    return contextLength[sequence];
  }

  /// Returns whether a sequence's rows form a tree.
  public boolean isTree(int sequence) {
    return tree[sequence];
  }

  /// Returns the page table of a sequence.
  public int[] pageTable(int sequence) {
    return pageTable[sequence];
  }
}
