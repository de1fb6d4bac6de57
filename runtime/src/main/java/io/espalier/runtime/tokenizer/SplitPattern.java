package io.espalier.runtime.tokenizer;

import java.util.Arrays;
import java.util.List;

/// A pattern that cuts text into pieces before the merges run, as tokenizer files write it.
/// Immutable.
///
/// Leftmost, first alternative wins, quantifiers are greedy or possessive: the rules of the engines
/// these patterns come from (Oniguruma, `tiktoken`). Repetition applies to single-character sets
/// only, so the matcher's recursion is as deep as the pattern is long and never as deep as the
/// text. {@link SplitPatternParser} refuses everything else.
///
/// Cost: each set repetition remembers the run it scanned last, so a start inside that run scans
/// nothing again; with that, the patterns of the known models are linear. Other patterns may
/// backtrack: a budget of steps in proportion to the text ends the match with an exception in place
/// of a hang.
final class SplitPattern {
  /// A state of the matcher; `next` is where a match goes on.
  sealed interface Node {
    /// Between `min` and `max` code points of `set`; `slot` numbers the repetition.
    record Repeat(CodePointSet set, int min, int max, boolean possessive, int slot, Node next)
        implements Node {}

    /// The first of `options` that leads to a match.
    record Choice(List<Node> options) implements Node {}

    /// What follows must, or must not, match `inner`; takes nothing.
    record Look(Node inner, boolean negative, Node next) implements Node {}

    /// The end (or else the start) of the piece that is being split.
    record Edge(boolean end, Node next) implements Node {}

    /// A whole match.
    record Accept() implements Node {}
  }

  private static final long STEPS_PER_CODE_POINT = 200;

  private final String source;
  private final Node start;
  private final int slots;

  SplitPattern(String source, Node start, int slots) {
    this.source = source;
    this.start = start;
    this.slots = slots;
  }

  String source() {
    return source;
  }

  /// A matcher over `points`; confined to one call.
  Matcher matcher(int[] points) {
    return new Matcher(points);
  }

  /// Finds matches inside one piece after the other of one text.
  final class Matcher {
    private final int[] points;
    private final int[] runFrom = new int[slots];
    private final int[] runTo = new int[slots];
    private int from;
    private int to;
    private long stepsLeft;
    private int matchEnd;

    private Matcher(int[] points) {
      this.points = points;
      this.stepsLeft = 10_000 + STEPS_PER_CODE_POINT * points.length;
    }

    /// Limits the search to the piece `[from, to)`.
    void region(int from, int to) {
      this.from = from;
      this.to = to;
      Arrays.fill(runFrom, 0);
      Arrays.fill(runTo, 0);
    }

    /// The start of the first match at or behind `at` that takes at least one code point; -1 where
    /// there is none.
    int find(int at) {
      for (int position = at; position < to; position++) {
        int end = match(start, position);
        if (end > position) {
          matchEnd = end;
          return position;
        }
      }
      return -1;
    }

    /// Behind the last code point of the match that `find` returned.
    int end() {
      return matchEnd;
    }

    private int match(Node node, int at) {
      if (--stepsLeft < 0) {
        throw new TokenizerException.Unsupported(
            "split pattern " + source, "a text that makes it backtrack more than its budget");
      }
      return switch (node) {
        case Node.Accept _ -> at;
        case Node.Repeat repeat -> repeat(repeat, at);
        case Node.Choice choice -> {
          int end = -1;
          for (int i = 0; i < choice.options().size() && end < 0; i++) {
            end = match(choice.options().get(i), at);
          }
          yield end;
        }
        case Node.Look look ->
            match(look.inner(), at) >= 0 != look.negative() ? match(look.next(), at) : -1;
        case Node.Edge edge -> at == (edge.end() ? to : from) ? match(edge.next(), at) : -1;
      };
    }

    private int repeat(Node.Repeat repeat, int at) {
      int reach = runEnd(repeat, at);
      int least = at + repeat.min();
      if (reach < least) {
        return -1;
      }
      if (repeat.possessive()) {
        return match(repeat.next(), reach);
      }
      if (repeat.next() instanceof Node.Edge edge && edge.end()) {
        return reach == to ? match(repeat.next(), reach) : -1;
      }
      for (int end = reach; end >= least; end--) {
        int matched = match(repeat.next(), end);
        if (matched >= 0) {
          return matched;
        }
      }
      return -1;
    }

    private int runEnd(Node.Repeat repeat, int at) {
      CodePointSet set = repeat.set();
      if (repeat.max() < Integer.MAX_VALUE) {
        int limit = Math.min(to, at + repeat.max());
        int end = at;
        while (end < limit && set.contains(points[end])) {
          end++;
        }
        return end;
      }
      int slot = repeat.slot();
      if (at >= runFrom[slot] && at < runTo[slot]) {
        return runTo[slot];
      }
      int end = at;
      while (end < to && set.contains(points[end])) {
        end++;
      }
      runFrom[slot] = at;
      runTo[slot] = end;
      return end;
    }
  }

  /// Parses `source`, the regular expression in the file called `file`.
  static SplitPattern parse(String source, String file) {
    return new SplitPatternParser(source, file).parse();
  }

  /// A pattern that finds the literal `text`.
  static SplitPattern literal(String text) {
    int[] points = CodePoints.of(text);
    Node next = new Node.Accept();
    for (int i = points.length - 1; i >= 0; i--) {
      next = new Node.Repeat(CodePointSet.of(points[i]), 1, 1, true, 0, next);
    }
    return new SplitPattern(text, next, 1);
  }
}
