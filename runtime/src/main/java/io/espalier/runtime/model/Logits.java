package io.espalier.runtime.model;

/// Logits of one forward pass: `float32[rows, vocabularySize]`, row-major, reused from pass to
/// pass.
///
/// Confined to the scheduler thread.
public final class Logits {
  private final int vocabularySize;
  private float[] values = new float[0];
  private int rows;

  /// Creates an empty buffer for a vocabulary.
  public Logits(int vocabularySize) {
    this.vocabularySize = vocabularySize;
  }

  /// Makes room for `rows` rows; the contents are unspecified until a pass writes them.
  public void resize(int rows) {
    int needed = Math.multiplyExact(rows, vocabularySize);
    if (values.length < needed) {
      values = new float[needed];
    }
    this.rows = rows;
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
  public float[] values() {
    return values;
  }

  /// Returns where row `row` starts in [#values].
  public int offset(int row) {
    return row * vocabularySize;
  }
}
