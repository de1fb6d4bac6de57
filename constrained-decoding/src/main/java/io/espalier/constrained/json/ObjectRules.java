package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.Count;
import io.espalier.constrained.json.Formula.Has;
import io.espalier.constrained.json.Formula.Members;
import io.espalier.constrained.json.Formula.Names;
import io.espalier.constrained.json.Formula.Negation;
import io.espalier.constrained.regex.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whether, and how shortly, an object that is partly read can still satisfy a conjunction of
/// atoms.
final class ObjectRules {
  /// What was read of an object so far.
  interface Progress {
    /// Returns how many members were read.
    int count();

    /// Tells whether a member with this key may still come.
    boolean mayAdd(String key);
  }

  /// An object of which nothing was read.
  static final Progress FRESH =
      new Progress() {
        @Override
        public int count() {
          return 0;
        }

        @Override
        public boolean mayAdd(String key) {
          return true;
        }
      };

  private static final int UNSURE = 16;

  private final JsonEngine engine;
  private final Progress progress;
  private final List<Members> all = new ArrayList<>();
  private final List<Members> broken = new ArrayList<>();
  private final Set<String> required = new LinkedHashSet<>();
  private final Set<String> forbidden = new LinkedHashSet<>();
  private final List<Expr> names = new ArrayList<>();
  private final List<Expr> otherNames = new ArrayList<>();
  private boolean impossible;
  private int least;
  private int most = Integer.MAX_VALUE;

  private ObjectRules(JsonEngine engine, List<Formula> literals, Progress progress) {
    this.engine = engine;
    this.progress = progress;
    for (Formula literal : literals) {
      switch (literal) {
        case Members members -> all.add(members);
        case Has has -> required.add(has.key);
        case Names language -> names.add(language.language);
        case Count count -> least = Math.max(least, count.count);
        case Negation negation -> addNegated(negation.atom);
        default -> throw new IllegalStateException("not a condition on objects: " + literal);
      }
    }
  }

  private void addNegated(Formula atom) {
    switch (atom) {
      case Members members -> broken.add(members);
      case Has has -> forbidden.add(has.key);
      case Names language -> otherNames.add(language.language);
      case Count count -> most = Math.min(most, count.count - 1);
      default -> throw new IllegalStateException("not a condition on objects: " + atom);
    }
  }

  /// Returns the bytes from here to the closing brace, in a short completion, or [Costs#NONE].
  static int cost(JsonEngine engine, List<Formula> literals, Progress progress) {
    return new ObjectRules(engine, literals, progress).cost();
  }

  /// The search picks one member for each condition that some member must break. With several such
  /// conditions, or keys given by patterns, a failure proves nothing: the object counts as
  /// possible.
  private int cost() {
    int found = search();
    return found < Costs.NONE || certain() ? found : UNSURE;
  }

  private boolean certain() {
    if (broken.size() + otherNames.size() > 1 || impossible) {
      return impossible;
    }
    return broken.isEmpty()
        || (broken.getFirst().patterns.isEmpty()
            && all.stream().allMatch(m -> m.patterns.isEmpty()));
  }

  private int search() {
    int total = 1;
    Map<String, Formula> members = new LinkedHashMap<>();
    for (String key : required) {
      if (!allowed(key) || !engine.costs.exists(at(key))) {
        impossible = true;
        return Costs.NONE;
      }
      members.put(key, at(key));
    }
    if (progress.count() + members.size() > most) {
      impossible = true;
      return Costs.NONE;
    }
    for (Members each : broken) {
      if (!breakIt(each, members)) {
        return Costs.NONE;
      }
    }
    for (Expr language : otherNames) {
      if (members.keySet().stream().allMatch(key -> Words.contains(language, key))
          && !addOutside(language, members)) {
        return Costs.NONE;
      }
    }
    fill(members);
    if (progress.count() + members.size() < least || progress.count() + members.size() > most) {
      if (!(progress.count() + members.size() < least && endlessKeys())) {
        return Costs.NONE;
      }
      total = Costs.add(total, (least - progress.count() - members.size()) * extraCost());
    }
    for (Map.Entry<String, Formula> member : members.entrySet()) {
      int value = engine.costs.cost(member.getValue());
      if (value >= Costs.NONE) {
        return Costs.NONE;
      }
      total = Costs.add(total, Costs.keyCost(member.getKey()) + 2 + value);
    }
    return total;
  }

