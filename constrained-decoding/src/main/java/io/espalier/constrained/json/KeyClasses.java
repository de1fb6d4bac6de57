package io.espalier.constrained.json;

import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Keys of every kind that a list of patterns tells apart: those that match the first and the
/// third, those that match none, and so on.
final class KeyClasses {
  /// With more classes than this the search for keys ends.
  private static final int MAX_CLASSES = 64;

  private final ExprFactory exprs;
  private final List<Expr> patterns;
  private final int count;
  private final Set<String> keys = new LinkedHashSet<>();
  private boolean complete = true;
  private int classes;

  /// What was found.
  ///
  /// @param keys short keys, no class without one unless `complete` is false
  /// @param complete whether a key that these do not stand for is certainly impossible
  record Sample(List<String> keys, boolean complete) {}

  private KeyClasses(ExprFactory exprs, List<Expr> patterns, int count) {
    this.exprs = exprs;
    this.patterns = patterns;
    this.count = count;
  }

  /// Returns up to `count` keys of each class, all of them in each of `names`.
  static Sample of(ExprFactory exprs, List<Expr> names, List<Expr> patterns, int count) {
    Set<Expr> distinct = new LinkedHashSet<>(patterns);
    distinct.removeAll(names);
    KeyClasses search = new KeyClasses(exprs, List.copyOf(distinct), count);
    Expr all = names.isEmpty() ? exprs.anyText(1, -1) : exprs.and(names);
    search.split(all, 0);
    return new Sample(new ArrayList<>(search.keys), search.complete);
  }

  /// Splits `language` by the patterns from `i` on.
  private void split(Expr language, int i) {
    if (language.isEmpty()) {
      return;
    }
    if (i < patterns.size()) {
      split(exprs.and(language, patterns.get(i)), i + 1);
      split(exprs.and(language, exprs.not(patterns.get(i))), i + 1);
      return;
    }
    if (++classes > MAX_CLASSES) {
      complete = false;
      return;
    }
    List<String> found = Samples.of(language, count);
    complete &= !found.isEmpty();
    keys.addAll(found);
  }
}
