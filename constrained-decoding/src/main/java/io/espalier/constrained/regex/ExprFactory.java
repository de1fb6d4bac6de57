package io.espalier.constrained.regex;

import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.regex.Expr.Alternate;
import io.espalier.constrained.regex.Expr.And;
import io.espalier.constrained.regex.Expr.Codes;
import io.espalier.constrained.regex.Expr.Concat;
import io.espalier.constrained.regex.Expr.Not;
import io.espalier.constrained.regex.Expr.Repeat;
import io.espalier.constrained.regex.Expr.Variable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes, simplifies and interns the expressions of one constraint. Guarded by its own monitor.
///
/// The simplifications make the set of derivatives of each expression finite and small:
/// alternatives and intersections are sorted sets, "any text" absorbs, and counted repetitions that
/// differ only in their counts become one (`a{0,3}b | a{0,5}b` = `a{0,5}b`).
public final class ExprFactory {
  private final Work work;
  private Expr[] table = new Expr[256];
  private int tableSize;
  private final Utf8 utf8 = new Utf8(this);
  private int ids;

  final Expr empty;
  final Expr epsilon;

  /// One character.
  final Expr anyCharacter;

  /// Every text in UTF-8.
  final Expr anyText;

  private final Expr anyBytes;

  /// Makes an empty factory that counts its nodes on `work`.
  public ExprFactory(Work work) {
    this.work = work;
    empty = new Expr.Empty(this);
    epsilon = new Expr.Epsilon(this);
    anyCharacter = utf8.of(CodePoints.ALL);
    anyText = repeat(anyCharacter, 0, -1);
    anyBytes = new Not(this, empty);
  }

  int nextId() {
    return ids++;
  }

  /// Returns the work counter.
  public Work work() {
    return work;
  }

  /// Returns the expression of the same shape made before, or `made` (open addressing, linear
  /// probing).
  private Expr intern(Expr made) {
    int slot = spread(made.shapeHash()) & (table.length - 1);
    while (table[slot] != null) {
      if (table[slot].getClass() == made.getClass() && made.sameShape(table[slot])) {
        return table[slot];
      }
      slot = (slot + 1) & (table.length - 1);
    }
    work.node();
    table[slot] = made;
    if (++tableSize * 2 > table.length) {
      grow();
    }
    return made;
  }

