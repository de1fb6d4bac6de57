package io.espalier.constrained;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/// A random regex over `a` and `b`, with its meaning spelled out position by position: the slow,
/// obvious matcher that compiled automata are compared with. `x` stands for every other character.
sealed interface RandomRegex {
  /// The characters texts are made of.
  String ALPHABET = "abx";

  /// Returns the regex as text.
  String text();

  /// Returns the positions at which a match that starts at `from` may end.
  BitSet ends(String s, int from);

  /// One character out of a set.
  record Chars(String text, String members) implements RandomRegex {
    @Override
    public BitSet ends(String s, int from) {
      return at(from + 1, from < s.length() && members.indexOf(s.charAt(from)) >= 0);
    }
  }

  /// One part after the other.
  record Sequence(List<RandomRegex> parts) implements RandomRegex {
    @Override
    public String text() {
      StringBuilder out = new StringBuilder();
      parts.forEach(part -> out.append(part.text()));
      return out.toString();
    }

    @Override
    public BitSet ends(String s, int from) {
      BitSet places = at(from, true);
      for (RandomRegex part : parts) {
        places = step(part, s, places);
      }
      return places;
    }
  }

  /// Any of the parts.
  record Choice(List<RandomRegex> parts) implements RandomRegex {
    @Override
    public String text() {
      return "(?:" + String.join("|", parts.stream().map(RandomRegex::text).toList()) + ")";
    }

    @Override
    public BitSet ends(String s, int from) {
      BitSet places = new BitSet();
      parts.forEach(part -> places.or(part.ends(s, from)));
      return places;
    }
  }

  /// The body `min` to `max` times.
  record Repeat(RandomRegex body, int min, int max, String sign) implements RandomRegex {
    @Override
    public String text() {
      return "(?:" + body.text() + ")" + sign;
    }

    @Override
    public BitSet ends(String s, int from) {
      BitSet places = at(from, true);
      BitSet all = at(from, min == 0);
      for (int i = 1; i <= Math.min(max, min + s.length() + 1); i++) {
        places = step(body, s, places);
        if (i >= min) {
          all.or(places);
        }
      }
      return all;
    }
  }

  /// A condition on what follows.
  record Look(boolean negative, RandomRegex body) implements RandomRegex {
    @Override
    public String text() {
      return (negative ? "(?!" : "(?=") + body.text() + ")";
    }

    @Override
    public BitSet ends(String s, int from) {
      return at(from, body.ends(s, from).isEmpty() == negative);
    }
  }

  /// The start or the end of the text.
  record Anchor(boolean start) implements RandomRegex {
    @Override
    public String text() {
      return start ? "^" : "$";
    }

    @Override
    public BitSet ends(String s, int from) {
      return at(from, from == (start ? 0 : s.length()));
    }
  }

  private static BitSet at(int place, boolean holds) {
    BitSet places = new BitSet();
    places.set(place, place + (holds ? 1 : 0));
    return places;
  }

  private static BitSet step(RandomRegex part, String s, BitSet from) {
    BitSet places = new BitSet();
    from.stream().forEach(place -> places.or(part.ends(s, place)));
    return places;
  }

  /// Makes a regex of at most `depth` levels.
  static RandomRegex random(Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 4 : 12);
    return switch (kind) {
      case 0, 1 -> new Chars("a", "a");
      case 2 -> new Chars("b", "b");
      case 3 ->
          List.of(
                  new Chars("[ab]", "ab"),
                  new Chars("[^a]", "bx"),
                  new Chars(".", "abx"),
                  new Chars("[^ab]", "x"))
              .get(random.nextInt(4));
      case 4, 5, 6 -> new Sequence(parts(random, depth, 1 + random.nextInt(3)));
      case 7, 8 -> new Choice(parts(random, depth, 2 + random.nextInt(2)));
      case 9, 10 -> {
        RandomRegex body = random(random, depth - 1);
        yield switch (random.nextInt(4)) {
          case 0 -> new Repeat(body, 0, Integer.MAX_VALUE, "*");
          case 1 -> new Repeat(body, 1, Integer.MAX_VALUE, "+");
          case 2 -> new Repeat(body, 0, 1, "?");
          default -> new Repeat(body, 1, 2, "{1,2}");
        };
      }
      default ->
          random.nextInt(3) == 0
              ? new Anchor(random.nextBoolean())
              : new Look(random.nextBoolean(), random(random, depth - 1));
    };
  }

  private static List<RandomRegex> parts(Random random, int depth, int count) {
    List<RandomRegex> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(random(random, depth - 1));
    }
    return parts;
  }

  /// Returns every text over the alphabet of at most `longest` characters that the regex matches,
  /// as a whole or in some part.
  default List<String> words(int longest, boolean search) {
    List<String> words = new ArrayList<>();
    List<String> level = List.of("");
    for (int length = 0; length <= longest; length++) {
      List<String> next = new ArrayList<>();
      for (String s : level) {
        if (matches(s, search)) {
          words.add(s);
        }
        for (int i = 0; i < ALPHABET.length(); i++) {
          next.add(s + ALPHABET.charAt(i));
        }
      }
      level = next;
    }
    return words;
  }

  private boolean matches(String s, boolean search) {
    if (!search) {
      return ends(s, 0).get(s.length());
    }
    for (int from = 0; from <= s.length(); from++) {
      if (!ends(s, from).isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
