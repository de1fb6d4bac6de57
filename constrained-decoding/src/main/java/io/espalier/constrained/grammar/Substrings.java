package io.espalier.constrained.grammar;

import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The runs of neighbouring chunks of a text as an expression, by the text's suffix automaton.
///
/// Reference: Blumer et al., "The smallest automaton recognizing the subwords of a text", TCS 1985.
/// At most twice as many states as chunks; built in one pass.
final class Substrings {
  private final List<Map<String, Integer>> next = new ArrayList<>();
  private final List<Integer> link = new ArrayList<>();
  private final List<Integer> length = new ArrayList<>();

  private Substrings(List<String> chunks) {
    int last = state(0, -1);
    for (String chunk : chunks) {
      if (!chunk.isEmpty()) {
        last = extend(last, chunk);
      }
    }
  }

  /// Returns the language; its words always include the empty text.
  static Expr of(ExprFactory exprs, List<String> chunks) {
    return new Substrings(chunks).lower(exprs);
  }

  private int state(int size, int suffix) {
    next.add(new HashMap<>());
    length.add(size);
    link.add(suffix);
    return next.size() - 1;
  }

  private int extend(int last, String chunk) {
    int made = state(length.get(last) + 1, 0);
    int p = last;
    while (p >= 0 && !next.get(p).containsKey(chunk)) {
      next.get(p).put(chunk, made);
      p = link.get(p);
    }
    if (p < 0) {
      return made;
    }
    int q = next.get(p).getOrDefault(chunk, 0);
    if (length.get(p) + 1 == length.get(q)) {
      link.set(made, q);
      return made;
    }
    int copy = state(length.get(p) + 1, link.get(q));
    next.get(copy).putAll(next.get(q));
    while (p >= 0 && next.get(p).getOrDefault(chunk, -1) == q) {
      next.get(p).put(chunk, copy);
      p = link.get(p);
    }
    link.set(q, copy);
    link.set(made, copy);
    return made;
  }

  /// Longer states first: every transition leads to a longer state.
  private Expr lower(ExprFactory exprs) {
    Expr[] made = new Expr[next.size()];
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < made.length; i++) {
      order.add(i);
    }
    order.sort(Comparator.comparing(length::get).reversed());
    for (int state : order) {
      exprs.work().check();
      List<Expr> ways = new ArrayList<>();
      ways.add(exprs.epsilon());
      for (Map.Entry<String, Integer> step : next.get(state).entrySet()) {
        Expr chunk = exprs.literal(step.getKey().getBytes(StandardCharsets.UTF_8));
        ways.add(exprs.concat(chunk, made[step.getValue()]));
      }
      made[state] = exprs.alternate(ways);
    }
    return made[0];
  }
}