  private void grow() {
    Expr[] old = table;
    table = new Expr[old.length * 2];
    for (Expr expr : old) {
      if (expr != null) {
        int slot = spread(expr.shapeHash()) & (table.length - 1);
        while (table[slot] != null) {
          slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = expr;
      }
    }
  }

  private static int spread(int hash) {
    return (hash * 0x9E3779B1) >>> 8;
  }

  /// Returns the language without words.
  public Expr empty() {
    return empty;
  }

  /// Returns the language of the empty word.
  public Expr epsilon() {
    return epsilon;
  }

  /// Returns the language of every UTF-8 text.
  public Expr anyText() {
    return anyText;
  }

  /// Returns the texts of `min` to `max` characters; max -1 = without bound.
  public synchronized Expr anyText(int min, int max) {
    return repeat(anyCharacter, min, max);
  }

  /// Returns the one-character texts out of `set`.
  public synchronized Expr codes(CodePoints set) {
    return set.isEmpty() ? empty : utf8.of(set);
  }

  /// Returns the byte strings of at most `max` bytes (to intersect with).
  public synchronized Expr bytesUpTo(int max) {
    return repeat(byteSet(0, 255), 0, max);
  }

  /// Returns the one-byte strings `low..high`.
  public synchronized Expr byteSet(int low, int high) {
    return codes(new int[] {low}, new int[] {high}, new Codes[1]);
  }

  Codes codes(int[] low, int[] high, @Nullable Codes[] target) {
    return (Codes) intern(new Codes(this, low, high, target));
  }

  /// Returns the language of exactly `text`.
  public synchronized Expr literal(byte[] text) {
    Expr out = epsilon;
    for (int i = text.length - 1; i >= 0; i--) {
      out = concat(byteSet(text[i] & 255, text[i] & 255), out);
    }
    return out;
  }

  /// Returns the language of exactly the given texts, factored into a trie.
  public synchronized Expr literals(List<byte[]> texts) {
    byte[][] sorted = texts.toArray(new byte[0][]);
    Arrays.sort(sorted, Arrays::compareUnsigned);
    return literals(sorted, 0, sorted.length, 0);
  }

  private Expr literals(byte[][] sorted, int from, int to, int depth) {
    if (to - from == 1) {
      return literal(Arrays.copyOfRange(sorted[from], depth, sorted[from].length));
    }
    int end = depth;
    while (sharesByte(sorted, from, to, end)) {
      end++;
    }
    if (end > depth) {
      byte[] shared = Arrays.copyOfRange(sorted[from], depth, end);
      return concat(literal(shared), literals(sorted, from, to, end));
    }
    List<Expr> parts = new ArrayList<>();
    int i = from;
    while (i < to && sorted[i].length == depth) {
      parts.add(epsilon);
      i++;
    }
    while (i < to) {
      int first = sorted[i][depth];
      int j = i;
      while (j < to && sorted[j][depth] == first) {
        j++;
      }
      parts.add(literals(sorted, i, j, depth));
      i = j;
    }
    return alternate(parts);
  }

  private static boolean sharesByte(byte[][] sorted, int from, int to, int at) {
    byte[] first = sorted[from];
    byte[] last = sorted[to - 1];
    return first.length > at && last.length > at && first[at] == last[at];
  }

  /// Returns `head` followed by `tail`.
  public synchronized Expr concat(Expr head, Expr tail) {
    if (head == empty || tail == empty) {
      return empty;
    }
    if (head == epsilon) {
      return tail;
    }
    if (tail == epsilon) {
      return head;
    }
    if (head instanceof Concat) {
      // Iterative, so that long chains of concatenations cannot exhaust the stack.
      ArrayDeque<Expr> heads = new ArrayDeque<>();
      Expr rest = head;
      while (rest instanceof Concat pair) {
        heads.push(pair.head);
        rest = pair.tail;
      }
      Expr out = concat(rest, tail);
      while (!heads.isEmpty()) {
        out = concat(heads.pop(), out);
      }
      return out;
    }
    if (head instanceof Repeat repeat) {
      if (tail == anyText && isCharacters(repeat.body) && repeat.max != repeat.min) {
        return concat(repeat(repeat.body, repeat.min, repeat.min), tail);
      }
      if (tail == repeat || (tail instanceof Concat next && next.head == repeat)) {
        if (repeat.min == 0 && repeat.max < 0) {
          return tail;
        }
      }
    }
    return intern(new Concat(this, head, tail));
  }

  /// Tells whether `expr` is "any text, then something, then any text".
  boolean isSearch(Expr expr) {
    if (!(expr instanceof Concat pair) || pair.head != anyText || !pair.tail.simple) {
      return false;
    }
    Expr rest = pair.tail;
    while (rest instanceof Concat next) {
      rest = next.tail;
    }
    return rest == anyText;
  }

  private static boolean isCharacters(Expr expr) {
    return expr instanceof Codes;
  }

  /// Returns `body` between `min` and `max` times; max -1 = without bound.
  public synchronized Expr repeat(Expr body, int min, int max) {
    if (max == 0 || body == epsilon) {
      return epsilon;
    }
    if (body == empty) {
      return min == 0 ? epsilon : empty;
    }
    if (min == 1 && max == 1) {
      return body;
    }
    int least = body.nullable ? 0 : min;
    if (body instanceof Repeat inner && inner.min <= 1 && inner.max < 0) {
      // (x*){m,n} = x*, (x+){0,n} = x*, (x+){1,n} = x+
      if (inner.min == 0 || least <= 1) {
        return repeat(inner.body, inner.min == 0 ? 0 : least, -1);
      }
    }
    return intern(new Repeat(this, body, least, max));
  }

  /// Returns the words of any of `parts`.
  public Expr alternate(Expr... parts) {
    return alternate(Arrays.asList(parts));
  }

  /// Returns the words of any of `parts`.
  public synchronized Expr alternate(List<Expr> parts) {
    List<Expr> flat = new ArrayList<>(parts.size());
    for (Expr part : parts) {
      if (part instanceof Alternate alternate) {
        flat.addAll(Arrays.asList(alternate.parts));
      } else if (part == anyText || part == anyBytes) {
        return part;
      } else if (part != empty) {
        flat.add(part);
      }
    }
    if (flat.size() > 1) {
      flat = Counts.merge(this, flat);
    }
    if (flat.size() > 1) {
      flat.sort(Comparator.comparingInt(e -> e.id));
      dropRepeated(flat);
      dropEpsilonBesideNullable(flat);
    }
    return switch (flat.size()) {
      case 0 -> empty;
      case 1 -> flat.getFirst();
      default -> {
        Expr codes = mergeCodes(flat);
        yield codes != null ? codes : intern(new Alternate(this, flat.toArray(new Expr[0])));
      }
    };
  }

  /// One-byte sets become one set; sets of longer characters are merged when they are made.
  private @Nullable Expr mergeCodes(List<Expr> flat) {
    long[] bytes = new long[4];
    for (Expr part : flat) {
      if (!(part instanceof Codes codes)) {
        return null;
      }
      for (int i = 0; i < codes.low.length; i++) {
        if (codes.target[i] != null) {
          return null;
        }
        for (int b = codes.low[i]; b <= codes.high[i]; b++) {
          bytes[b >>> 6] |= 1L << (b & 63);
        }
      }
    }
    return utf8.bytes(bytes);
  }

  private static void dropRepeated(List<Expr> sorted) {
    int n = 0;
    for (Expr part : sorted) {
      if (n == 0 || sorted.get(n - 1) != part) {
        sorted.set(n++, part);
      }
    }
    sorted.subList(n, sorted.size()).clear();
  }

  private void dropEpsilonBesideNullable(List<Expr> sorted) {
    if (!sorted.contains(epsilon)) {
      return;
    }
    for (Expr part : sorted) {
      if (part.nullable && part != epsilon) {
        sorted.remove(epsilon);
        return;
      }
    }
  }

  /// Returns the words of every one of `parts`.
  public Expr and(Expr... parts) {
    return and(Arrays.asList(parts));
  }

  /// Returns the words of every one of `parts`.
  public synchronized Expr and(List<Expr> parts) {
    List<Expr> flat = new ArrayList<>(parts.size());
    for (Expr part : parts) {
      if (part == empty) {
        return empty;
      }
      if (part instanceof And and) {
        flat.addAll(Arrays.asList(and.parts));
      } else if (part != anyBytes) {
        flat.add(part);
      }
    }
    if (flat.isEmpty()) {
      return anyBytes;
    }
    flat.sort(Comparator.comparingInt(e -> e.id));
    dropRepeated(flat);
    if (flat.size() > 1 && flat.contains(anyText) && hasUtf8Only(flat)) {
      flat.remove(anyText);
    }
    for (Expr part : flat) {
      if (part instanceof Not not && flat.contains(not.body)) {
        return empty;
      }
      if (part == epsilon) {
        return flat.stream().allMatch(e -> e.nullable) ? epsilon : empty;
      }
    }
    if (flat.size() == 1) {
      return flat.getFirst();
    }
    Expr counted = Counts.intersect(this, flat);
    return counted != null ? counted : intern(new And(this, flat.toArray(new Expr[0])));
  }

  /// Tells whether a part other than "any text" and complements keeps the words within UTF-8.
  private boolean hasUtf8Only(List<Expr> flat) {
    for (Expr part : flat) {
      if (part != anyText && !(part instanceof Not) && part.simple && !holdsRawBytes(part)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holdsRawBytes(Expr part) {
    // Only bytesUpTo makes a set of all 256 bytes, and never below anything but a repetition.
    return part instanceof Repeat repeat && isRaw(repeat.body);
  }

  static boolean isRaw(Expr expr) {
    return expr instanceof Codes codes && codes.high[codes.high.length - 1] == 255;
  }

  /// Returns the UTF-8 texts that are not words of `body`.
  public synchronized Expr not(Expr body) {
    if (body == empty) {
      return anyText;
    }
    if (body == anyText) {
      return empty;
    }
    if (body instanceof And and && and.parts.length == 2) {
      if (and.parts[0] == anyText && and.parts[1] instanceof Not not) {
        return not.body;
      }
    }
    return and(anyText, rawNot(body));
  }

  private Expr rawNot(Expr body) {
    if (body == empty) {
      return anyBytes;
    }
    if (body == anyBytes) {
      return empty;
    }
    return body instanceof Not not ? not.body : intern(new Not(this, body));
  }

  /// Returns a name for a recursive expression, to be given its meaning by [#define].
  synchronized Variable variable(boolean nullable) {
    return new Variable(this, nullable);
  }

  synchronized void define(Variable variable, Expr definition) {
    variable.definition = definition;
  }

  /// Returns one expression per state of a finite automaton over decimal digits: state `i` moves by
  /// digit `d` to state `moves[i][d]` (-1 = dead), and may also go on with `exits.get(i)`.
  public synchronized List<Expr> digitAutomaton(int[][] moves, List<Expr> exits) {
    List<Variable> states = new ArrayList<>();
    for (Expr exit : exits) {
      states.add(variable(exit.nullable));
    }
    for (int i = 0; i < moves.length; i++) {
      List<Expr> ways = new ArrayList<>();
      ways.add(exits.get(i));
      for (int d = 0; d < 10; d++) {
        if (moves[i][d] >= 0) {
          ways.add(concat(byteSet('0' + d, '0' + d), states.get(moves[i][d])));
        }
      }
      define(states.get(i), alternate(ways));
    }
    return List.copyOf(states);
  }

  /// Returns what may follow `b` in words of `expr`.
  synchronized Expr derivative(Expr expr, int b) {
    return switch (expr) {
      case Expr.Empty _, Expr.Epsilon _ -> empty;
      case Codes codes -> {
        int i = codes.find(b);
        Codes rest = i < 0 ? null : codes.target[i];
        yield i < 0 ? empty : rest == null ? epsilon : rest;
      }
      case Concat pair -> derivativeOfConcat(pair, b);
      case Repeat repeat -> {
        Expr first = derivative(repeat.body, b);
        int max = repeat.max < 0 ? -1 : repeat.max - 1;
        yield first == empty
            ? empty
            : concat(first, repeat(repeat.body, Math.max(0, repeat.min - 1), max));
      }
      case Alternate alternate -> {
        List<Expr> parts = new ArrayList<>(alternate.parts.length);
        for (Expr part : alternate.parts) {
          Expr after = derivative(part, b);
          if (after != empty) {
            parts.add(after);
          }
        }
        yield alternate(parts);
      }
      case And and -> {
        List<Expr> parts = new ArrayList<>(and.parts.length);
        for (Expr part : and.parts) {
          Expr after = derivative(part, b);
          if (after == empty) {
            yield empty;
          }
          parts.add(after);
        }
        yield and(parts);
      }
      case Not not -> rawNot(derivative(not.body, b));
      case Variable variable -> derivativeOfVariable(variable, b);
    };
  }

  private Expr derivativeOfConcat(Concat pair, int b) {
    List<Expr> parts = new ArrayList<>(2);
    Expr rest = pair;
    while (rest instanceof Concat next) {
      Expr first = derivative(next.head, b);
      if (first != empty) {
        parts.add(concat(first, next.tail));
      }
      if (!next.head.nullable) {
        return alternate(parts);
      }
      rest = next.tail;
    }
    parts.add(derivative(rest, b));
    return alternate(parts);
  }

  private Expr derivativeOfVariable(Variable variable, int b) {
    Expr definition = variable.definition;
    if (definition == null || variable.expanding) {
      return empty;
    }
    variable.expanding = true;
    try {
      return derivative(definition, b);
    } finally {
      variable.expanding = false;
    }
  }

  /// Searches breadth first for a word of `start`; tells every expression on the way its distance.
  synchronized int explore(Expr start) {
    Map<Expr, @Nullable Expr> cameFrom = new HashMap<>();
    ArrayDeque<Expr> queue = new ArrayDeque<>();
    cameFrom.put(start, null);
    queue.add(start);
    while (!queue.isEmpty()) {
      Expr expr = queue.poll();
      int known = expr.nullable ? 0 : expr.knownDistance();
      if (known >= Expr.UNREACHABLE) {
        continue;
      }
      if (known >= 0 && (expr.nullable || expr != start)) {
        int distance = known;
        for (Expr e = expr; e != null; e = cameFrom.get(e)) {
          e.learnDistance(distance++);
        }
        return distance - 1;
      }
      work.check();
      for (int b = 0; b < 256; b++) {
        if (b == 0 || expr.isBoundary(b)) {
          Expr after = derivative(expr, b);
          if (after != empty && !cameFrom.containsKey(after)) {
            cameFrom.put(after, expr);
            queue.add(after);
          }
        }
      }
    }
    for (Expr dead : cameFrom.keySet()) {
      dead.learnDistance(Expr.UNREACHABLE);
    }
    return Expr.UNREACHABLE;
  }

  static boolean any(Expr[] parts) {
    for (Expr part : parts) {
      if (part.nullable) {
        return true;
      }
    }
    return false;
  }

  static boolean all(Expr[] parts) {
    for (Expr part : parts) {
      if (!part.nullable) {
        return false;
      }
    }
    return true;
  }

  static boolean allSimple(Expr[] parts) {
    for (Expr part : parts) {
      if (!part.simple) {
        return false;
      }
    }
    return true;
  }

  static int leastShortest(Expr[] parts) {
    int best = Expr.UNREACHABLE;
    for (Expr part : parts) {
      best = Math.min(best, part.shortest);
    }
    return best;
  }

  static int mostLongest(Expr[] parts) {
    int best = 0;
    for (Expr part : parts) {
      best = Math.max(best, part.longest);
    }
    return best;
  }

  static int leastLongest(Expr[] parts) {
    int best = Expr.UNREACHABLE;
    for (Expr part : parts) {
      best = Math.min(best, part.longest);
    }
    return best;
  }

  static long[] boundaries(Expr[] parts) {
    long[] out = new long[4];
    for (Expr part : parts) {
      for (int i = 0; i < 4; i++) {
        out[i] |= part.boundaries[i];
      }
    }
    return out;
  }

  static int hash(Expr[] parts) {
    int hash = 1;
    for (Expr part : parts) {
      hash = hash * 31 + part.id;
    }
    return hash;
  }
}
