package io.espalier.runtime.tokenizer;

import java.util.List;

/// Finds the tokens that are one fixed text wherever they stand: the marks of templates, and
/// user-defined words.
///
/// Leftmost and longest. Two tries: data sees the user-defined words only, trusted template text
/// sees both. Immutable.
final class AddedTokens {
  static final int MAX_LENGTH = 1024;

  /// One such token. `eatLeft` and `eatRight` take the white space beside it along; `wholeWord`
  /// wants no letter or digit there.
  record Added(
      String text, int id, boolean control, boolean eatLeft, boolean eatRight, boolean wholeWord) {}

  private final List<Added> tokens;
  private final CodePointTrie all = new CodePointTrie();
  private final CodePointTrie forData = new CodePointTrie();
  private final boolean anyForData;

  AddedTokens(String source, List<Added> tokens) {
    this.tokens = List.copyOf(tokens);
    boolean data = false;
    for (int i = 0; i < tokens.size(); i++) {
      Added added = tokens.get(i);
      if (added.text().isEmpty() || added.text().length() > MAX_LENGTH) {
        throw new TokenizerException.Invalid(
            source,
            "added token %d of %,d characters".formatted(added.id(), added.text().length()));
      }
      int[] points = CodePoints.of(added.text());
      all.add(points, i);
      if (!added.control()) {
        forData.add(points, i);
        data = true;
      }
    }
    anyForData = data;
  }

  /// Whether `text` has the form of a mark, `<think>` or `[INST]`: such a token never comes out of
  /// data.
  static boolean isMark(String text) {
    return (text.startsWith("<") && text.endsWith(">"))
        || (text.startsWith("[") && text.endsWith("]") && text.length() > 2);
  }

  /// A search through one text; `template` says that control tokens count too.
  Search search(int[] points, boolean template) {
    return new Search(points, template);
  }

  /// Walks the occurrences from left to right.
  final class Search {
    private final int[] points;
    private final CodePointTrie trie;
    private final boolean none;
    private int start;
    private int end;
    private int token = -1;

    private Search(int[] points, boolean template) {
      this.points = points;
      this.trie = template ? all : forData;
      this.none = template ? tokens.isEmpty() : !anyForData;
    }

    /// Moves to the first occurrence at or behind `from`; false where none is left.
    boolean next(int from) {
      if (none) {
        return false;
      }
      for (int at = from; at < points.length; at++) {
        if (longestAt(at)) {
          Added added = tokens.get(token);
          start = at;
          while (added.eatLeft() && start > from && CodePoints.isWhiteSpace(points[start - 1])) {
            start--;
          }
          while (added.eatRight() && end < points.length && CodePoints.isWhiteSpace(points[end])) {
            end++;
          }
          return true;
        }
      }
      return false;
    }

    private boolean longestAt(int at) {
      token = -1;
      int node = 0;
      for (int i = at; i < points.length; i++) {
        node = trie.child(node, points[i]);
        if (node < 0) {
          break;
        }
        int value = trie.value(node);
        if (value >= 0 && (!tokens.get(value).wholeWord() || isWholeWord(at, i + 1))) {
          token = value;
          end = i + 1;
        }
      }
      return token >= 0;
    }

    private boolean isWholeWord(int from, int to) {
      return (from == 0 || !Character.isLetterOrDigit(points[from - 1]))
          && (to == points.length || !Character.isLetterOrDigit(points[to]));
    }

    int start() {
      return start;
    }

    int end() {
      return end;
    }

    boolean control() {
      return tokens.get(token).control();
    }

    int id() {
      return tokens.get(token).id();
    }
  }
}
