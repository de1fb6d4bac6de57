package io.espalier.kernels.cuda;

import io.espalier.kernels.cuda.RowNotes.Note;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns the notes of a step of one row into the program of `row_program.cu`: a residual add moves
/// into the product before it, a norm into the product behind it, rotation into attention.
///
/// @param bytes the program: what all operations share, then each
/// @param operations their count
/// @param dim head dimension of the kernel, 64 or 128
/// @param inputBytes shared memory for a product's operand or attention's sums
/// @param pageRoom pages of an item of attention
record RowProgram(ByteBuffer bytes, int operations, int dim, int inputBytes, int pageRoom) {
  /// As in `row_program.cuh`.
  static final int THREADS = 256;

  private static final int WARPS = THREADS / 32;
  private static final int STEP_BYTES = 256;
  private static final int OPERATION_BYTES = 128;
  private static final int MOST_COLUMNS = 32 * THREADS;
  private static final int SHARED_BYTES = 1088 + 16 * 4 * (16 * WARPS + 16);
  private static final int LEAST_OPERATIONS = 4;

  /// Kernels differ in the stages of a warp's ring of 2 KiB each.
  private static final int[] STAGES = {12, 10, 8};

  private static final int PRODUCT = 0;
  private static final int GATED = 1;
  private static final int ATTENTION = 2;
  private static final int NORMED = 0;
  private static final int FLOATS = 1;
  private static final int BRAINS = 2;

  /// An operation of the program before it is written.
  private static final class Operation {
    int kind;
    int source;
    int activation;
    int n;
    int columns;
    float epsilon;
    float scale;
    float cap;
    long weights;
    long second;
    long x;
    long norm;
    long bias;
    long out;
    long added;
    long normed;
  }

  /// Shared memory that the kernel with that many stages takes.
  private int sharedBytes(int stages) {
    return WARPS * stages * 2048 + SHARED_BYTES + 32 * operations + inputBytes + 4 * pageRoom;
  }

  /// The most stages that fit, or 0.
  int stages(int mostSharedBytes) {
    for (int stages : STAGES) {
      if (sharedBytes(stages) <= mostSharedBytes) {
        return stages;
      }
    }
    return 0;
  }

  /// Shared bytes of the kernel that [#stages] chose.
  int shared(int stages) {
    return sharedBytes(stages);
  }

  /// The program for a grid of `blocks` blocks, or null where the notes hold something that the
  /// kernel does not do.
  ///
  /// @param barrier address of a word for the grid, 0 before the first launch
  static @Nullable RowProgram of(List<Note> notes, int blocks, long barrier) {
    return new Writer(blocks, barrier).write(notes);
  }

  private static final class Writer {
    private final int blocks;
    private final long barrier;
    private final List<Operation> operations = new ArrayList<>();
    private Note.@Nullable Norm norm;
    private Note.@Nullable Append append;
    private Note.@Nullable Append firstAppend;
    private Note.@Nullable Attend attend;
    private int inputBytes;

    Writer(int blocks, long barrier) {
      this.blocks = blocks;
      this.barrier = barrier;
    }

    @Nullable RowProgram write(List<Note> notes) {
      for (Note note : notes) {
        boolean taken =
            switch (note) {
              case Note.Norm next -> take(next);
              case Note.Product next -> take(next);
              case Note.Gated next -> take(next);
              case Note.Append next -> take(next);
              case Note.Attend next -> take(next);
            };
        if (!taken) {
          return null;
        }
      }
      // A norm that no product read is still to be done.
      boolean whole = append == null && norm == null && operations.size() >= LEAST_OPERATIONS;
      return whole ? program() : null;
    }

    private boolean take(Note.Norm next) {
      if (norm != null || next.columns() % 8 != 0 || next.columns() > MOST_COLUMNS) {
        return false;
      }
      if (next.update() != 0) {
        if (operations.isEmpty()) {
          return false;
        }
        Operation last = operations.getLast();
        boolean added = last.kind == PRODUCT && last.out == next.update() && last.added == 0;
        if (!added || last.n != next.columns()) {
          return false;
        }
        last.added = next.x();
      }
      norm = next;
      return true;
    }

    private Operation product(long x, int columns) {
      Operation operation = new Operation();
      operation.kind = PRODUCT;
      operation.columns = columns;
      operation.x = x;
      operation.source = FLOATS;
      Note.Norm before = norm;
      if (before != null && before.out() == x && before.columns() == columns) {
        operation.source = NORMED;
        operation.x = before.x();
        operation.norm = before.weight();
        operation.epsilon = before.epsilon();
        operation.normed = before.out();
        norm = null;
      }
      inputBytes = Math.max(inputBytes, (columns + 127) / 64 * 128);
      operations.add(operation);
      return operation;
    }

    private boolean take(Note.Product next) {
      if (next.columns() % 8 != 0 || append != null || (norm != null && norm.out() != next.x())) {
        return false;
      }
      Operation operation = product(next.x(), next.columns());
      operation.n = next.rows();
      operation.weights = next.panels();
      operation.bias = next.bias();
      operation.out = next.out();
      return norm == null;
    }

