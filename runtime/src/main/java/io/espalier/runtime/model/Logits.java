package io.espalier.runtime.model;

import org.jspecify.annotations.Nullable;

/// Logits of one forward pass: `float32[rows, vocabularySize]`, row-major, reused from pass to
/// pass.
///
/// A pass may leave its logits where they were computed: they are read when asked for, rows one by
/// one with [#row], all of them with [#values]. Filled on the scheduler thread; rows may be asked
/// for by several threads while it waits.
public final class Logits {
  private final int vocabularySize;
  private float[] values = new float[0];
  private int rows;
  private @Nullable Source source;

  /// Where logits are that were left on a device.
  public interface Source {
    /// Copies a row into `into` from `at` on.
    void read(int row, float[] into, int at);
  }

  /// Creates an empty buffer for a vocabulary.
  public Logits(int vocabularySize) {
    this.vocabularySize = vocabularySize;
  }

  /// Makes room for `rows` rows; the contents are unspecified until a pass writes them.
  public void resize(int rows) {
    this.rows = rows;
    source = null;
  }

  /// Leaves the rows of this pass where they are until they are asked for.
  public void defer(Source from) {
    source = from;
  }

  /// Returns whether rows are still where they were computed.
  public boolean isDeferred() {
    return source != null;
  }

  /// Makes a row available in [#values]' array and returns that array.
  public synchronized float[] row(int row) {
    Source from = source;
    float[] array = array();
    if (from != null) {
      from.read(row, array, offset(row));
    }
    return array;
  }

  private float[] array() {
    int needed = Math.multiplyExact(rows, vocabularySize);
    if (values.length < needed) {
      values = new float[needed];
    }
    return values;
  }

  /// Returns the number of rows.
  public int rows() {
    return rows;
  }

  /// Returns the length of a row.
  public int vocabularySize() {
    return vocabularySize;
  }

  /// Returns the backing array; row `r` starts at `offset(r)`.
  public synchronized float[] values() {
    float[] array = array();
    Source from = source;
    if (from != null) {
      for (int row = 0; row < rows; row++) {
        from.read(row, array, offset(row));
      }
      source = null;
    }
    return array;
  }

  /// Returns where row `row` starts in [#values].
  public int offset(int row) {
    return row * vocabularySize;
  }
}
