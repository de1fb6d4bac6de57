package io.espalier.runtime.model.simulated;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// A model whose logits are a hash of the whole context.
///
/// Like a real one it keeps something for every token in that token's page: a number that depends
/// on the token, its position and all numbers before it. A row reads the numbers of everything that
/// it attends to through the page table. So a page that holds another text, or the same text after
/// another beginning, or that was not copied to the last token, changes every later logit.
///
/// Time is virtual: a pass adds its [SimulatedCost] to a clock and takes no longer than the
/// hashing.
///
/// Confined to the scheduler thread, but for [#virtualNanos].
public final class SimulatedModel implements Model {
  private static final int PAGE = ForwardBatch.PAGE_TOKENS;
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;

  private final ModelDescription description;
  private final SimulatedCost cost;
  private final long seed;
  private long[] pages = new long[0];
  private long[] rowValue = new long[64];
  private long clock;
  private volatile long virtualNanos;

  /// Creates a model.
  ///
  /// @param seed another seed is another model
  public SimulatedModel(int vocabularySize, int contextLength, long seed, SimulatedCost cost) {
    this.seed = seed;
    this.cost = cost;
    description =
        new ModelDescription(
            "simulated", "simulated", "hash", vocabularySize, contextLength, 1, 0, 0, Long.BYTES);
  }

  /// Returns the time that the passes so far would have taken. From any thread.
  public long virtualNanos() {
    return virtualNanos;
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  @Override
  public void allocatePages(int count) {
    if (pages.length > 0) {
      throw new IllegalStateException("pages are allocated twice");
    }
    pages = new long[count * PAGE];
    // What was never written must not look like anything.
    Arrays.fill(pages, 0x5EED_BAD0_5EED_BAD0L);
  }

  @Override
  public void forward(ForwardBatch batch, Logits logits) {
    if (rowValue.length < batch.rows()) {
      rowValue = new long[2 * batch.rows()];
    }
    int asked = 0;
    long attended = 0;
    for (int row = 0; row < batch.rows(); row++) {
      long context = attend(batch, row);
      long value = mix(context + mix(batch.token(row) + seed) + batch.position(row));
      rowValue[row] = value;
      int sequence = batch.sequenceOfRow(row);
      int at = batch.contextLength(sequence) + row - batch.firstRow(sequence);
      pages[batch.pageTable(sequence)[at / PAGE] * PAGE + at % PAGE] = value;
      attended += batch.position(row) + 1;
      if (asked < batch.logitRows() && batch.logitRow(asked) == row) {
        write(logits, asked++, mix(context ^ mix(value)));
      }
    }
    clock +=
        cost.passNanos() + cost.rowNanos() * batch.rows() + (long) (cost.contextNanos() * attended);
    virtualNanos = clock;
  }

  @Override
  public void copyPage(int fromPage, int toPage, int tokens) {
    System.arraycopy(pages, fromPage * PAGE, pages, toPage * PAGE, tokens);
  }

  @Override
  public long pageBytes() {
    return PAGE * Long.BYTES;
  }

  @Override
  public void readPage(int page, MemorySegment to) {
    MemorySegment.copy(pages, page * PAGE, to, NUMBER, 0, PAGE);
  }

  @Override
  public void writePage(int page, MemorySegment from) {
    MemorySegment.copy(from, NUMBER, 0, pages, page * PAGE, PAGE);
  }

  @Override
  public void close() {}

  /// Sums the numbers of all that a row attends to: the context in the pages, then its ancestors.
  private long attend(ForwardBatch batch, int row) {
    int sequence = batch.sequenceOfRow(row);
    int[] table = batch.pageTable(sequence);
    long sum = 0;
    int first = batch.firstRow(sequence);
    // Rows that follow one another linearly are read from their pages like the context.
    int context = batch.contextLength(sequence);
    if (!batch.isTree(sequence)) {
      context += row - first;
    } else {
      for (int at = batch.parent(row); at != ForwardBatch.CONTEXT; at = batch.parent(at)) {
        sum += rowValue[at];
      }
    }
    int whole = context / PAGE;
    for (int page = 0; page < whole; page++) {
      int from = table[page] * PAGE;
      for (int index = from; index < from + PAGE; index++) {
        sum += pages[index];
      }
    }
    for (int at = whole * PAGE; at < context; at++) {
      sum += pages[table[whole] * PAGE + at % PAGE];
    }
    return sum;
  }

  /// Writes logits between -4 and 4, all different enough for a clear maximum.
  private void write(Logits logits, int index, long hash) {
    float[] values = logits.values();
    int offset = logits.offset(index);
    int size = logits.vocabularySize();
    for (int token = 0; token < size; token++) {
      long bits = (hash ^ token * 0x9E3779B97F4A7C15L) * 0xD6E8FEB86659FD93L;
      bits ^= bits >>> 32;
      values[offset + token] = ((bits * 0xD6E8FEB86659FD93L) >>> 40) * 0x1p-21f - 4f;
    }
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
