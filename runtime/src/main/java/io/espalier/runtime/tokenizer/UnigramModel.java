package io.espalier.runtime.tokenizer;

import java.util.Arrays;

/// SentencePiece's unigram model: the segmentation of highest summed log-probability (Viterbi; Kudo
/// 2018, section 3).
///
/// Positions are code points; a trie over the tokens gives every token that begins at a position. A
/// character that no token covers costs the worst score less 10 and is written as bytes or as the
/// unknown token, runs of it as one. Immutable. O(n · longest token) time, O(n) memory.
final class UnigramModel implements TokenModel {
  private static final double UNKNOWN_PENALTY = 10;

  private final CodePointTrie trie;
  private final float[] scores;
  private final double unknownScore;
  private final int[] byteTokens;
  private final int unknown;

  /// `trie` leads to token ids, `scores[id]` is the token's log-probability.
  UnigramModel(CodePointTrie trie, float[] scores, int[] byteTokens, int unknown) {
    this.trie = trie;
    this.scores = scores.clone();
    this.byteTokens = byteTokens.clone();
    this.unknown = unknown;
    float least = Float.POSITIVE_INFINITY;
    for (float score : scores) {
      least = Math.min(least, score);
    }
    this.unknownScore = least - UNKNOWN_PENALTY;
  }

  @Override
  public Worker worker() {
    return new Lattice();
  }

  private final class Lattice implements Worker {
    private final byte[] utf8 = new byte[4];

    @Override
    public void encode(int[] points, int from, int to, TokenBuffer tokens) {
      int length = to - from;
      double[] best = new double[length + 1];
      int[] origin = new int[length + 1];
      int[] token = new int[length + 1];
      Arrays.fill(best, Double.NEGATIVE_INFINITY);
      best[0] = 0;
      for (int start = 0; start < length; start++) {
        boolean single = false;
        int node = 0;
        for (int end = start; end < length; end++) {
          node = trie.child(node, points[from + end]);
          if (node < 0) {
            break;
          }
          int id = trie.value(node);
          if (id >= 0) {
            single |= end == start;
            relax(start, end + 1, best[start] + scores[id], id, best, origin, token);
          }
        }
        if (!single) {
          relax(start, start + 1, best[start] + unknownScore, -1, best, origin, token);
        }
      }
      write(points, from, length, origin, token, tokens);
    }

    private static void relax(
        int start, int end, double score, int id, double[] best, int[] origin, int[] token) {
      if (score > best[end]) {
        best[end] = score;
        origin[end] = start;
        token[end] = id;
      }
    }

    private void write(
        int[] points, int from, int length, int[] origin, int[] token, TokenBuffer tokens) {
      int[] ends = new int[length];
      int count = 0;
      for (int end = length; end > 0; end = origin[end]) {
        ends[count++] = end;
      }
      boolean afterUnknown = false;
      for (int i = count - 1; i >= 0; i--) {
        int end = ends[i];
        if (token[end] >= 0) {
          tokens.add(token[end]);
          afterUnknown = false;
        } else {
          afterUnknown =
              ByteFallback.write(
                  points[from + origin[end]], byteTokens, unknown, afterUnknown, utf8, tokens);
        }
      }
    }
  }
}
