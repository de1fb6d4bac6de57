package io.espalier.constrained.mask;

import io.espalier.constrained.Vocabulary;
import io.espalier.constrained.automaton.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The vocabulary as a trie, flattened in depth-first order so that a walk is one pass over arrays
/// and a sub-trie is skipped by one assignment. Immutable.
///
/// Node 0 is the root. Node `n` has the byte `label[n]`, the sub-trie `n..end[n]-1`, and the tokens
/// `order[first[n]..first[n + 1])`; so those of its whole sub-trie are
/// `order[first[n]..first[end[n]])`. `kind[n]` is the [ByteClasses] number of its byte and
/// `below[n]` the set of classes strictly below it: what lets a walk take a sub-trie as a whole.
/// Control tokens stand below byte 0xFF, which no UTF-8 text holds, as `FF [ id ]` and as `FF <
/// name >`; end-of-sequence ids are left out, because the matcher decides on them. Layout after
/// llguidance's `toktree` (docs/toktrie.md).
public final class TokenTrie {
  /// The byte that stands before a control token's number or name.
  public static final int MARK = 0xFF;

  final byte[] label;
  final char[] depth;
  final int[] end;
  final int[] first;
  final int[] order;
  final int[] parent;
  final int[] nodeOf;
  final byte[] kind;
  final long[] below;

  /// Levels below each node.
  final char[] height;

  /// The children of node `n` are `childNode[children[n]..children[n + 1])`, their bytes stand side
  /// by side in `childLabel`: a walk that wants few of many children reads a cache line, not a node
  /// each.
  final int[] children;

  final byte[] childLabel;
  final int[] childNode;

  final int maxDepth;
  private final int[] roots = new int[256];

  private TokenTrie(
      byte[] label,
      char[] depth,
      int[] end,
      int[] first,
      int[] order,
      int vocabularySize,
      int maxDepth) {
    this.label = label;
    this.depth = depth;
    this.end = end;
    this.first = first;
    this.order = order;
    this.maxDepth = maxDepth;
    int nodes = label.length;
    this.parent = new int[nodes];
    this.kind = new byte[nodes];
    this.below = new long[nodes];
    this.height = new char[nodes];
    this.nodeOf = new int[vocabularySize];
    Arrays.fill(roots, -1);
    int[] open = new int[maxDepth + 1];
    Utf8Place[] place = new Utf8Place[maxDepth + 1];
    place[0] = Utf8Place.BOUNDARY;
    for (int n = 1; n < nodes; n++) {
      int level = depth[n];
      int b = label[n] & 255;
      parent[n] = open[level - 1];
      open[level] = n;
      place[level] = place[level - 1].after(b);
      kind[n] = (byte) place[level].classOf(b, kind[parent[n]]);
      for (int i = first[n]; i < first[n + 1]; i++) {
        nodeOf[order[i]] = n;
      }
      if (level == 1) {
        roots[b] = n;
      }
    }
    this.children = new int[nodes + 1];
    for (int n = 1; n < nodes; n++) {
      children[parent[n] + 1]++;
    }
    for (int n = 0; n < nodes; n++) {
      children[n + 1] += children[n];
    }
    this.childLabel = new byte[nodes - 1];
    this.childNode = new int[nodes - 1];
    int[] filled = children.clone();
    for (int n = 1; n < nodes; n++) {
      int edge = filled[parent[n]]++;
      childLabel[edge] = label[n];
      childNode[edge] = n;
    }
    for (int n = nodes - 1; n > 0; n--) {
      int up = parent[n];
      below[up] |= below[n] | (1L << kind[n]);
      height[up] = (char) Math.max(height[up], height[n] + 1);
    }
  }

  private static final class Entry {
    final byte[] bytes;
    final int token;

    Entry(byte[] bytes, int token) {
      this.bytes = bytes;
      this.token = token;
    }
  }

