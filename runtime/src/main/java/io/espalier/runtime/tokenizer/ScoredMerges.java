package io.espalier.runtime.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// SentencePiece's merges as a table: any two symbols whose union is a token, ranked by the union's
/// score (Kudo and Richardson 2018, `bpe_model.cc`).
final class ScoredMerges {
  private final List<String> tokens;
  private final TokenTable table;
  private final Map<String, Integer> symbols;

  private ScoredMerges(List<String> tokens, TokenTable table) {
    this.tokens = tokens;
    this.table = table;
    symbols = new HashMap<>(tokens.size() * 2);
  }

  /// The encoder over `tokens`, of which `table` knows the kinds.
  ///
  /// @param scores by id
  /// @param unknown an id, or -1
  /// @param fuse whether a run of unknown characters is one unknown token
  static CharacterBpe model(
      List<String> tokens, List<Float> scores, TokenTable table, int unknown, boolean fuse) {
    return new ScoredMerges(tokens, table).model(scores, unknown, fuse);
  }

  private CharacterBpe model(List<Float> scores, int unknown, boolean fuse) {
    int[] byteTokens = new int[256];
    Arrays.fill(byteTokens, -1);
    for (int id = 0; id < tokens.size(); id++) {
      switch (table.kind(id)) {
        case NORMAL, UNUSED -> symbols.putIfAbsent(tokens.get(id), id);
        case BYTE -> byteTokens[table.bytes(id)[0] & 0xFF] = id;
        case UNKNOWN, CONTROL, USER_DEFINED -> {}
      }
    }
    Map<Integer, Integer> characters = characters();
    return new CharacterBpe(table.size(), merges(scores), characters, byteTokens, unknown, fuse);
  }

  /// Symbols of single characters; one that only occurs inside tokens gets a symbol behind them.
  private Map<Integer, Integer> characters() {
    Map<Integer, Integer> characters = new HashMap<>();
    int next = table.size();
    for (int id = 0; id < tokens.size(); id++) {
      if (table.kind(id) == TokenKind.NORMAL) {
        for (int point : CodePoints.of(tokens.get(id))) {
          if (!characters.containsKey(point)) {
            Integer known = symbols.get(Character.toString(point));
            characters.put(point, known == null ? next : known);
            if (known == null) {
              symbols.put(Character.toString(point), next++);
            }
          }
        }
      }
    }
    return characters;
  }

  private MergeTable merges(List<Float> scores) {
    int[] ranks = ranks(scores);
    var merges = new MergeTable(tokens.size() * 2);
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.get(id);
      if (table.kind(id) != TokenKind.NORMAL || !Objects.equals(symbols.get(token), id)) {
        continue;
      }
      for (int cut = 1; cut < token.length(); cut++) {
        if (Character.isLowSurrogate(token.charAt(cut))) {
          continue;
        }
        Integer left = symbols.get(token.substring(0, cut));
        Integer right = left == null ? null : symbols.get(token.substring(cut));
        if (left != null && right != null) {
          merges.add(left, right, ranks[id], id);
        }
      }
    }
    return merges;
  }

  /// Highest score first; equal scores share a rank, so that the leftmost pair goes first.
  private static int[] ranks(List<Float> scores) {
    float[] order = new float[scores.size()];
    for (int id = 0; id < order.length; id++) {
      order[id] = scores.get(id);
    }
    Arrays.sort(order);
    int[] ranks = new int[order.length];
    for (int id = 0; id < ranks.length; id++) {
      ranks[id] = order.length - upperBound(order, scores.get(id));
    }
    return ranks;
  }

  private static int upperBound(float[] sorted, float value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
