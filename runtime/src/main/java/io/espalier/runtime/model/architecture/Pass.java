package io.espalier.runtime.model.architecture;

import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.KvStorage;
import io.espalier.kernels.Matrix;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One forward pass in progress: its rows, where their keys and values go, and scratch memory.
///
/// Reused from pass to pass; scratch buffers grow to the largest pass seen and stay. Confined to
/// the scheduler thread.
final class Pass {
  private final Kernels kernels;
  private final int hiddenSize;
  private final Map<Slot, Buffer> scratch = new EnumMap<>(Slot.class);
  private final AttentionBatch batch = new AttentionBatch();
  private @Nullable KvStorage storage;
  private int[] tokens = new int[64];
  private int[] logitRows = new int[16];
  private int logitRowCount;
  private int[] identity = new int[0];
  private int rows;

  Pass(Kernels kernels, int hiddenSize) {
    this.kernels = kernels;
    this.hiddenSize = hiddenSize;
  }

  /// Starts a pass with the rows of [#batch], tokens to follow by [#token].
  void begin(KvStorage pages, int rowCount) {
    storage = pages;
    rows = rowCount;
    logitRowCount = 0;
    if (tokens.length < rowCount) {
      tokens = Arrays.copyOf(tokens, Math.max(rowCount, 2 * tokens.length));
    }
  }

  void token(int row, int token) {
    tokens[row] = token;
  }

  void wantLogits(int row) {
    if (logitRowCount == logitRows.length) {
      logitRows = Arrays.copyOf(logitRows, 2 * logitRowCount);
    }
    logitRows[logitRowCount++] = row;
  }

  Kernels kernels() {
    return kernels;
  }

  AttentionBatch batch() {
    return batch;
  }

  KvStorage storage() {
    if (storage == null) {
      throw new IllegalStateException("no pass was begun");
    }
    return storage;
  }

  /// Returns how many rows the buffers hold: those of the batch, until [#keepLogitRows].
  int rows() {
    return rows;
  }

  /// Sets how many rows the next operations see: one expert of a mixture computes only its own.
  void withRows(int count) {
    rows = count;
  }

  int hiddenSize() {
    return hiddenSize;
  }

  /// Returns the scratch buffer of a slot, with room for `rows` rows of `columns`; contents are
  /// what was left there.
  Buffer buffer(Slot slot, int columns) {
    return buffer(slot, rows, columns);
  }

  Buffer buffer(Slot slot, int rowCount, int columns) {
    long needed = Math.max(1, (long) rowCount * columns);
    Buffer buffer = scratch.get(slot);
    if (buffer == null || buffer.length() < needed) {
      if (buffer != null) {
        buffer.close();
      }
      buffer = kernels.allocateFloats(needed);
      scratch.put(slot, buffer);
    }
    return buffer;
  }

  /// Returns the residual stream filled with the rows' embeddings times `scale`.
  Buffer embed(Matrix table, float scale) {
    Buffer x = buffer(Slot.RESIDUAL, hiddenSize); // [rows, hiddenSize]
    kernels.embed(table, tokens, rows, scale, x);
    return x;
  }

  /// `into += update`.
  void add(Buffer into, Buffer update) {
    kernels.add(into, update, (long) rows * hiddenSize);
  }

  /// `x *= factor`; nothing for 1.
  void scale(Buffer x, float factor) {
    if (factor != 1) {
      kernels.scale(x, factor, (long) rows * hiddenSize);
    }
  }

  /// Drops the rows of the hidden-sized buffers `first` and `second` whose logits nobody wants; the
  /// last layer calls it when its keys and values are stored. From then on [#rows] counts the rows
  /// that are left.
  ///
  /// @return whether any row is left
  boolean keepLogitRows(Buffer first, Buffer second) {
    if (logitRowCount < rows) {
      compact(first);
      compact(second);
      rows = logitRowCount;
    }
    return rows > 0;
  }

  private void compact(Buffer x) {
    if (logitRowCount > 0) {
      Buffer chosen = buffer(Slot.CHOSEN, logitRowCount, hiddenSize);
      kernels.gatherRows(x, hiddenSize, logitRows, logitRowCount, chosen);
      kernels.gatherRows(chosen, hiddenSize, identity(logitRowCount), logitRowCount, x);
    }
  }

  private int[] identity(int count) {
    if (identity.length < count) {
      identity = new int[count];
      Arrays.setAll(identity, i -> i);
    }
    return identity;
  }

  void close() {
    scratch.values().forEach(Buffer::close);
    scratch.clear();
  }
}