    private boolean take(Note.Gated next) {
      Note.Product down = next.down();
      boolean taken =
          take(
              new Note.Product(
                  next.x(),
                  next.columns(),
                  next.inner(),
                  next.panels(),
                  next.bias(),
                  next.between()));
      if (!taken || down.columns() % 8 != 0) {
        return false;
      }
      Operation gates = operations.getLast();
      gates.kind = GATED;
      gates.activation = next.activation();
      gates.second =
          next.panels() + (next.inner() + 63L) / 64 * ((next.columns() + 63L) / 64) * 8192;
      Operation operation = product(next.between(), down.columns());
      operation.source = BRAINS;
      operation.n = down.rows();
      operation.weights = down.panels();
      operation.bias = down.bias();
      operation.out = down.out();
      return true;
    }

    /// Position and rotation are prepared once for all layers.
    private boolean take(Note.Append next) {
      Note.Append first = firstAppend;
      if (append != null || norm != null) {
        return false;
      }
      boolean alike =
          first == null
              || (next.angles().equals(first.angles())
                  && next.position() == first.position()
                  && next.slot() == first.slot()
                  && next.shape().headDim() == first.shape().headDim());
      firstAppend = first == null ? next : first;
      append = next;
      return alike && (next.shape().headDim() == 64 || next.shape().headDim() == 128);
    }

    /// Items are found once for all layers.
    private boolean take(Note.Attend next) {
      Note.Append stored = append;
      Note.Attend first = attend;
      boolean alike =
          first == null
              || (next.item() == first.item()
                  && next.items() == first.items()
                  && next.headTiles() == first.headTiles()
                  && next.pages() == first.pages()
                  && next.pageRoom() == first.pageRoom()
                  && next.sums() == first.sums()
                  && next.weights() == first.weights()
                  && next.arrived() == first.arrived()
                  && next.shape().queryHeads() == first.shape().queryHeads()
                  && next.shape().kvHeads() == first.shape().kvHeads());
      if (!alike || next.headTiles() > blocks || stored == null || stored.qkv() != next.qkv()) {
        return false;
      }
      attend = first == null ? next : first;
      append = null;
      Operation operation = new Operation();
      operation.kind = ATTENTION;
      operation.epsilon = stored.epsilon();
      operation.scale = next.shape().scale();
      operation.cap = next.shape().softcap();
      operation.weights = stored.keys();
      operation.second = stored.values();
      operation.x = next.qkv();
      operation.norm = stored.queryNorm();
      operation.bias = stored.keyNorm();
      operation.out = next.out();
      operation.added = next.sinks();
      operations.add(operation);
      int dim = next.shape().headDim();
      int heads = Math.min(8, next.shape().groupHeads());
      int sums = 4 * WARPS * heads * dim + 8 * WARPS * 8 + 32 * (dim + 8) + 4 * dim;
      int parts = 8 * 64 * heads;
      inputBytes = Math.max(inputBytes, Math.max(sums, parts));
      return true;
    }

    private RowProgram program() {
      inputBytes = (inputBytes + 15) / 16 * 16;
      Note.Attend items = attend;
      Note.Append rotation = firstAppend;
      int pageRoom = 0;
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(STEP_BYTES + OPERATION_BYTES * operations.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      if (items != null && rotation != null) {
        pageRoom = Math.max(16, items.pageRoom() / (blocks / items.headTiles()) + 3);
        pageRoom = (pageRoom + 3) / 4 * 4;
        RowNotes.Angles angles = rotation.angles();
        bytes.putInt(items.items()).putInt(items.headTiles());
        bytes.putInt(items.shape().queryHeads()).putInt(items.shape().kvHeads());
        bytes.putInt(angles.pairs()).putInt(angles.interleaved() ? 1 : 0);
        bytes.putInt(inputBytes).putInt(pageRoom);
        bytes.putFloat(angles.factor()).position(48);
        bytes.putLong(items.item()).putLong(items.pages());
        bytes.putLong(rotation.position()).putLong(rotation.slot()).putLong(angles.frequencies());
        bytes.putLong(items.sums()).putLong(items.weights()).putLong(items.arrived());
      } else {
        bytes.putInt(24, inputBytes);
      }
      bytes.putLong(48 + 8 * 8, barrier);
      bytes.position(STEP_BYTES);
      int first = 0;
      for (Operation operation : operations) {
        first = write(operation, first, bytes);
      }
      int dim = rotation == null ? 64 : rotation.shape().headDim();
      return new RowProgram(bytes.flip(), operations.size(), dim, inputBytes, pageRoom);
    }

    /// Writes an operation whose first slab goes to block `first`; returns the next one's, so that
    /// over several operations each block gets as much.
    private int write(Operation operation, int first, ByteBuffer bytes) {
      int rows = taken(operation.n, 8) < taken(operation.n, 16) ? 8 : 16;
      int slabs = operation.kind == ATTENTION ? 0 : (operation.n + rows - 1) / rows;
      bytes.putInt(operation.kind).putInt(operation.source).putInt(rows);
      bytes.putInt(operation.activation).putInt(operation.n).putInt(operation.columns);
      bytes.putInt((operation.columns + 63) / 64).putInt(first);
      bytes.putFloat(operation.epsilon).putFloat(operation.scale).putFloat(operation.cap).putInt(0);
      bytes.putLong(operation.weights).putLong(operation.second).putLong(operation.x);
      bytes.putLong(operation.norm).putLong(operation.bias).putLong(operation.out);
      bytes.putLong(operation.added).putLong(operation.normed).putLong(0).putLong(0);
      return (first + slabs) % blocks;
    }

    /// Rows that the busiest block takes in slabs of that many.
    private int taken(int n, int slabRows) {
      int slabs = (n + slabRows - 1) / slabRows;
      return (slabs + blocks - 1) / blocks * slabRows;
    }
  }
}
