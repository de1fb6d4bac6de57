package io.espalier.constrained.grammar;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A grammar in the parser's form: alternatives laid out one after the other as positions, each
/// with a language to read, a rule to parse, or the end of its alternative.
final class Rules {
  private static final Expr[] NO_LANGUAGE = new Expr[0];

  private final ExprFactory exprs;
  private final Work work;
  private final Map<String, Production> source;
  private final Map<String, Expr> regular = new HashMap<>();
  private final Set<String> recursive = new HashSet<>();
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final List<List<List<Object>>> alternatives = new ArrayList<>();

  @Nullable Expr[] language = NO_LANGUAGE;
  int[] rule = new int[0];
  int[] owner = new int[0];
  int[][] starts = new int[0][];
  boolean[] nullable = new boolean[0];
  int[] shortest = new int[0];

  private Rules(ExprFactory exprs, Map<String, Production> source) {
    this.exprs = exprs;
    this.work = exprs.work();
    this.source = source;
  }

  /// Lowers a grammar; the result's rule 0 is `start`.
  static Rules of(ExprFactory exprs, Map<String, Production> source, String start) {
    Rules rules = new Rules(exprs, source);
    for (String name : source.keySet()) {
      rules.findRecursion(name, new ArrayList<>(), new HashSet<>());
    }
    if (!source.containsKey(start)) {
      throw new ConstraintException(
          ConstraintError.INVALID,
          "",
          "there is no rule '" + start + "'",
          "a rule of that name",
          "");
    }
    rules.rule(start);
    rules.layOut();
    return rules;
  }

  /// Returns the language of the whole grammar where it needs no parser, else null.
  static @Nullable Expr regular(ExprFactory exprs, Map<String, Production> source, String start) {
    Rules rules = new Rules(exprs, source);
    for (String name : source.keySet()) {
      rules.findRecursion(name, new ArrayList<>(), new HashSet<>());
    }
    return source.containsKey(start) && !rules.recursive.contains(start)
        ? rules.regularRule(start)
        : null;
  }

  /// Marks rules that reach themselves, and rules that mention such rules.
  private boolean findRecursion(String name, List<String> path, Set<String> done) {
    if (recursive.contains(name) || path.contains(name)) {
      recursive.add(name);
      return true;
    }
    if (!done.add(name)) {
      return false;
    }
    work.depth(path.size() / 8, "");
    path.add(name);
    boolean found = mentions(source.get(name), path, done);
    path.removeLast();
    if (found) {
      recursive.add(name);
    }
    return found;
  }

  private boolean mentions(@Nullable Production body, List<String> path, Set<String> done) {
    boolean found = false;
    switch (body) {
      case null -> {}
      case Production.Terminal _ -> {}
      case Production.Rule rule -> {
        if (!source.containsKey(rule.name())) {
          throw new ConstraintException(
              ConstraintError.INVALID,
              rule.place(),
              "there is no rule '" + rule.name() + "'",
              String.join(", ", source.keySet().stream().limit(20).toList()),
              "define it");
        }
        found = findRecursion(rule.name(), path, done);
      }
      case Production.Sequence sequence -> {
        for (Production part : sequence.parts()) {
          found |= mentions(part, path, done);
        }
      }
      case Production.Choice choice -> {
        for (Production part : choice.parts()) {
          found |= mentions(part, path, done);
        }
      }
      case Production.Repeat repeat -> found = mentions(repeat.body(), path, done);
    }
    return found;
  }

  private Expr regularRule(String name) {
    Expr known = regular.get(name);
    if (known == null) {
      Expr made = regular(source.get(name));
      if (made == null) {
        throw new IllegalStateException("rule " + name + " is recursive");
      }
      known = made;
      regular.put(name, known);
    }
    return known;
  }

  /// Returns the language of a part without recursive rules, else null.
  private @Nullable Expr regular(@Nullable Production part) {
    return switch (part) {
      case null -> null;
      case Production.Terminal terminal -> terminal.language();
      case Production.Rule rule ->
          recursive.contains(rule.name()) ? null : regularRule(rule.name());
      case Production.Sequence sequence -> {
        Expr out = exprs.epsilon();
        for (int i = sequence.parts().size() - 1; i >= 0; i--) {
          Expr each = regular(sequence.parts().get(i));
          if (each == null) {
            yield null;
          }
          out = exprs.concat(each, out);
        }
        yield out;
      }
      case Production.Choice choice -> {
        List<Expr> parts = new ArrayList<>();
        for (Production each : choice.parts()) {
          Expr language = regular(each);
          if (language == null) {
            yield null;
          }
          parts.add(language);
        }
        yield exprs.alternate(parts);
      }
      case Production.Repeat repeat -> {
        Expr body = regular(repeat.body());
        yield body == null ? null : exprs.repeat(body, repeat.min(), repeat.max());
      }
    };
  }

  private int rule(String name) {
    Integer known = ids.get(name);
    if (known != null) {
      return known;
    }
    int id = newRule();
    ids.put(name, id);
    Production body = source.get(name);
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
    if (body instanceof Production.Choice choice && regular(body) == null) {
      choice.parts().forEach(part -> addAlternatives(id, part));
    } else {
      List<Object> symbols = new ArrayList<>();
      append(body, symbols);
      alternatives.get(id).add(symbols);
    }
  }

  private void append(Production part, List<Object> symbols) {
    work.node();
    Expr language = regular(part);
    if (language != null) {
      symbols.add(language);
      return;
    }
    switch (part) {
      case Production.Terminal terminal -> symbols.add(terminal.language());
      case Production.Rule rule -> symbols.add(rule(rule.name()));
      case Production.Sequence sequence -> sequence.parts().forEach(each -> append(each, symbols));
      case Production.Choice choice -> {
        int id = newRule();
        addAlternatives(id, choice);
        symbols.add(id);
      }
      case Production.Repeat repeat -> appendRepeat(repeat, symbols);
    }
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
    List<@Nullable Expr> languages = new ArrayList<>();
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
          languages.add(symbol instanceof Expr language ? language : null);
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

  private int cost(List<Object> symbols) {
    long sum = 0;
    for (Object symbol : symbols) {
      sum +=
          symbol instanceof Expr language
              ? (language.isEmpty() ? Integer.MAX_VALUE / 4 : language.distance())
              : shortest[(Integer) symbol];
    }
    return (int) Math.min(sum, Integer.MAX_VALUE / 4);
  }

  /// Returns the bytes that are at least needed from position `at` to the end of its alternative.
  int restCost(int at) {
    int sum = 0;
    for (int i = at; language[i] != null || rule[i] >= 0; i++) {
      Expr expr = language[i];
      sum += expr != null ? expr.distance() : shortest[rule[i]];
    }
    return sum;
  }

  boolean isEnd(int at) {
    return language[at] == null && rule[at] < 0;
  }
}
