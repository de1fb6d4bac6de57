package io.espalier.kernels.cuda;

import io.espalier.kernels.AttentionShape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a step of one row does, noted beside its launches in words that [RowProgram] understands.
///
/// A program stands for a run of launches without gaps; an operation that is none of these between
/// two of them breaks it, and the launches run instead.
final class RowNotes {
  /// An operation; addresses as the launches have them.
  sealed interface Note {
    /// `x += update` (0 for none), then its norm into `out`.
    record Norm(long x, long update, int columns, long weight, float epsilon, long out)
        implements Note {}

    /// A product of bfloat16 panels, `x` in floats.
    record Product(long x, int columns, int rows, long panels, long bias, long out)
        implements Note {}

    /// A gated feed-forward block of `down.columns` gates.
    ///
    /// @param between room for the gated values in bfloat16
    record Gated(
        long x,
        int columns,
        int inner,
        long panels,
        long bias,
        int activation,
        long between,
        Product down)
        implements Note {}

    /// Rotation and storing.
    record Append(
        AttentionShape shape,
        long qkv,
        long keys,
        long values,
        long queryNorm,
        long keyNorm,
        float epsilon,
        Angles angles,
        long position,
        long slot)
        implements Note {}

    /// Attention of the row, cut into items.
    record Attend(
        AttentionShape shape,
        long qkv,
        long sinks,
        long out,
        int items,
        int headTiles,
        long item,
        long pages,
        int pageRoom,
        long sums,
        long weights,
        long arrived)
        implements Note {}
  }

  /// A rotation as the kernels take it.
  record Angles(long frequencies, int pairs, boolean interleaved, float factor) {}

  private final List<Note> notes = new ArrayList<>();
  private int from;
  private int to;
  private boolean broken;
  private boolean muted;

  /// Notes what the launches in `begin .. end` of the list do.
  void add(int begin, int end, Note note) {
    if (muted) {
      return;
    }
    if (notes.isEmpty()) {
      from = begin;
    } else if (begin != to) {
      broken = true;
    }
    to = end;
    notes.add(note);
  }

  /// Whether notes are dropped: of the parts of an operation that is noted as a whole.
  void mute(boolean drop) {
    muted = drop;
  }

  /// What was noted, or null where the launches have other operations between.
  @Nullable List<Note> unbroken() {
    return broken || notes.isEmpty() ? null : List.copyOf(notes);
  }

  /// Where the noted launches begin in the list.
  int from() {
    return from;
  }

  /// Where they end.
  int to() {
    return to;
  }

  void clear() {
    notes.clear();
    broken = false;
    muted = false;
  }
}
