package io.espalier.constrained.regex;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.State;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A regular language over bytes as an interned expression that is its own automaton state: the
/// transition by a byte is the Brzozowski derivative.
///
/// Reference: Brzozowski, "Derivatives of Regular Expressions" (JACM 1964); Owens, Reppy, Turon,
/// "Regular-expression derivatives re-examined" (JFP 2009). Expressions are made and simplified
/// only by [ExprFactory], so that equal expressions of one factory are the same object.
/// `boundaries` marks the bytes at which the derivative may change: it is constant on each interval
/// between two marks, so one derivative serves a whole interval.
public abstract sealed class Expr extends State {
  private static final Expr[] NOTHING = new Expr[0];

  /// More bytes than any text: the distance of a language without words.
  static final int UNREACHABLE = Integer.MAX_VALUE / 4;

  final ExprFactory factory;
  final int id;
  final boolean nullable;

  /// True where only concatenation, alternatives and repetition are below: such an expression that
  /// is not ∅ has words, and its lengths follow from its parts.
  final boolean simple;

  /// Shortest word in bytes; meaningful where `simple`.
  final int shortest;

  /// An upper bound of the longest word in bytes, or UNREACHABLE where there is none.
  final int longest;

  final long[] boundaries;
  private int distance = -1;
  private long @Nullable [] candidates;
  private @Nullable Fingerprint fingerprint;

  Expr(
      ExprFactory factory,
      boolean nullable,
      boolean simple,
      int shortest,
      int longest,
      long[] boundaries) {
    this.factory = factory;
    this.id = factory.nextId();
    this.nullable = nullable;
    this.simple = simple;
    this.shortest = Math.min(shortest, UNREACHABLE);
    this.longest = Math.min(longest, UNREACHABLE);
    this.boundaries = boundaries;
  }

  /// Tells whether the language has no words. May explore the automaton where the expression holds
  /// an intersection or a complement.
  public final boolean isEmpty() {
    return this == factory.empty || (!simple && distance() >= UNREACHABLE);
  }

  /// Tells whether every sequence of UTF-8 characters is a word.
  public final boolean isUniversal() {
    return this == factory.anyText;
  }

  /// Returns the most bytes a word has, or -1 where words have no bound that is known.
  public final int longestBytes() {
    return longest >= UNREACHABLE ? -1 : longest;
  }

  /// Returns the words left out of "any text but these" (or any text of some length), where they
  /// are finitely many; else null.
  public final @Nullable Expr finiteComplement() {
    if (this instanceof And and && and.parts.length == 2) {
      for (int i = 0; i < 2; i++) {
        if (and.parts[i].limitsOnlyLength()
            && and.parts[1 - i] instanceof Not not
            && not.body.longest < UNREACHABLE) {
          return not.body;
        }
      }
    }
    return null;
  }

  /// Returns "any text" (or any text of some length) where finitely many words are left out of it,
  /// and anything else unchanged.
  public final Expr withoutFiniteComplement() {
    if (finiteComplement() == null) {
      return this;
    }
    Expr[] parts = ((And) this).parts;
    return parts[0].limitsOnlyLength() ? parts[0] : parts[1];
  }

  /// Tells whether the words are all texts with a number of characters in a range.
  public final boolean limitsOnlyLength() {
    return this == factory.anyText
        || (this instanceof Repeat repeat && repeat.body == factory.anyCharacter);
  }

  /// Returns the least number of characters, for a language that limits only length.
  public final int leastCharacters() {
    return this instanceof Repeat repeat ? repeat.min : 0;
  }

  /// Returns the greatest number of characters; the largest integer where there is none.
  public final int mostCharacters() {
    return this instanceof Repeat repeat && repeat.max >= 0 ? repeat.max : Integer.MAX_VALUE;
  }

  @Override
  public final boolean accepting() {
    return nullable;
  }

  @Override
  public final int distance() {
    if (simple) {
      return shortest;
    }
    int known = distance;
    if (known < 0) {
      known = factory.explore(this);
      distance = known;
    }
    return known;
  }

  @Override
  public final long[] candidates() {
    long[] known = candidates;
    if (known == null) {
      known = new long[4];
      boolean live = false;
      for (int b = 0; b < 256; b++) {
        if (b == 0 || isBoundary(b)) {
          live = next(b) != null;
        }
        if (live) {
          ByteSet.add(known, b);
        }
      }
      candidates = known;
    }
    return known;
  }

  @Override
  public final State text() {
    return this;
  }

  @Override
  public final @Nullable Object signature() {
    return fingerprint;
  }

  /// Sets the fingerprint; null where something in it has none. Called by constructors only, so
  /// that parts have theirs before the whole and no recursion is needed.
  final void learnFingerprint(int kind, long a, long b, Expr[] inOrder, Expr[] inNoOrder) {
    Fingerprint out = Fingerprint.of(kind, a, b);
    for (Expr part : inOrder) {
      Fingerprint inner = part.fingerprint;
      if (inner == null) {
        return;
      }
      out = out.then(inner);
    }
    for (Expr part : inNoOrder) {
      Fingerprint inner = part.fingerprint;
      if (inner == null) {
        return;
      }
      out = out.with(inner);
    }
    fingerprint = out;
  }

