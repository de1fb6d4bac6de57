package io.espalier.constrained.regex;

import io.espalier.constrained.regex.Expr.Codes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns sets of code points into automata over their UTF-8 bytes (Unicode Standard, table 3-7).
///
/// A set becomes a small tree of byte ranges whose equal sub-trees are shared. Surrogates and
/// overlong forms have no path, so invalid UTF-8 is never matched.
final class Utf8 {
  private static final int[] FIRST = {0, 0x80, 0x800, 0x10000};
  private static final int[] LAST = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};
  private static final int[] LEAD = {0, 0xC0, 0xE0, 0xF0};

  private final ExprFactory factory;
  private final Map<CodePoints, Expr> known = new HashMap<>();
  private final @Nullable Codes[] full = new Codes[4];

  Utf8(ExprFactory factory) {
    this.factory = factory;
  }

  /// Byte ranges in the making; equal neighbours join.
  private static final class Ranges {
    final List<Integer> low = new ArrayList<>();
    final List<Integer> high = new ArrayList<>();
    final List<@Nullable Codes> target = new ArrayList<>();

    void add(int from, int to, @Nullable Codes rest) {
      int last = low.size() - 1;
      if (last >= 0 && high.get(last) == from - 1 && target.get(last) == rest) {
        high.set(last, to);
      } else {
        low.add(from);
        high.add(to);
        target.add(rest);
      }
    }

    Codes make(ExprFactory factory) {
      return factory.codes(
          low.stream().mapToInt(i -> i).toArray(),
          high.stream().mapToInt(i -> i).toArray(),
          target.toArray(new Codes[0]));
    }
  }

  Expr of(CodePoints set) {
    Expr made = known.get(set);
    if (made == null) {
      made = make(set);
      known.put(set, made);
    }
    return made;
  }

  private Expr make(CodePoints set) {
    Ranges ranges = new Ranges();
    for (int i = 0; i < set.rangeCount() && set.low(i) <= 0x7F; i++) {
      ranges.add(set.low(i), Math.min(0x7F, set.high(i)), null);
    }
    for (int n = 1; n <= 3; n++) {
      if (!set.meets(FIRST[n], LAST[n])) {
        continue;
      }
      int span = 1 << (6 * n);
      for (int base = FIRST[n] / span * span; base <= LAST[n]; base += span) {
        int from = Math.max(base, FIRST[n]);
        int to = Math.min(base + span - 1, LAST[n]);
        if (set.meets(from, to)) {
          ranges.add(LEAD[n] + base / span, LEAD[n] + base / span, rest(set, base, n, from));
        }
      }
    }
    return ranges.make(factory);
  }

  /// What follows in an `n + 1` byte character once its value is known to be in the span at `base`.
  private Codes rest(CodePoints set, int base, int n, int least) {
    if (least == base && set.covers(base, base + (1 << (6 * n)) - 1)) {
      return full(n);
    }
    Ranges ranges = new Ranges();
    int span = 1 << (6 * (n - 1));
    for (int v = 0; v < 64; v++) {
      int low = Math.max(base + v * span, least);
      int high = Math.min(base + (v + 1) * span - 1, 0x10FFFF);
      if (low <= high && set.meets(low, high)) {
        ranges.add(0x80 + v, 0x80 + v, n == 1 ? null : rest(set, base + v * span, n - 1, low));
      }
    }
    return ranges.make(factory);
  }

  /// Any `n` continuation bytes.
  private Codes full(int n) {
    Codes made = full[n];
    if (made == null) {
      made =
          factory.codes(
              new int[] {0x80}, new int[] {0xBF}, new Codes[] {n == 1 ? null : full(n - 1)});
      full[n] = made;
    }
    return made;
  }

  /// The one-byte strings whose bit is set.
  Expr bytes(long[] bits) {
    Ranges ranges = new Ranges();
    for (int b = 0; b < 256; b++) {
      if ((bits[b >>> 6] & (1L << (b & 63))) != 0) {
        ranges.add(b, b, null);
      }
    }
    return ranges.make(factory);
  }
}
