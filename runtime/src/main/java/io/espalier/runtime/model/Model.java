package io.espalier.runtime.model;

import io.espalier.kernels.Draws;
import java.lang.foreign.MemorySegment;

/// A causal language model whose keys and values live in pages of [ForwardBatch#PAGE_TOKENS]
/// tokens.
///
/// Confined to the scheduler thread. Page ids are handed out by the cache; the model owns their
/// data. The logits of a row depend on the row's own tokens and positions only: never on what else
/// is in the batch, nor on how its prompt was cut into passes.
public interface Model extends AutoCloseable {

  /// What the model is: sizes, number format, limits.
  ModelDescription description();

  /// Reserves storage for page ids `0..pages-1`, once, before the first pass.
  ///
  /// @throws IllegalStateException when storage is already reserved
  void allocatePages(int pages);

  /// Runs one forward pass: writes keys and values of every row into its page and the logits of the
  /// rows that ask for them, in row order, into `logits`.
  void forward(ForwardBatch batch, Logits logits);

  /// Draws tokens from deferred logits of the last pass, rows counted among those that asked.
  ///
  /// @throws UnsupportedOperationException for a model that defers none
  default void draw(Draws draws) {
    throw new UnsupportedOperationException("logits are on the host");
  }

  /// Whether draws can be started and rows be added whose tokens only the device knows, so that a
  /// pass begins before the tokens of the one before are known.
  default boolean drawsAhead() {
    return false;
  }

  /// Starts draws from deferred logits of the last pass. The next pass may have their tokens as
  /// rows, see [ForwardBatch#addDrawnRow].
  ///
  /// @throws UnsupportedOperationException where [#drawsAhead] is false
  default void startDraw(Draws draws) {
    throw new UnsupportedOperationException("no draws ahead");
  }

  /// Waits for the tokens of the earliest draws that were started; at most two lists are under way.
  default void awaitDraw(Draws draws) {
    throw new UnsupportedOperationException("no draws ahead");
  }

  /// Copies the first `tokens` tokens of one page into another, in every layer.
  void copyPage(int fromPage, int toPage, int tokens);

  /// Returns the bytes of a page as [#readPage] leaves them, over all layers.
  ///
  /// @throws IllegalStateException when no storage is reserved
  long pageBytes();

  /// Copies a page out, in the model's own layout.
  ///
  /// @param to native memory of [#pageBytes] bytes
  void readPage(int page, MemorySegment to);

  /// Copies a page in that [#readPage] has left.
  void writePage(int page, MemorySegment from);

  @Override
  void close();
}
