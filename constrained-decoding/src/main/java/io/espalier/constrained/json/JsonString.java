package io.espalier.constrained.json;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.InternTable;
import io.espalier.constrained.automaton.Interned;
import io.espalier.constrained.automaton.PlainText;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The inside of a JSON string, from after the opening quote to the closing one included: escapes
/// are undone and the characters fed, as UTF-8, to the automaton of the content.
///
/// A lone surrogate (`\ud800`) is refused: it is no character. In canonical form only characters
/// that need an escape have one.
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class JsonString extends State implements Interned, PlainText {
  /// With more texts that end a string in their own way, the string is not treated as a plain one.
  private static final int MAX_WORDS = 48;

  private static final long[] ESCAPES = ByteSet.of("\"\\/bfnrtu");
  private static final long[] HEX_DIGITS = ByteSet.of("0123456789abcdefABCDEF");
  private static final long[] PAIR_MARKS = ByteSet.of("\\u");

  private static final int BODY = 0;
  private static final int ESCAPE = 1;

  /// 2..5: after `\`+`u` and 0..3 hex digits.
  private static final int HEX = 2;

  /// After a high surrogate: `\` is next, then `u`, then 8..11 for its hex digits.
  private static final int PAIR = 6;

  private static final int PAIR_U = 7;
  private static final int PAIR_HEX = 8;
  private static final int DONE = 12;

  final State content;
  private final InternTable table;
  private final boolean canonical;
  private final int mode;
  private final int value;
  private int distance = -1;
  private long @Nullable [] candidates;
  private @Nullable List<byte[]> words;
  private boolean wordsKnown;

  private JsonString(InternTable table, boolean canonical, State content, int mode, int value) {
    this.table = table;
    this.canonical = canonical;
    this.content = content;
    this.mode = mode;
    this.value = value;
  }

  static JsonString start(InternTable table, boolean canonical, State content) {
    return table.intern(new JsonString(table, canonical, content, BODY, 0));
  }

  private JsonString to(State after, int newMode, int newValue) {
    return after == content && newMode == mode && newValue == value
        ? this
        : table.intern(new JsonString(table, canonical, after, newMode, newValue));
  }

  boolean isDone() {
    return mode == DONE;
  }

  /// Tells whether this is the plain inside of a string, between characters or within one.
  boolean isBody() {
    return mode == BODY;
  }

  @Override
  protected @Nullable State derive(int b) {
    return switch (mode) {
      case BODY -> body(b);
      case ESCAPE -> escape(b);
      case PAIR -> b == '\\' ? to(content, PAIR_U, value) : null;
      case PAIR_U -> b == 'u' ? to(content, PAIR_HEX, value << 16) : null;
      case DONE -> null;
      default -> hex(b);
    };
  }

  private @Nullable State body(int b) {
    if (b == '"') {
      return content.accepting() ? to(content, DONE, 0) : null;
    }
    if (b == '\\') {
      return escapable() ? to(content, ESCAPE, 0) : null;
    }
    State next = b < 0x20 ? null : content.next(b);
    return next == null ? null : to(next, BODY, 0);
  }

  @Override
  public long[] candidates() {
    long[] known = candidates;
    if (known == null) {
      known = mode == ESCAPE ? ESCAPES : mode == DONE ? ByteSet.none() : HEX_DIGITS;
      if (mode == PAIR || mode == PAIR_U) {
        known = PAIR_MARKS;
      } else if (mode == BODY) {
        long[] inside = content.candidates();
        long first = (inside[0] & ~0xFFFFFFFFL) | (1L << '"');
        known = new long[] {first, inside[1] | (1L << '\\'), inside[2], inside[3]};
      }
      candidates = known;
    }
    return known;
  }

  @Override
  public @Nullable State text() {
    return mode == BODY ? content : null;
  }

  private record Signature(Object content, boolean canonical, int mode, int value) {}

  @Override
  public @Nullable Object signature() {
    Object inside = content.signature();
    return inside == null ? null : new Signature(inside, canonical, mode, value);
  }

  private boolean escapable() {
    if (!canonical) {
      return anyLive(content, 0, 0x10FFFF);
    }
    return anyLive(content, 0, 0x1F) || content.next('"') != null || content.next('\\') != null;
  }

  private @Nullable State escape(int b) {
    int character =
        switch (b) {
          case '"', '\\' -> b;
          case '/' -> canonical ? -1 : b;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          default -> -1;
        };
    if (character >= 0) {
      State next = content.next(character);
      return next == null ? null : to(next, BODY, 0);
    }
    return b == 'u' && feasible(0, 0) ? to(content, HEX, 0) : null;
  }

  private @Nullable State hex(int b) {
    int digit = Character.digit(b, 16);
    if (digit < 0 || b > 'f') {
      return null;
    }
    boolean pair = mode >= PAIR_HEX;
    int digits = mode - (pair ? PAIR_HEX : HEX) + 1;
    int low = ((value & 0xFFFF) << 4) | digit;
    if (pair) {
      return pairHex(digits, low);
    }
    if (digits < 4) {
      return feasible(low, digits) ? to(content, HEX + digits, low) : null;
    }
    if (Character.isHighSurrogate((char) low)) {
      return feasible(low, 4) ? to(content, PAIR, low) : null;
    }
    if (Character.isLowSurrogate((char) low) || (canonical && !needsHex(low))) {
      return null;
    }
    State next = step(content, low);
    return next == null ? null : to(next, BODY, 0);
  }

  /// In canonical form control characters without a letter of their own are written in hex.
  private static boolean needsHex(int c) {
    return c < 0x20 && c != '\b' && c != '\f' && c != '\n' && c != '\r' && c != '\t';
  }

  private @Nullable State pairHex(int digits, int low) {
    int high = value >>> 16;
    int shift = 4 * (4 - digits);
    int from = Math.max(low << shift, 0xDC00);
    int to = Math.min(((low + 1) << shift) - 1, 0xDFFF);
    if (from > to) {
      return null;
    }
    int first = Character.toCodePoint((char) high, (char) from);
    int last = Character.toCodePoint((char) high, (char) to);
    if (digits < 4) {
      return anyLive(content, first, last)
          ? to(content, PAIR_HEX + digits, (high << 16) | low)
          : null;
    }
    State next = step(content, first);
    return next == null ? null : to(next, BODY, 0);
  }

  /// Tells whether some character whose escape starts with these hex digits may come next.
  private boolean feasible(int prefix, int digits) {
    int shift = 4 * (4 - digits);
    int from = prefix << shift;
    int to = ((prefix + 1) << shift) - 1;
    if (canonical) {
      for (int c = from; c <= Math.min(to, 0x1F); c++) {
        if (needsHex(c) && content.next(c) != null) {
          return true;
        }
      }
      return false;
    }
    if (anyLive(content, from, Math.min(to, 0xD7FF))
        || anyLive(content, Math.max(from, 0xE000), to)) {
      return true;
    }
    int high = Math.max(from, 0xD800);
    int highest = Math.min(to, 0xDBFF);
    return high <= highest
        && anyLive(
            content,
            Character.toCodePoint((char) high, (char) 0xDC00),
            Character.toCodePoint((char) highest, (char) 0xDFFF));
  }

  private static @Nullable State step(State content, int c) {
    if (c < 0x80) {
      return content.next(c);
    }
    State state;
    if (c < 0x800) {
      state = content.next(0xC0 | (c >> 6));
    } else if (c < 0x10000) {
      state = next(content.next(0xE0 | (c >> 12)), 0x80 | ((c >> 6) & 63));
    } else {
      state = next(content.next(0xF0 | (c >> 18)), 0x80 | ((c >> 12) & 63));
      state = next(state, 0x80 | ((c >> 6) & 63));
    }
    return next(state, 0x80 | (c & 63));
  }

  private static @Nullable State next(@Nullable State state, int b) {
    return state == null ? null : state.next(b);
  }

  /// Tells whether some character of `low..high` may come next. O(bytes of a level), not of
  /// characters.
  static boolean anyLive(State content, int low, int high) {
    long[] candidates = content.candidates();
    for (int c = Math.max(low, 0); c <= Math.min(high, 0x7F); c++) {
      if (ByteSet.contains(candidates, c) && content.next(c) != null) {
        return true;
      }
    }
    return lead(content, low, high, 0x80, 0x7FF, 0xC0, 1)
        || lead(content, low, high, 0x800, 0xFFFF, 0xE0, 2)
        || lead(content, low, high, 0x10000, 0x10FFFF, 0xF0, 3);
  }

  private static boolean lead(
      State content, int low, int high, int first, int last, int mark, int rest) {
    int from = Math.max(low, first);
    int to = Math.min(high, last);
    return from <= to && within(content, from, to, mark, rest, 0);
  }

  private static boolean within(State state, int low, int high, int mark, int rest, int base) {
    int span = 1 << (6 * rest);
    long[] candidates = state.candidates();
    for (int v = (low - base) / span; v <= (high - base) / span; v++) {
      int from = base + v * span;
      State next = ByteSet.contains(candidates, mark + v) ? state.next(mark + v) : null;
      if (next == null) {
        continue;
      }
      boolean whole = low <= from && from + span - 1 <= high;
      if (rest == 0
          || whole
          || within(
              next, Math.max(low, from), Math.min(high, from + span - 1), 0x80, rest - 1, from)) {
        return true;
      }
    }
    return false;
  }

  /// Returns this place in the strings that go `way`; null where there are none.
  @Nullable JsonString narrow(ExprFactory exprs, Way way) {
    if (way.free()) {
      return this;
    }
    State narrowed = Outcomes.narrow(exprs, content, way);
    return narrowed == null ? null : to(narrowed, mode, value);
  }

  @Override
  public boolean accepting() {
    return mode == DONE;
  }

  @Override
  public int distance() {
    int known = distance;
    if (known < 0) {
      known = mode == DONE ? 0 : mode == BODY ? closingCost(content) : finishEscape();
      distance = known;
    }
    return known;
  }

  private int finishEscape() {
    int best = Costs.NONE;
    for (int b = '"'; b <= 'u'; b++) {
      State next = next(b);
      if (next != null) {
        best = Math.min(best, 1 + next.distance());
      }
    }
    return best;
  }

  /// A short way from inside a string to its end.
  static final class Closing {
    /// The characters read on the way, as UTF-8.
    final byte[] bytes;

    /// The bytes they take in a JSON string, and the closing quote.
    final int cost;

    private Closing(byte[] bytes, int cost) {
      this.bytes = bytes;
      this.cost = cost;
    }
  }

  /// Returns the bytes of a short way from inside a string to after its closing quote.
  static int closingCost(State start) {
    return closing(start).cost;
  }

  /// Returns a short way from inside a string to after its closing quote: always towards the state
  /// that is nearest to an accepting one, so that the way from each place on it is its rest.
  static Closing closing(State start) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int cost = 1;
    State state = start;
    Set<State> visited = new HashSet<>();
    while (!state.accepting()) {
      State best = null;
      State last = null;
      int bestByte = 0;
      int nearest = Integer.MAX_VALUE;
      int lastDistance = 0;
      long[] candidates = state.candidates();
      for (int b = 0; b < 256; b++) {
        State next = ByteSet.contains(candidates, b) ? state.next(b) : null;
        if (next == null) {
          continue;
        }
        int distance = next == last ? lastDistance : next.distance();
        if (distance < nearest || (distance == nearest && byteCost(b) < byteCost(bestByte))) {
          best = next;
          bestByte = b;
          nearest = distance;
        }
        last = next;
        lastDistance = distance;
      }
      if (best == null || !visited.add(state)) {
        throw new IllegalStateException("a live string has no shortest end");
      }
      cost += byteCost(bestByte);
      bytes.write(bestByte);
      state = best;
    }
    return new Closing(bytes.toByteArray(), cost);
  }

  /// Returns how many bytes a byte of content takes inside a JSON string.
  static int byteCost(int b) {
    return switch (b) {
      case '"', '\\', '\b', '\f', '\n', '\r', '\t' -> 2;
      default -> b < 0x20 ? 6 : 1;
    };
  }

  @Override
  public @Nullable Kind plainText(int window) {
    if (mode != BODY) {
      return null;
    }
    Expr language = plainLanguage();
    if (language == null || !language.limitsOnlyLength()) {
      return null;
    }
    int most = language.mostCharacters();
    return new Kind(
        canonical, Math.min(language.leastCharacters(), window + 1), most > window ? -1 : most);
  }

  private @Nullable Expr plainLanguage() {
    if (content instanceof KeyContent key) {
      return key.plain();
    }
    State base = content instanceof Outcomes outcomes ? outcomes.must() : content;
    return words() != null && base instanceof Expr must ? must.withoutFiniteComplement() : null;
  }

  /// Returns the texts that end the string in a way of their own, closing quote included; null
  /// where they are too many or hold escapes.
  private @Nullable List<byte[]> words() {
    if (!wordsKnown) {
      words = findWords();
      wordsKnown = true;
    }
    return words;
  }

  private @Nullable List<byte[]> findWords() {
    List<Expr> special = new ArrayList<>();
    State base = content;
    if (content instanceof Outcomes outcomes) {
      base = outcomes.must();
      for (State reported : outcomes.reported()) {
        if (reported instanceof Expr language && !language.isUniversal()) {
          special.add(language);
        }
      }
    }
    if (base instanceof Expr must) {
      Expr excluded = must.finiteComplement();
      if (excluded != null) {
        special.add(excluded);
      }
    }
    List<byte[]> out = new ArrayList<>();
    for (Expr language : special) {
      if (language.longestBytes() < 0 || language.longestBytes() > 200) {
        return null;
      }
      List<String> found = Samples.of(language, MAX_WORDS + 1);
      if (found.size() > MAX_WORDS || found.isEmpty()) {
        return null;
      }
      for (String word : found) {
        byte[] bytes = (word + '"').getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i + 1 < bytes.length; i++) {
          if (byteCost(bytes[i] & 255) > 1) {
            return null;
          }
        }
        out.add(bytes);
      }
    }
    return out;
  }

  @Override
  public State representative() {
    return mode == BODY && content instanceof KeyContent key ? to(key.allOpen(), BODY, 0) : this;
  }

  @Override
  public List<byte[]> exceptions() {
    if (content instanceof KeyContent key) {
      return key.namesAhead();
    }
    List<byte[]> found = words();
    return found == null ? List.of() : found;
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof JsonString string
        && content == string.content
        && mode == string.mode
        && value == string.value
        && canonical == string.canonical;
  }

  @Override
  public int shapeHash() {
    return (System.identityHashCode(content) * 31 + mode) * 31 + value;
  }
}
