package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.Count;
import io.espalier.constrained.json.Formula.Has;
import io.espalier.constrained.json.Formula.Members;
import io.espalier.constrained.json.Formula.Names;
import io.espalier.constrained.json.Formula.Negation;
import io.espalier.constrained.regex.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /// The price of an object of which it is not known whether it can be completed.
  private static final int UNSURE = 16;

  /// Choices tried for one question; then the object counts as possible.
  private static final int MAX_CHOICES = 200;

  private final JsonEngine engine;
  private final Progress progress;
  private final List<Members> all = new ArrayList<>();
  private final List<Members> broken = new ArrayList<>();
  private final Set<String> required = new LinkedHashSet<>();
  private final Set<String> forbidden = new LinkedHashSet<>();
  private final List<Expr> names = new ArrayList<>();
  private final List<Expr> otherNames = new ArrayList<>();

  /// The members chosen, with what their values must satisfy.
  private final Map<String, Formula> members = new LinkedHashMap<>();

  private final List<String> declared = new ArrayList<>();
  private @Nullable KeyClasses classes;
  private boolean sure = true;
  private int choices;
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

  /// Required members are there in any case; then each condition that some member must break is
  /// broken by the first member that leaves the rest possible.
  private int cost() {
    for (String key : required) {
      Formula value = allowed(key) ? at(key) : engine.formulas.falsity;
      if (!engine.costs.exists(value)) {
        return Costs.NONE;
      }
      members.put(key, value);
    }
    if (progress.count() + members.size() > most) {
      return Costs.NONE;
    }
    int found = breakFrom(0);
    return found < Costs.NONE || sure ? found : UNSURE;
  }

  /// Breaks the conditions from index `i` on, those on values first, and returns the cost of the
  /// whole.
  private int breakFrom(int from) {
    int i = from;
    while (i < broken.size() && isBroken(broken.get(i))) {
      i++;
    }
    if (i == broken.size() + otherNames.size()) {
      return finish();
    }
    if (++choices > MAX_CHOICES) {
      sure = false;
      return Costs.NONE;
    }
    if (i >= broken.size()) {
      return breakNames(otherNames.get(i - broken.size()), i);
    }
    Members rule = broken.get(i);
    for (Map.Entry<String, Formula> member : List.copyOf(members.entrySet())) {
      Formula wanted = breaking(rule, member.getKey(), member.getValue());
      int found = engine.costs.exists(wanted) ? with(member.getKey(), wanted, i) : Costs.NONE;
      if (found < Costs.NONE) {
        return found;
      }
    }
    if (progress.count() + members.size() >= most) {
      return Costs.NONE;
    }
    int n = 0;
    for (String key = candidate(n); key != null; key = candidate(++n)) {
      if (!members.containsKey(key) && allowed(key)) {
        Formula wanted = breaking(rule, key, at(key));
        int found = engine.costs.exists(wanted) ? with(key, wanted, i) : Costs.NONE;
        if (found < Costs.NONE) {
          return found;
        }
      }
    }
    return Costs.NONE;
  }

  /// Tells whether some member breaks `rule` whatever its value is.
  private boolean isBroken(Members rule) {
    for (Map.Entry<String, Formula> member : members.entrySet()) {
      Formula kept = rule.at(member.getKey(), engine.formulas);
      if (kept != engine.formulas.truth && !engine.costs.exists(member.getValue(), kept)) {
        return true;
      }
    }
    return false;
  }

  private Formula breaking(Members rule, String key, Formula value) {
    return engine.formulas.and(value, engine.formulas.not(rule.at(key, engine.formulas)));
  }

  /// Chooses a member for condition `i` and goes on with the next ones.
  private int with(String key, Formula value, int i) {
    Formula before = members.put(key, value);
    int found = breakFrom(i + 1);
    if (before == null) {
      members.remove(key);
    } else {
      members.put(key, before);
    }
    return found;
  }

  /// Makes some key lie outside of `language`.
  private int breakNames(Expr language, int i) {
    for (String key : members.keySet()) {
      if (!Words.contains(language, key)) {
        return breakFrom(i + 1);
      }
    }
    if (progress.count() + members.size() >= most) {
      return Costs.NONE;
    }
    int n = 0;
    for (String key = candidate(n); key != null; key = candidate(++n)) {
      if (!members.containsKey(key) && allowed(key) && !Words.contains(language, key)) {
        Formula value = at(key);
        int found = engine.costs.exists(value) ? with(key, value, i) : Costs.NONE;
        if (found < Costs.NONE) {
          return found;
        }
      }
    }
    return Costs.NONE;
  }

  /// Adds members until there are enough, and returns the cost of all.
  private int finish() {
    Map<String, Formula> chosen = new LinkedHashMap<>(members);
    fill(chosen);
    int count = progress.count() + chosen.size();
    int total = 1;
    if (count < least) {
      if (!endlessKeys()) {
        return Costs.NONE;
      }
      total = Costs.add(total, (least - count) * extraCost());
      count = least;
    }
    if (count > most) {
      return Costs.NONE;
    }
    for (Map.Entry<String, Formula> member : chosen.entrySet()) {
      int value = engine.costs.cost(member.getValue());
      if (value >= Costs.NONE) {
        return Costs.NONE;
      }
      total = Costs.add(total, Costs.keyCost(member.getKey()) + 2 + value);
    }
    return total;
  }

  /// Returns key `n` to choose from: declared ones, then some of each class of others that the
  /// conditions tell apart; null where there are no more.
  private @Nullable String candidate(int n) {
    if (declared.isEmpty()) {
      Set<String> found = new LinkedHashSet<>();
      broken.forEach(each -> found.addAll(each.named.keySet()));
      all.forEach(each -> found.addAll(each.named.keySet()));
      declared.addAll(found);
    }
    if (n < declared.size()) {
      return declared.get(n);
    }
    KeyClasses known = classes;
    if (known == null) {
      List<Expr> patterns = new ArrayList<>(otherNames);
      broken.forEach(each -> each.patterns.forEach(pattern -> patterns.add(pattern.keys())));
      all.forEach(each -> each.patterns.forEach(pattern -> patterns.add(pattern.keys())));
      known = engine.costs.keys(names, patterns);
      classes = known;
    }
    String key = known.key(n - declared.size());
    sure &= known.complete();
    return key;
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

  /// Adds declared members until the least number is reached.
  private void fill(Map<String, Formula> chosen) {
    for (Members each : all) {
      for (String key : each.named.keySet()) {
        if (progress.count() + chosen.size() >= least) {
          return;
        }
        add(key, chosen);
      }
    }
    if (!endlessKeys() && !(names.isEmpty() && all.stream().allMatch(m -> m.patterns.isEmpty()))) {
      List<Expr> patterns = new ArrayList<>();
      all.forEach(each -> each.patterns.forEach(pattern -> patterns.add(pattern.keys())));
      int wanted = least + progress.count();
      KeyClasses more = new KeyClasses(engine.exprs, names, patterns, wanted);
      int n = 0;
      for (String key = more.key(n); key != null; key = more.key(++n)) {
        if (progress.count() + chosen.size() >= least) {
          return;
        }
        add(key, chosen);
      }
      sure &= more.complete();
    }
  }

  private void add(String key, Map<String, Formula> chosen) {
    if (!chosen.containsKey(key) && allowed(key) && engine.costs.exists(at(key))) {
      chosen.put(key, at(key));
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
