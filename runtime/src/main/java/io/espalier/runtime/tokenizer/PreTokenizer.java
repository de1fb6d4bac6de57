package io.espalier.runtime.tokenizer;

import java.util.List;

/// A step that cuts pieces of text into smaller ones, which the merges then never cross. Immutable.
record PreTokenizer(SplitPattern pattern, Behavior behavior, boolean inverted) {
  /// GPT-2's pattern, which byte-level files imply by `use_regex`.
  static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  /// What becomes of a match.
  enum Behavior {
    /// A piece of its own.
    ISOLATED,
    /// Dropped.
    REMOVED,
    /// The end of the piece before it.
    MERGED_WITH_PREVIOUS,
    /// The start of the piece behind it.
    MERGED_WITH_NEXT,
    /// One piece with the matches beside it.
    CONTIGUOUS
  }

  /// Cuts `points` by all `steps`; the result lists the pieces as pairs of `from` and `to`.
  static TokenBuffer split(List<PreTokenizer> steps, int[] points) {
    var pieces = new TokenBuffer(16);
    pieces.add(0);
    pieces.add(points.length);
    var cut = new TokenBuffer(points.length / 2);
    for (PreTokenizer step : steps) {
      SplitPattern.Matcher matcher = step.pattern.matcher(points);
      cut.clear();
      for (int i = 0; i < pieces.size(); i += 2) {
        step.split(matcher, pieces.get(i), pieces.get(i + 1), cut);
      }
      TokenBuffer done = pieces;
      pieces = cut;
      cut = done;
    }
    return pieces;
  }

  private void split(SplitPattern.Matcher matcher, int from, int to, TokenBuffer cut) {
    matcher.region(from, to);
    int pending = from; // start of text that is not in a piece yet
    int done = from; // behind the match seen last
    int at;
    do {
      at = matcher.find(done);
      int end = at < 0 ? to : matcher.end();
      int start = at < 0 ? to : at;
      // Between two matches lies text that the pattern does not take; inverted, the roles are
      // exchanged.
      pending = inverted ? match(pending, done, start, cut) : gap(pending, done, start, cut);
      if (at >= 0) {
        pending = inverted ? gap(pending, start, end, cut) : match(pending, start, end, cut);
      }
      done = end;
    } while (at >= 0);
    emit(pending, to, cut);
  }

  /// Takes the text `[start, end)` between matches; returns where text without a piece begins.
  private int gap(int pending, int start, int end, TokenBuffer cut) {
    if (start == end) {
      return pending;
    }
    return switch (behavior) {
      case ISOLATED, REMOVED -> {
        emit(pending, end, cut);
        yield end;
      }
      case CONTIGUOUS -> {
        emit(pending, start, cut);
        emit(start, end, cut);
        yield end;
      }
      case MERGED_WITH_PREVIOUS, MERGED_WITH_NEXT -> pending;
    };
  }

  /// Takes the match `[start, end)`.
  private int match(int pending, int start, int end, TokenBuffer cut) {
    if (start == end) {
      return pending;
    }
    return switch (behavior) {
      case ISOLATED -> {
        emit(pending, start, cut);
        emit(start, end, cut);
        yield end;
      }
      case REMOVED -> {
        emit(pending, start, cut);
        yield end;
      }
      case CONTIGUOUS -> pending;
      case MERGED_WITH_PREVIOUS -> {
        emit(pending, end, cut);
        yield end;
      }
      case MERGED_WITH_NEXT -> {
        emit(pending, start, cut);
        yield start;
      }
    };
  }

  private static void emit(int from, int to, TokenBuffer cut) {
    if (from < to) {
      cut.add(from);
      cut.add(to);
    }
  }
}
