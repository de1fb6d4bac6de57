package io.espalier.kernels;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How a token is to be drawn from each of some rows of logits, and afterwards the tokens.
/// Reusable: [#clear] and refill. Confined to one thread at a time.
///
/// The order is: mask, temperature, top-k, top-p, min-p, draw; among equal logits the lower id
/// counts as more likely.
public final class Draws {
  /// The token where the mask allows none or the logits are not finite.
  public static final int NONE = -1;

  private int count;
  private int[] row = new int[16];
  private int[] topK = new int[16];
  private double[] temperature = new double[16];
  private double[] topP = new double[16];
  private double[] minP = new double[16];
  private double[] uniform = new double[16];
  private long[] @Nullable [] mask = new long[16][];
  private int[] token = new int[16];

  /// An empty list.
  public Draws() {}

  /// Forgets all draws.
  public void clear() {
    Arrays.fill(mask, 0, count, null);
    count = 0;
  }

  /// Asks for a token.
  ///
  /// @param rowIndex row of the logits
  /// @param heat temperature; 0 for the most likely token, whatever the rest says
  /// @param most top-k, 0 for all
  /// @param share top-p, above 0 to 1
  /// @param least min-p, from 0 to below 1
  /// @param number uniform in [0, 1)
  /// @param allowed a bit a token, bit `i % 64` of word `i / 64`; null allows all; read when drawn
  /// @return the draw's index
  public int add(
      int rowIndex,
      double heat,
      int most,
      double share,
      double least,
      double number,
      long @Nullable [] allowed) {
    if (count == row.length) {
      grow();
    }
    row[count] = rowIndex;
    temperature[count] = heat;
    topK[count] = most;
    topP[count] = share;
    minP[count] = least;
    uniform[count] = number;
    mask[count] = allowed;
    token[count] = NONE;
    return count++;
  }

  private void grow() {
    row = Arrays.copyOf(row, 2 * count);
    temperature = Arrays.copyOf(temperature, 2 * count);
    topK = Arrays.copyOf(topK, 2 * count);
    topP = Arrays.copyOf(topP, 2 * count);
    minP = Arrays.copyOf(minP, 2 * count);
    uniform = Arrays.copyOf(uniform, 2 * count);
    mask = Arrays.copyOf(mask, 2 * count);
    token = Arrays.copyOf(token, 2 * count);
  }

  /// Number of draws.
  public int count() {
    return count;
  }

  /// The row of logits.
  public int row(int draw) {
    return row[draw];
  }

  /// The temperature, 0 for the most likely token.
  public double temperature(int draw) {
    return temperature[draw];
  }

  /// Top-k, 0 for all.
  public int topK(int draw) {
    return topK[draw];
  }

  /// Top-p.
  public double topP(int draw) {
    return topP[draw];
  }

  /// Min-p.
  public double minP(int draw) {
    return minP[draw];
  }

  /// The random number.
  public double uniform(int draw) {
    return uniform[draw];
  }

  /// The mask, or null.
  public long @Nullable [] mask(int draw) {
    return mask[draw];
  }

  /// The token drawn, or [#NONE].
  public int token(int draw) {
    return token[draw];
  }

  /// Sets the token drawn.
  public void setToken(int draw, int id) {
    token[draw] = id;
  }
}
