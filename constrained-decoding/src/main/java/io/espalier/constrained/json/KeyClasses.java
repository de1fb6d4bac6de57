package io.espalier.constrained.json;

import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keys of every kind that a list of patterns tells apart: those that match the first and the
/// third, those that match none, and so on. Found when first asked for. Thread-safe.
final class KeyClasses {
  /// With more classes than this the search for keys ends.
  private static final int MAX_CLASSES = 128;

  private final ExprFactory exprs;
  private final List<Expr> patterns;
  private final int count;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<String> keys = new ArrayList<>();
  private final ArrayDeque<Branch> open = new ArrayDeque<>();
  private boolean complete = true;
  private int classes;

  /// Keys of which the patterns from `next` on are not decided.
  private record Branch(Expr language, int next) {}

  /// Tells keys apart by `patterns`, all keys being in each of `names`; up to `count` keys a class.
  /// Keys that match few patterns come first.
  KeyClasses(ExprFactory exprs, List<Expr> names, List<Expr> patterns, int count) {
    this.exprs = exprs;
    Set<Expr> distinct = new LinkedHashSet<>(patterns);
    names.forEach(distinct::remove);
    this.patterns = List.copyOf(distinct);
    this.count = count;
    open.push(new Branch(names.isEmpty() ? exprs.anyText(1, -1) : exprs.and(names), 0));
  }

  /// Returns key `i`, or null where there are not so many.
  synchronized @Nullable String key(int i) {
    while (keys.size() <= i && !open.isEmpty()) {
      split(open.pop());
    }
    return i < keys.size() ? keys.get(i) : null;
  }

  /// Tells whether, of the keys found so far, none is missing that these do not stand for.
  synchronized boolean complete() {
    return complete;
  }

  private void split(Branch branch) {
    if (branch.language.isEmpty()) {
      return;
    }
    if (++classes > MAX_CLASSES) {
      complete = false;
      open.clear();
      return;
    }
    // Keys of a class not yet split stand for one of its parts, and often do.
    List<String> found = Samples.of(branch.language, count);
    complete &= !found.isEmpty();
    for (String each : found) {
      if (known.add(each)) {
        keys.add(each);
      }
    }
    if (branch.next < patterns.size()) {
      Expr pattern = patterns.get(branch.next);
      open.push(new Branch(exprs.and(branch.language, pattern), branch.next + 1));
      open.push(new Branch(exprs.and(branch.language, exprs.not(pattern)), branch.next + 1));
    }
  }
}