  /// Builds the trie of `vocabulary`. O(bytes · log tokens).
  public static TokenTrie build(Vocabulary vocabulary) {
    List<Entry> entries = new ArrayList<>(vocabulary.size());
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.isEndOfSequence(id)) {
        continue;
      }
      byte[] bytes = vocabulary.bytes(id);
      if (vocabulary.isSpecial(id)) {
        entries.add(new Entry(specialById(id), id));
        entries.add(new Entry(specialByName(bytes), id));
      } else if (bytes.length > 0) {
        entries.add(new Entry(bytes, id));
      }
    }
    Entry[] sorted = entries.toArray(new Entry[0]);
    Arrays.sort(sorted, (a, b) -> Arrays.compareUnsigned(a.bytes, b.bytes));
    return flatten(sorted, vocabulary.size());
  }

  /// Returns the bytes that stand for the control token `id` in automata.
  public static byte[] specialById(int id) {
    return marked(("[" + id + "]").getBytes(StandardCharsets.UTF_8));
  }

  /// Returns the bytes that stand for the control token called `name` in automata.
  public static byte[] specialByName(byte[] name) {
    byte[] out = new byte[name.length + 2];
    out[0] = '<';
    System.arraycopy(name, 0, out, 1, name.length);
    out[name.length + 1] = '>';
    return marked(out);
  }

  private static byte[] marked(byte[] rest) {
    byte[] out = new byte[rest.length + 1];
    out[0] = (byte) MARK;
    System.arraycopy(rest, 0, out, 1, rest.length);
    return out;
  }

  private static TokenTrie flatten(Entry[] sorted, int vocabularySize) {
    int nodes = 1;
    byte[] previous = {};
    int maxDepth = 0;
    for (Entry entry : sorted) {
      nodes += entry.bytes.length - shared(previous, entry.bytes);
      previous = entry.bytes;
      maxDepth = Math.max(maxDepth, entry.bytes.length);
    }
    byte[] label = new byte[nodes];
    char[] depth = new char[nodes];
    int[] end = new int[nodes];
    int[] first = new int[nodes + 1];
    int[] order = new int[sorted.length];
    int taken = 0;
    int[] open = new int[maxDepth + 1];
    int openDepth = 0;
    int n = 1;
    previous = new byte[0];
    for (Entry entry : sorted) {
      int common = shared(previous, entry.bytes);
      while (openDepth > common) {
        end[open[openDepth--]] = n;
      }
      while (openDepth < entry.bytes.length) {
        label[n] = entry.bytes[openDepth];
        openDepth++;
        depth[n] = (char) openDepth;
        first[n] = taken;
        open[openDepth] = n++;
      }
      order[taken++] = entry.token;
      previous = entry.bytes;
    }
    first[nodes] = taken;
    while (openDepth >= 0) {
      end[open[openDepth--]] = n;
    }
    return new TokenTrie(label, depth, end, first, order, vocabularySize, maxDepth);
  }

  private static int shared(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  /// Returns the number of nodes.
  public int nodes() {
    return label.length;
  }

  /// Tells whether a token starts with `text` from offset `from` on, is longer, and goes on as
  /// `after` allows.
  public boolean extendsBeyond(byte[] text, int from, State after) {
    int node = 0;
    for (int i = from; i < text.length; i++) {
      node = child(node, text[i]);
      if (node < 0) {
        return false;
      }
    }
    for (int n = node + 1; n < end[node]; n = end[n]) {
      if (after.next(label[n] & 255) != null) {
        return true;
      }
    }
    return false;
  }

  /// Returns the longest token that `text` goes on with at offset `from`, or -1.
  public int longest(byte[] text, int from) {
    int node = 0;
    int best = -1;
    for (int i = from; i < text.length && node >= 0; i++) {
      node = child(node, text[i]);
      best = node >= 0 && first[node] < first[node + 1] ? order[first[node]] : best;
    }
    return best;
  }

  /// Writes the bytes from node `from` to node `to` below it, and returns their number.
  int path(int from, int to, byte[] path) {
    int length = depth[to] - depth[from];
    int n = to;
    for (int i = length - 1; i >= 0; i--) {
      path[i] = label[n];
      n = parent[n];
    }
    return length;
  }

  /// Returns the node `bytes` lead to, or -1.
  int find(byte[] bytes) {
    return find(0, bytes);
  }

  /// Returns the node `bytes` lead to from node `from`, or -1.
  int find(int from, byte[] bytes) {
    int node = from;
    for (int i = 0; i < bytes.length && node >= 0; i++) {
      node = child(node, bytes[i]);
    }
    return node;
  }

  private int child(int node, byte wanted) {
    if (node == 0) {
      return roots[wanted & 255];
    }
    for (int edge = children[node]; edge < children[node + 1]; edge++) {
      if (childLabel[edge] == wanted) {
        return childNode[edge];
      }
    }
    return -1;
  }
}
