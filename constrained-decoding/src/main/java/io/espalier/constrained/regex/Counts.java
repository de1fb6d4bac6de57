package io.espalier.constrained.regex;

import io.espalier.constrained.regex.Expr.Codes;
import io.espalier.constrained.regex.Expr.Concat;
import io.espalier.constrained.regex.Expr.Repeat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Joins counted repetitions, so that a counter needs one state and not a set of them.
///
/// `p x{a,b} r | p x{c,d} r` = `p x{min(a,c),max(b,d)} r` where the two ranges overlap or touch;
/// `x` once counts as `x{1,1}` and `r` without `x` as `x{0,0}` only when a counted one is there to
/// join.
final class Counts {
  private Counts() {}

  private record Key(@Nullable Expr prefix, Expr body, Expr rest) {}

  private record Range(int index, int min, int max) {}

  static List<Expr> merge(ExprFactory factory, List<Expr> parts) {
    List<Expr> out = parts;
    out = pass(factory, out, false);
    return pass(factory, out, true);
  }

  private static List<Expr> pass(ExprFactory factory, List<Expr> parts, boolean second) {
    Map<Key, Range> seen = null;
    List<Expr> out = null;
    for (int i = 0; i < parts.size(); i++) {
      Expr part = parts.get(i);
      Expr prefix = null;
      Expr at = part;
      if (second) {
        if (!(part instanceof Concat pair)) {
          continue;
        }
        prefix = pair.head;
        at = pair.tail;
      }
      Expr head = at instanceof Concat pair ? pair.head : at;
      Expr rest = at instanceof Concat pair ? pair.tail : factory.epsilon;
      if (!(head instanceof Repeat repeat)) {
        continue;
      }
      Key key = new Key(prefix, repeat.body, rest);
      int max = repeat.max < 0 ? Integer.MAX_VALUE : repeat.max;
      if (seen == null) {
        seen = new HashMap<>();
      }
      Range known = seen.get(key);
      if (known == null) {
        seen.put(key, new Range(i, repeat.min, max));
        continue;
      }
      boolean apart = (long) repeat.min > (long) known.max + 1 || (long) known.min > (long) max + 1;
      if (apart) {
        continue;
      }
      int least = Math.min(known.min, repeat.min);
      int most = Math.max(known.max, max);
      if (out == null) {
        out = new ArrayList<>(parts);
      }
      Expr joined =
          factory.concat(
              factory.repeat(repeat.body, least, most == Integer.MAX_VALUE ? -1 : most), rest);
      out.set(known.index, prefix == null ? joined : factory.concat(prefix, joined));
      out.set(i, factory.empty);
      seen.put(key, new Range(known.index, least, most));
    }
    if (out == null) {
      return parts;
    }
    List<Expr> flat = new ArrayList<>(out.size());
    for (Expr part : out) {
      if (part instanceof Expr.Alternate alternate) {
        flat.addAll(List.of(alternate.parts));
      } else if (part != factory.empty) {
        flat.add(part);
      }
    }
    return flat;
  }

  /// Intersects texts that are limited only in length: `.{a,b} & .{c,d}`, and `x{a,b} & .{c,d}` for
  /// one character set `x`. Returns null where the parts are of another shape.
  static @Nullable Expr intersect(ExprFactory factory, List<Expr> parts) {
    Expr body = null;
    int min = 0;
    int max = Integer.MAX_VALUE;
    for (Expr part : parts) {
      Expr repeated = part instanceof Repeat repeat ? repeat.body : part;
      if (!(repeated instanceof Codes) || ExprFactory.isRaw(repeated)) {
        return null;
      }
      if (body == null || body == factory.anyCharacter) {
        body = repeated;
      } else if (repeated != body && repeated != factory.anyCharacter) {
        return null;
      }
      min = Math.max(min, part instanceof Repeat repeat ? repeat.min : 1);
      int most = part instanceof Repeat repeat ? repeat.max : 1;
      max = Math.min(max, most < 0 ? Integer.MAX_VALUE : most);
    }
    if (body == null) {
      return null;
    }
    if (min > max) {
      return factory.empty;
    }
    return factory.repeat(body, min, max == Integer.MAX_VALUE ? -1 : max);
  }
}
