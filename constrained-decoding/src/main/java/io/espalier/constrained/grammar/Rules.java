package io.espalier.constrained.grammar;

import static java.util.Objects.requireNonNull;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.regex.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A grammar in the parser's form: alternatives laid out one after the other as positions, each
/// with a language to read, a rule to parse, or the end of its alternative.
final class Rules {
  private static final State[] NO_LANGUAGE = new State[0];

  private final Work work;
  private final Grammar grammar;
  private final RegularRules regular;
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final List<List<List<Object>>> alternatives = new ArrayList<>();

  /// A language that wins as soon as one of its texts is complete.
  private record Lazy(State language) {}

  @Nullable State[] language = NO_LANGUAGE;

  /// Positions whose language wins; empty where there are none.
  final BitSet wins = new BitSet();

  int[] rule = new int[0];
  int[] owner = new int[0];
  int[][] starts = new int[0][];
  boolean[] nullable = new boolean[0];
  int[] shortest = new int[0];
  private int[] rest = new int[0];

  private Rules(Work work, Grammar grammar, RegularRules regular) {
    this.work = work;
    this.grammar = grammar;
    this.regular = regular;
  }

  /// Lowers a grammar; the result's rule 0 is its start.
  static Rules of(Work work, Grammar grammar, RegularRules regular) {
    Rules rules = new Rules(work, grammar, regular);
    rules.rule(grammar.start());
    rules.layOut();
    return rules;
  }

  private int rule(String name) {
    Integer known = ids.get(name);
    if (known != null) {
      return known;
    }
    int id = newRule();
    ids.put(name, id);
    Production body = grammar.rules().get(name);
    if (body != null) {
      addAlternatives(id, body);
    }
    return id;
  }

  private int newRule() {
    work.node();
    alternatives.add(new ArrayList<>());
    return alternatives.size() - 1;
  }

  private void addAlternatives(int id, Production body) {
    if (body instanceof Production.Choice choice && regular.language(body) == null) {
      choice.parts().forEach(part -> addAlternatives(id, part));
    } else {
      List<Object> symbols = new ArrayList<>();
      append(body, symbols);
      alternatives.get(id).add(symbols);
    }
  }

  private void append(Production part, List<Object> symbols) {
    work.node();
    State known = regular.language(part);
    if (known == null) {
      known = regular.leaf(part);
    }
    if (known != null) {
      symbols.add(known);
      return;
    }
    switch (part) {
      case Production.Rule rule -> symbols.add(rule(rule.name()));
      case Production.Sequence sequence -> sequence.parts().forEach(each -> append(each, symbols));
      case Production.Choice choice -> {
        int id = newRule();
        addAlternatives(id, choice);
        symbols.add(id);
      }
      case Production.Repeat repeat -> appendRepeat(repeat, symbols);
      case Production.Both _ -> throw notRegular("an intersection");
      case Production.Except _ -> throw notRegular("a complement");
      case Production.Shortest shortest -> {
        Expr text = regular.shortest(shortest);
        if (text == null) {
          throw notRegular("a part that ends as soon as it can");
        }
        symbols.add(new Lazy(text));
      }
      case Production.Text _,
          Production.Pattern _,
          Production.ControlToken _,
          Production.ControlId _,
          Production.Value _,
          Production.Substring _,
          Production.AnyText _ ->
          throw new IllegalStateException("a leaf without a language: " + part);
    }
  }

  private static ConstraintException notRegular(String what) {
    return new ConstraintException(
        ConstraintError.UNSUPPORTED,
        "",
        what + " holds recursive rules or a JSON Schema",
        "parts without recursion",
        "write it with regexes and texts");
  }

  private void appendRepeat(Production.Repeat repeat, List<Object> symbols) {
    List<Object> body = new ArrayList<>();
    append(repeat.body(), body);
    for (int i = 0; i < repeat.min(); i++) {
      work.node();
      symbols.addAll(body);
    }
    if (repeat.max() < 0) {
      // many -> nothing | many body; left recursion costs the parser least.
      int many = newRule();
      List<Object> more = new ArrayList<>();
      more.add(many);
      more.addAll(body);
      alternatives.get(many).add(List.of());
      alternatives.get(many).add(more);
      symbols.add(many);
      return;
    }
    int rest = -1;
    for (int i = repeat.min(); i < repeat.max(); i++) {
      int some = newRule();
      List<Object> more = new ArrayList<>(body);
      if (rest >= 0) {
        more.add(rest);
      }
      alternatives.get(some).add(List.of());
      alternatives.get(some).add(more);
      rest = some;
    }
    if (rest >= 0) {
      symbols.add(rest);
    }
  }

  private void layOut() {
    shortest = new int[alternatives.size()];
    Arrays.fill(shortest, Integer.MAX_VALUE / 4);
    findShortest();
    List<@Nullable State> languages = new ArrayList<>();
    List<Integer> rules = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    starts = new int[alternatives.size()][];
    nullable = new boolean[alternatives.size()];
    for (int id = 0; id < alternatives.size(); id++) {
      List<Integer> begin = new ArrayList<>();
      for (List<Object> symbols : alternatives.get(id)) {
        if (cost(symbols) >= Integer.MAX_VALUE / 4) {
          continue;
        }
        begin.add(languages.size());
        for (Object symbol : symbols) {
          wins.set(languages.size(), symbol instanceof Lazy);
          languages.add(state(symbol));
          rules.add(symbol instanceof Integer other ? other : -1);
          owners.add(id);
        }
        languages.add(null);
        rules.add(-1);
        owners.add(id);
      }
      starts[id] = begin.stream().mapToInt(i -> i).toArray();
      nullable[id] = shortest[id] == 0;
    }
    language = languages.toArray(NO_LANGUAGE);
    rule = rules.stream().mapToInt(i -> i).toArray();
    owner = owners.stream().mapToInt(i -> i).toArray();
    findRest();
  }

  /// Least fixpoint of the shortest text of each rule; rules without any keep a huge one.
  private void findShortest() {
    boolean changed = true;
    while (changed) {
      work.check();
      changed = false;
      for (int id = 0; id < alternatives.size(); id++) {
        for (List<Object> symbols : alternatives.get(id)) {
          int cost = cost(symbols);
          if (cost < shortest[id]) {
            shortest[id] = cost;
            changed = true;
          }
        }
      }
    }
  }

  private static @Nullable State state(Object symbol) {
    return symbol instanceof State state
        ? state
        : symbol instanceof Lazy winner ? winner.language : null;
  }

  private static int distance(State state) {
    return state instanceof Expr expr && expr.isEmpty() ? Integer.MAX_VALUE / 4 : state.distance();
  }

  private int cost(List<Object> symbols) {
    long sum = 0;
    for (Object symbol : symbols) {
      sum += symbol instanceof Integer id ? shortest[id] : distance(requireNonNull(state(symbol)));
    }
    return (int) Math.min(sum, Integer.MAX_VALUE / 4);
  }

  /// Returns the bytes that are at least needed from position `at` to the end of its alternative.
  int restCost(int at) {
    return rest[at];
  }

  private void findRest() {
    rest = new int[language.length];
    for (int at = language.length - 1; at >= 0; at--) {
      State state = language[at];
      long here = state != null ? distance(state) : rule[at] >= 0 ? shortest[rule[at]] : -1;
      rest[at] = here < 0 ? 0 : (int) Math.min(here + rest[at + 1], Integer.MAX_VALUE / 4);
    }
  }
}