  private boolean allowed(String key) {
    if (forbidden.contains(key) || !progress.mayAdd(key)) {
      return false;
    }
    for (Expr language : names) {
      if (!Words.contains(language, key)) {
        return false;
      }
    }
    return true;
  }

  private Formula at(String key) {
    List<Formula> parts = new ArrayList<>(all.size());
    for (Members members : all) {
      parts.add(members.at(key, engine.formulas));
    }
    return engine.formulas.and(parts);
  }

  private Formula additional() {
    List<Formula> parts = new ArrayList<>(all.size());
    for (Members members : all) {
      parts.add(members.additional);
    }
    return engine.formulas.and(parts);
  }

  /// Makes some member's value break `rule`: one that is there, a declared one, or one under a new
  /// key.
  private boolean breakIt(Members rule, Map<String, Formula> members) {
    Formulas f = engine.formulas;
    for (Map.Entry<String, Formula> member : new HashMap<>(members).entrySet()) {
      Formula wanted = f.and(member.getValue(), f.not(rule.at(member.getKey(), f)));
      if (engine.costs.exists(wanted)) {
        members.put(member.getKey(), wanted);
        return true;
      }
    }
    Set<String> candidates = new LinkedHashSet<>(rule.named.keySet());
    all.forEach(each -> candidates.addAll(each.named.keySet()));
    rule.patterns.forEach(pattern -> candidates.addAll(samples(pattern.keys())));
    candidates.addAll(samples(engine.exprs.anyText(1, -1)));
    for (String key : candidates) {
      if (!members.containsKey(key) && allowed(key)) {
        Formula wanted = f.and(at(key), f.not(rule.at(key, f)));
        if (engine.costs.exists(wanted)) {
          members.put(key, wanted);
          return true;
        }
      }
    }
    return false;
  }

  private boolean addOutside(Expr language, Map<String, Formula> members) {
    List<Expr> parts = new ArrayList<>(names);
    parts.add(engine.exprs.not(language));
    for (String key : samples(engine.exprs.and(parts))) {
      if (allowed(key) && engine.costs.exists(at(key))) {
        members.put(key, at(key));
        return true;
      }
    }
    return false;
  }

  /// A few short words of `language`.
  private List<String> samples(Expr language) {
    return engine.costs.samples(language);
  }

  /// Adds declared members until the least number is reached.
  private void fill(Map<String, Formula> members) {
    for (Members each : all) {
      for (String key : each.named.keySet()) {
        if (progress.count() + members.size() >= least) {
          return;
        }
        if (!members.containsKey(key) && allowed(key) && engine.costs.exists(at(key))) {
          members.put(key, at(key));
        }
      }
    }
    if (!endlessKeys()) {
      for (Expr language : names) {
        fillFrom(Samples.of(language, least), members);
      }
      for (Members each : all) {
        for (Formula.Pattern pattern : each.patterns) {
          fillFrom(Samples.of(pattern.keys(), least), members);
        }
      }
    }
  }

  private void fillFrom(List<String> keys, Map<String, Formula> members) {
    for (String key : keys) {
      if (progress.count() + members.size() >= least) {
        return;
      }
      if (!members.containsKey(key) && allowed(key) && engine.costs.exists(at(key))) {
        members.put(key, at(key));
      }
    }
  }

  /// Tells whether there are as many further keys as one likes.
  private boolean endlessKeys() {
    return names.isEmpty() && engine.costs.exists(additional());
  }

  private int extraCost() {
    return 8 + engine.costs.cost(additional());
  }
}