  /// Sees "any text", "any text but finitely many", a number of any characters, something to be
  /// found after any text, and several things to be found.
  @Override
  public final boolean open(int bytes) {
    return switch (this) {
      case Repeat repeat ->
          repeat.body == factory.anyCharacter && (repeat.max < 0 || repeat.max >= bytes);
      case Concat pair -> pair.head == factory.anyText && pair.tail.simple;
      case Alternate alternate -> {
        for (Expr part : alternate.parts) {
          if (part.open(bytes)) {
            yield true;
          }
        }
        yield false;
      }
      case And _ ->
          allSearches() || (finiteComplement() != null && withoutFiniteComplement().open(bytes));
      case Empty _, Epsilon _, Codes _, Not _, Variable _ -> false;
    };
  }

  @Override
  public final boolean endless() {
    return isUniversal();
  }

  /// Each part is found in a text once and for all, so all of them can be found one after the
  /// other.
  private boolean allSearches() {
    for (Expr part : ((And) this).parts) {
      if (part != factory.anyText && !factory.isSearch(part)) {
        return false;
      }
    }
    return true;
  }

  final int knownDistance() {
    return simple ? shortest : distance;
  }

  final void learnDistance(int value) {
    if (distance < 0) {
      distance = value;
    }
  }

  /// Tells whether `other` is built the same way from the same parts.
  boolean sameShape(Expr other) {
    return this == other;
  }

  /// A hash that agrees with [#sameShape].
  int shapeHash() {
    return System.identityHashCode(this);
  }

  @Override
  protected final @Nullable State derive(int b) {
    int start = intervalStart(b);
    Expr after;
    synchronized (factory) {
      after = factory.derivative(this, start);
      if (after.isEmpty()) {
        after = factory.empty;
      }
    }
    State live = after == factory.empty ? null : after;
    for (int i = start; i < 256 && (i == start || !isBoundary(i)); i++) {
      remember(i, live);
    }
    return live;
  }

  final boolean isBoundary(int b) {
    return (boundaries[b >>> 6] & (1L << (b & 63))) != 0;
  }

  private int intervalStart(int b) {
    int i = b;
    while (i > 0 && !isBoundary(i)) {
      i--;
    }
    return i;
  }

  static long[] merge(long[] a, long[] b) {
    return new long[] {a[0] | b[0], a[1] | b[1], a[2] | b[2], a[3] | b[3]};
  }

  static int add(int a, int b) {
    return Math.min(UNREACHABLE, a + b);
  }

  /// No word at all.
  static final class Empty extends Expr {
    Empty(ExprFactory factory) {
      super(factory, false, true, UNREACHABLE, 0, new long[4]);
      learnFingerprint(1, 0, 0, NOTHING, NOTHING);
    }
  }

  /// Only the empty word.
  static final class Epsilon extends Expr {
    Epsilon(ExprFactory factory) {
      super(factory, true, true, 0, 0, new long[4]);
      learnFingerprint(2, 0, 0, NOTHING, NOTHING);
    }
  }

  /// One character (or what remains of one) out of a set: byte ranges `low..high`, each leading to
  /// the rest of the character, or to its end where the target is null. Ranges are sorted and
  /// disjoint.
  static final class Codes extends Expr {
    final int[] low;
    final int[] high;
    final @Nullable Codes[] target;

    Codes(ExprFactory factory, int[] low, int[] high, @Nullable Codes[] target) {
      super(factory, false, true, length(target, true), length(target, false), marks(low, high));
      this.low = low;
      this.high = high;
      this.target = target;
      Expr[] rest = new Expr[target.length];
      for (int i = 0; i < target.length; i++) {
        Codes after = target[i];
        rest[i] = after == null ? factory.epsilon : after;
      }
      learnFingerprint(3, Arrays.hashCode(low), rangeHash(low, high), rest, NOTHING);
    }

    /// Bytes are below 256, so a polynomial with a large base tells ranges apart.
    private static long rangeHash(int[] low, int[] high) {
      long hash = low.length;
      for (int i = 0; i < low.length; i++) {
        hash = (hash * 0x100000001B3L + low[i]) * 0x100000001B3L + high[i];
      }
      return hash;
    }

    private static int length(@Nullable Codes[] target, boolean least) {
      int best = least ? UNREACHABLE : 0;
      for (Codes rest : target) {
        int n = 1 + (rest == null ? 0 : least ? rest.shortest : rest.longest);
        best = least ? Math.min(best, n) : Math.max(best, n);
      }
      return best;
    }

    private static long[] marks(int[] low, int[] high) {
      long[] marks = new long[4];
      for (int i = 0; i < low.length; i++) {
        marks[low[i] >>> 6] |= 1L << (low[i] & 63);
        int after = high[i] + 1;
        if (after < 256) {
          marks[after >>> 6] |= 1L << (after & 63);
        }
      }
      return marks;
    }

