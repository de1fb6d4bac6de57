package io.espalier.kernels.cpu;

import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.StoredTensor;
import java.lang.foreign.MemorySegment;

/// How one number format lies in packed memory, and the loops that read it.
///
/// Output rows go in *quads* of four vectors: a lane is an output row, so a product needs no
/// horizontal sum, and four vectors give four independent chains of additions. Columns go in
/// *blocks* of 32. A quad holds its blocks one after another, so a thread reads one stream. Rows
/// and columns are padded with zeros to whole quads and blocks.
///
/// Every path adds in the same order: the 32 products of a block one after another by fused
/// multiply-add from zero, then `total = fma(block, scale, total)` from block to block. That makes
/// an output element independent of how many rows of activations are multiplied, of the number of
/// lanes and of the number of threads.
sealed interface WeightLayout
    permits FloatLayout, BrainLayout, HalfLayout, ByteLayout, NibbleLayout {
  /// Columns in a block.
  int BLOCK = 32;

  /// Output rows in a quad.
  int QUAD = 4 * Lanes.COUNT;

  /// How far ahead of its sums a product touches memory, one load a cache line. The sums of a
  /// column wait in the processor's queues for their weights and fill them before enough lines are
  /// on their way; a touch takes one place and brings the line in time (8.5 to 13.8 GB/s on one
  /// thread of the machine measured, where a plain read does 15.9). Loops store what they touched
  /// in their scratch, so that it is not optimised away.
  int READ_AHEAD = 2048;

  /// Bytes of a quad of `blocks` blocks.
  long quadBytes(int blocks);

  /// Packs output rows `row .. row + QUAD` of a tensor; rows past its end become zeros.
  void pack(StoredTensor tensor, int row, MemorySegment into, long at);

  /// `out[0 .. QUAD] = W · x` for the quad at `at`.
  ///
  /// @param x `blocks · 32` activations
  void multiply(
      MemorySegment weights, long at, int blocks, float[] x, Scratch scratch, float[] out);

  /// Widens blocks `first .. first + count` of the quad at `at`, at most [Panel#BLOCKS], into a
  /// panel.
  void unpack(MemorySegment weights, long at, int blocks, int first, int count, Panel panel);

  /// Decodes row `row` of the quad at `at`, as [NumberFormat#decode] would.
  void decodeRow(
      MemorySegment weights, long at, int blocks, int row, int columns, float[] into, int intoAt);

  /// The layout of a stored format.
  static WeightLayout of(NumberFormat format) {
    return switch (format) {
      case F32 -> new FloatLayout();
      case F16 -> new HalfLayout();
      case BF16 -> new BrainLayout();
      case Q8_0 -> new ByteLayout();
      case Q4_0 -> new NibbleLayout();
    };
  }
}
