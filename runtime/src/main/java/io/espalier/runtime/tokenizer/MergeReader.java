package io.espalier.runtime.tokenizer;

import java.util.List;
import java.util.Map;

/// Builds the table of merges from the forms in which files write them.
final class MergeReader {
  private MergeReader() {}

  /// From pairs of token texts in rank order, left and right alternating in `merges`.
  static MergeTable fromPairs(String source, List<String> merges, Map<String, Integer> vocabulary) {
    var table = new MergeTable(merges.size() / 2);
    for (int i = 0; i < merges.size(); i += 2) {
      Integer left = vocabulary.get(merges.get(i));
      Integer right = vocabulary.get(merges.get(i + 1));
      Integer result = vocabulary.get(merges.get(i).concat(merges.get(i + 1)));
      if (left == null || right == null || result == null) {
        throw new TokenizerException.Invalid(
            source,
            "merge %d joins '%s' and '%s', which the vocabulary lacks or whose union it lacks"
                .formatted(i / 2, merges.get(i), merges.get(i + 1)));
      }
      table.add(left, right, i / 2, result);
    }
    return table;
  }

  /// From the tokens alone, as `tiktoken` does: any two tokens whose union is a token merge, at the
  /// union's rank.
  ///
  /// `table` is in rank order. O(total bytes).
  static MergeTable fromRanks(TokenTable table) {
    var merges = new MergeTable(table.size() * 2);
    for (int id = 0; id < table.size(); id++) {
      if (table.kind(id) != TokenKind.NORMAL) {
        continue;
      }
      byte[] token = table.bytes(id);
      for (int cut = 1; cut < token.length; cut++) {
        int left = table.find(token, 0, cut);
        int right = left < 0 ? -1 : table.find(token, cut, token.length);
        if (right >= 0) {
          merges.add(left, right, id, id);
        }
      }
    }
    return merges;
  }
}
