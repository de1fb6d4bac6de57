package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.AllOf;
import io.espalier.constrained.json.Formula.AnyOf;
import io.espalier.constrained.json.Formula.Count;
import io.espalier.constrained.json.Formula.Has;
import io.espalier.constrained.json.Formula.Members;
import io.espalier.constrained.json.Formula.Names;
import io.espalier.constrained.json.Formula.Negation;
import io.espalier.constrained.regex.Expr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The keys an object's formulas speak of: names in order of declaration, as a trie over their
/// bytes, and the patterns they are matched against. Immutable.
final class KeySpace {
  final JsonEngine engine;
  final List<String> names;
  final List<Expr> patterns;

  /// Whether the number of members matters, so that equal extra keys must be told apart.
  final boolean counted;

  /// All texts that are none of the names.
  final Expr others;

  /// The same, within the bound on strings: keys to choose from.
  final Expr extras;

  private int[][] children = new int[16][];
  private int[] nameAt = new int[16];
  private BitSet[] below = new BitSet[16];
  private int nodes;
  private boolean escapes;

  KeySpace(JsonEngine engine, List<Formula> formulas) {
    this.engine = engine;
    Set<String> found = new LinkedHashSet<>();
    Set<Expr> expressions = new LinkedHashSet<>();
    boolean[] counts = new boolean[1];
    for (Formula formula : formulas) {
      collect(formula, found, expressions, counts);
    }
    this.names = List.copyOf(found);
    this.patterns = List.copyOf(expressions);
    this.counted = counts[0];
    newNode();
    List<byte[]> texts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      byte[] bytes = names.get(i).getBytes(StandardCharsets.UTF_8);
      texts.add(bytes);
      for (byte b : bytes) {
        escapes |= JsonString.byteCost(b & 255) > 1;
      }
      insert(bytes, i);
    }
    this.others =
        names.isEmpty() ? engine.exprs.anyText() : engine.exprs.not(engine.exprs.literals(texts));
    this.extras = engine.bounded(others);
  }

  private static void collect(
      Formula formula, Set<String> names, Set<Expr> patterns, boolean[] counted) {
    switch (formula) {
      case AllOf all -> Arrays.stream(all.parts).forEach(f -> collect(f, names, patterns, counted));
      case AnyOf any -> Arrays.stream(any.parts).forEach(f -> collect(f, names, patterns, counted));
      case Negation negation -> collect(negation.atom, names, patterns, counted);
      case Members members -> {
        names.addAll(members.named.keySet());
        members.patterns.forEach(pattern -> patterns.add(pattern.keys()));
      }
      case Has has -> names.add(has.key);
      case Names language -> patterns.add(language.language);
      case Count _ -> counted[0] = true;
      default -> {}
    }
  }

  /// Tells whether some name is written with escapes in JSON.
  boolean hasEscapes() {
    return escapes;
  }

  private int newNode() {
    if (nodes == nameAt.length) {
      children = Arrays.copyOf(children, 2 * nodes);
      nameAt = Arrays.copyOf(nameAt, 2 * nodes);
      below = Arrays.copyOf(below, 2 * nodes);
    }
    children[nodes] = new int[0];
    nameAt[nodes] = -1;
    below[nodes] = new BitSet();
    return nodes++;
  }

  private void insert(byte[] bytes, int name) {
    int node = 0;
    below[0].set(name);
    for (byte b : bytes) {
      int next = child(node, b & 255);
      if (next < 0) {
        next = newNode();
        int[] pairs = Arrays.copyOf(children[node], children[node].length + 2);
        pairs[pairs.length - 2] = b & 255;
        pairs[pairs.length - 1] = next;
        children[node] = pairs;
      }
      node = next;
      below[node].set(name);
    }
    nameAt[node] = name;
  }

  /// Returns the trie node after byte `b`, or -1.
  int child(int node, int b) {
    if (node < 0) {
      return -1;
    }
    int[] pairs = children[node];
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i] == b) {
        return pairs[i + 1];
      }
    }
    return -1;
  }

  /// Returns the name that ends at `node`, or -1.
  int nameAt(int node) {
    return node < 0 ? -1 : nameAt[node];
  }

  /// Returns the names at and below `node`.
  BitSet below(int node) {
    return below[node];
  }

  /// Returns the bytes under which `node` has children.
  int[] childPairs(int node) {
    return children[node];
  }

  /// Returns the bytes name `name` takes from `node` to its end, inside a JSON string.
  int costBelow(int node, int name) {
    byte[] bytes = names.get(name).getBytes(StandardCharsets.UTF_8);
    int cost = 0;
    int at = 0;
    boolean below = node == 0;
    for (byte b : bytes) {
      cost += below ? JsonString.byteCost(b & 255) : 0;
      at = child(at, b & 255);
      below |= at == node;
    }
    return cost;
  }

  /// Returns the bytes from `node` to the end of name `name`, and a closing quote.
  byte[] bytesBelow(int node, int name) {
    byte[] bytes = names.get(name).getBytes(StandardCharsets.UTF_8);
    int at = 0;
    int from = 0;
    while (at != node) {
      at = child(at, bytes[from++] & 255);
    }
    byte[] out = Arrays.copyOfRange(bytes, from, bytes.length + 1);
    out[out.length - 1] = '"';
    return out;
  }
}
