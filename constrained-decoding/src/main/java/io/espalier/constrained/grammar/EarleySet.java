package io.espalier.constrained.grammar;

import io.espalier.constrained.automaton.Interned;
import io.espalier.constrained.automaton.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of the parse at one place between two terminals (Earley, "An efficient
/// context-free parsing algorithm", CACM 1970). Interned by the items it starts from; items
/// predicted here have the set itself as origin, so equal beginnings are one object.
@SuppressWarnings("ReferenceEquality") // Sets are interned, so identity is equality.
final class EarleySet implements Interned {
  /// A position in the rules, and the set where its alternative began (null = this very set).
  record Seed(int at, @Nullable EarleySet origin) {}

  private final Rules rules;
  private final List<Seed> seeds;
  private final boolean root;
  private final Map<Integer, List<Seed>> waiting = new HashMap<>();
  private final Map<Integer, Integer> after = new HashMap<>();

  /// Items that stand before a terminal.
  final List<Seed> terminals = new ArrayList<>();

  private boolean accepting;
  private boolean closed;

  EarleySet(Rules rules, List<Seed> seeds, boolean root) {
    this.rules = rules;
    this.seeds = seeds;
    this.root = root;
  }

  EarleySet close() {
    synchronized (rules) {
      if (!closed) {
        closure();
        closed = true;
      }
    }
    return this;
  }

  boolean isAccepting() {
    return accepting;
  }

  private void closure() {
    Set<Seed> seen = new HashSet<>(seeds);
    ArrayDeque<Seed> queue = new ArrayDeque<>(seeds);
    if (root) {
      for (int start : rules.starts[0]) {
        push(new Seed(start, null), seen, queue);
      }
      accepting = rules.nullable[0];
    }
    while (!queue.isEmpty()) {
      Seed item = queue.poll();
      State language = rules.language[item.at];
      int rule = rules.rule[item.at];
      if (language != null) {
        terminals.add(item);
        if (language.accepting()) {
          push(new Seed(item.at + 1, item.origin), seen, queue);
        }
      } else if (rule >= 0) {
        waiting.computeIfAbsent(rule, _ -> new ArrayList<>()).add(item);
        for (int start : rules.starts[rule]) {
          push(new Seed(start, null), seen, queue);
        }
        if (rules.nullable[rule]) {
          push(new Seed(item.at + 1, item.origin), seen, queue);
        }
      } else {
        complete(item, seen, queue);
      }
    }
  }

  /// An alternative is read: whoever waited for its rule, where it began, goes on. A rule that
  /// began right here is empty, and was passed over when it was predicted.
  private void complete(Seed item, Set<Seed> seen, ArrayDeque<Seed> queue) {
    EarleySet origin = item.origin;
    if (origin == null) {
      return;
    }
    int rule = rules.owner[item.at];
    if (rule == 0 && origin.root) {
      accepting = true;
    }
    for (Seed waiter : origin.waiting.getOrDefault(rule, List.of())) {
      EarleySet begun = waiter.origin == null ? origin : waiter.origin;
      push(new Seed(waiter.at + 1, begun), seen, queue);
    }
  }

  private static void push(Seed seed, Set<Seed> seen, ArrayDeque<Seed> queue) {
    if (seen.add(seed)) {
      queue.add(seed);
    }
  }

  /// Returns the bytes needed from the end of `rule`, begun here, to the end of the text.
  int costAfter(int rule) {
    synchronized (rules) {
      Integer known = after.get(rule);
      if (known != null) {
        return known;
      }
      after.put(rule, Integer.MAX_VALUE / 4);
      int best = root && rule == 0 ? 0 : Integer.MAX_VALUE / 4;
      for (Seed waiter : waiting.getOrDefault(rule, List.of())) {
        EarleySet origin = waiter.origin == null ? this : waiter.origin;
        int cost = rules.restCost(waiter.at + 1) + origin.costAfter(rules.owner[waiter.at]);
        best = Math.min(best, cost);
      }
      after.put(rule, best);
      return best;
    }
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof EarleySet set && root == set.root && seeds.equals(set.seeds);
  }

  @Override
  public int shapeHash() {
    int[] hashes = new int[seeds.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = seeds.get(i).at * 31 + System.identityHashCode(seeds.get(i).origin);
    }
    return Arrays.hashCode(hashes);
  }
}