    int find(int b) {
      for (int i = 0; i < low.length; i++) {
        if (b <= high[i]) {
          return b >= low[i] ? i : -1;
        }
      }
      return -1;
    }

    @Override
    boolean sameShape(Expr other) {
      return other instanceof Codes codes
          && Arrays.equals(low, codes.low)
          && Arrays.equals(high, codes.high)
          && Arrays.equals(target, codes.target);
    }

    @Override
    int shapeHash() {
      int hash = Arrays.hashCode(low) * 31 + Arrays.hashCode(high);
      for (Codes rest : target) {
        hash = hash * 31 + (rest == null ? 0 : rest.id);
      }
      return hash;
    }
  }

  /// `head` followed by `tail`; the head is never itself a concatenation.
  static final class Concat extends Expr {
    final Expr head;
    final Expr tail;

    Concat(ExprFactory factory, Expr head, Expr tail) {
      super(
          factory,
          head.nullable && tail.nullable,
          head.simple && tail.simple,
          add(head.shortest, tail.shortest),
          add(head.longest, tail.longest),
          head.nullable ? merge(head.boundaries, tail.boundaries) : head.boundaries);
      this.head = head;
      this.tail = tail;
      learnFingerprint(4, 0, 0, new Expr[] {head, tail}, NOTHING);
    }

    @Override
    boolean sameShape(Expr other) {
      return other instanceof Concat pair && head == pair.head && tail == pair.tail;
    }

    @Override
    int shapeHash() {
      return head.id * 31 + tail.id + 0x3A0001;
    }
  }

  /// `body` between `min` and `max` times; max -1 = without bound.
  static final class Repeat extends Expr {
    final Expr body;
    final int min;
    final int max;

    Repeat(ExprFactory factory, Expr body, int min, int max) {
      super(
          factory,
          min == 0 || body.nullable,
          body.simple,
          (int) Math.min(UNREACHABLE, (long) body.shortest * min),
          max < 0 ? UNREACHABLE : (int) Math.min(UNREACHABLE, (long) body.longest * max),
          body.boundaries);
      this.body = body;
      this.min = min;
      this.max = max;
      learnFingerprint(5, min, max, new Expr[] {body}, NOTHING);
    }

    @Override
    boolean sameShape(Expr other) {
      return other instanceof Repeat repeat
          && body == repeat.body
          && min == repeat.min
          && max == repeat.max;
    }

    @Override
    int shapeHash() {
      return (body.id * 31 + min) * 31 + max + 0x5C0001;
    }
  }

  /// Words of any part; parts are sorted by id, at least two.
  static final class Alternate extends Expr {
    final Expr[] parts;

    Alternate(ExprFactory factory, Expr[] parts) {
      super(
          factory,
          ExprFactory.any(parts),
          ExprFactory.allSimple(parts),
          ExprFactory.leastShortest(parts),
          ExprFactory.mostLongest(parts),
          ExprFactory.boundaries(parts));
      this.parts = parts;
      learnFingerprint(6, parts.length, 0, NOTHING, parts);
    }

    @Override
    boolean sameShape(Expr other) {
      return other instanceof Alternate alternate && Arrays.equals(parts, alternate.parts);
    }

    @Override
    int shapeHash() {
      return ExprFactory.hash(parts) + 0x710001;
    }
  }

  /// Words of every part; parts are sorted by id, at least two.
  static final class And extends Expr {
    final Expr[] parts;

    And(ExprFactory factory, Expr[] parts) {
      super(
          factory,
          ExprFactory.all(parts),
          false,
          0,
          ExprFactory.leastLongest(parts),
          ExprFactory.boundaries(parts));
      this.parts = parts;
      learnFingerprint(7, parts.length, 0, NOTHING, parts);
    }

    @Override
    boolean sameShape(Expr other) {
      return other instanceof And and && Arrays.equals(parts, and.parts);
    }

    @Override
    int shapeHash() {
      return ExprFactory.hash(parts) + 0x930001;
    }
  }

  /// Byte strings that are not words of `body`. The factory keeps it below an intersection with
  /// UTF-8.
  static final class Not extends Expr {
    final Expr body;

    Not(ExprFactory factory, Expr body) {
      super(factory, !body.nullable, false, 0, UNREACHABLE, body.boundaries);
      this.body = body;
      learnFingerprint(8, 0, 0, new Expr[] {body}, NOTHING);
    }

    @Override
    boolean sameShape(Expr other) {
      return other instanceof Not not && body == not.body;
    }

    @Override
    int shapeHash() {
      return body.id * 31 + 0xB50001;
    }
  }

  /// A name for an expression that mentions itself: a loop whose body holds assertions.
  static final class Variable extends Expr {
    @Nullable Expr definition;
    boolean expanding;

    Variable(ExprFactory factory, boolean nullable) {
      super(factory, nullable, false, 0, UNREACHABLE, new long[] {-1L, -1L, -1L, -1L});
    }
  }
}
