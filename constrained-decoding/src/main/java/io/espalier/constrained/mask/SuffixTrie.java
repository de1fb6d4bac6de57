package io.espalier.constrained.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What tokens hold after the closing quote of a string, as a trie: `."`, `!"` and `"` followed by
/// `,` are three tokens and one node. Built once for the plain string, where hundreds of trie nodes
/// would otherwise be walked with the same surrounding state. Same layout as [TokenTrie].
/// Immutable.
final class SuffixTrie {
  final byte[] label;
  final char[] depth;
  final int[] end;
  final int[][] tokens;

  private SuffixTrie(byte[] label, char[] depth, int[] end, int[][] tokens) {
    this.label = label;
    this.depth = depth;
    this.end = end;
    this.tokens = tokens;
  }

  private static final class Entry {
    final byte[] suffix;
    final int token;

    Entry(byte[] suffix, int token) {
      this.suffix = suffix;
      this.token = token;
    }
  }

  /// Joins the sub-tries below `exits`.
  static SuffixTrie of(TokenTrie trie, int[] exits) {
    List<Entry> entries = new ArrayList<>();
    byte[] path = new byte[trie.maxDepth + 1];
    for (int exit : exits) {
      int base = trie.depth[exit];
      for (int n = exit + 1; n < trie.end[exit]; n++) {
        int level = trie.depth[n] - base;
        path[level - 1] = trie.label[n];
        for (int i = trie.first[n]; i < trie.first[n + 1]; i++) {
          entries.add(new Entry(Arrays.copyOf(path, level), trie.order[i]));
        }
      }
    }
    entries.sort((a, b) -> Arrays.compareUnsigned(a.suffix, b.suffix));
    return flatten(entries);
  }

  private static SuffixTrie flatten(List<Entry> sorted) {
    List<Integer> open = new ArrayList<>();
    int capacity = 1;
    for (Entry entry : sorted) {
      capacity += entry.suffix.length;
    }
    byte[] label = new byte[capacity];
    char[] depth = new char[capacity];
    int[] end = new int[capacity];
    List<List<Integer>> tokens = new ArrayList<>();
    open.add(0);
    tokens.add(new ArrayList<>());
    int n = 1;
    byte[] previous = {};
    for (Entry entry : sorted) {
      int mismatch = Arrays.mismatch(previous, entry.suffix);
      int common = mismatch < 0 ? entry.suffix.length : mismatch;
      while (open.size() - 1 > common) {
        end[open.removeLast()] = n;
      }
      while (open.size() - 1 < entry.suffix.length) {
        label[n] = entry.suffix[open.size() - 1];
        depth[n] = (char) open.size();
        tokens.add(new ArrayList<>());
        open.add(n++);
      }
      tokens.get(open.getLast()).add(entry.token);
      previous = entry.suffix;
    }
    while (!open.isEmpty()) {
      end[open.removeLast()] = n;
    }
    int[][] lists = new int[n][];
    for (int i = 0; i < n; i++) {
      lists[i] = tokens.get(i).stream().mapToInt(id -> id).toArray();
    }
    return new SuffixTrie(
        Arrays.copyOf(label, n), Arrays.copyOf(depth, n), Arrays.copyOf(end, n), lists);
  }
}
