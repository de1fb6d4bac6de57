package io.espalier.constrained.regex;

import static java.util.Objects.requireNonNull;

import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.regex.Expr.Variable;
import io.espalier.constrained.regex.RegexNode.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Function;

/// Lowers a regex to one [Expr] of the texts it matches as a whole.
///
/// Parts without conditions become expressions directly. Where anchors, word boundaries or
/// look-ahead occur, a part is lowered together with everything that follows it, its
/// *continuation*: `$` is "the continuation is empty", `(?=x)` is `x.* & continuation`, `(?!x)` is
/// `~(x.*) & continuation`, and `^` and `\b` ask what stands on the left, so a continuation is a
/// function of the [Left] context.
public final class RegexCompiler {
  /// What is known of the character before a place.
  private enum Left {
    START,
    NEWLINE,
    WORD,
    OTHER
  }

  private final ExprFactory factory;
  private final CodePoints word;
  private final Expr endsInWord;
  private final Expr endsInNewline;
  private final Expr endsInOther;

  private RegexCompiler(ExprFactory factory, CodePoints word) {
    this.factory = factory;
    this.word = word;
    this.endsInWord = endingIn(word);
    this.endsInNewline = endingIn(CodePoints.of('\n', '\n'));
    this.endsInOther = endingIn(word.union(CodePoints.of('\n', '\n')).complement());
  }

  private Expr endingIn(CodePoints set) {
    return factory.concat(factory.anyText, factory.codes(set));
  }

  /// Returns the language of `pattern` in `dialect`. Throws
  /// [io.espalier.constrained.ConstraintException] with the offset of what is wrong.
  public static Expr compile(ExprFactory factory, String pattern, RegexDialect dialect) {
    return compile(factory, pattern, dialect, "");
  }

  /// The same with flags that stand outside the pattern (`i`, `m`, `s`, `x`, `u`).
  public static Expr compile(
      ExprFactory factory, String pattern, RegexDialect dialect, String flags) {
    RegexNode node = new RegexParser(pattern, dialect, factory.work()).flags(flags).parse();
    if (!RegexNode.hasConditions(node)) {
      RegexCompiler plain = new RegexCompiler(factory, UnicodeSets.WORD);
      Expr body = plain.plain(node);
      return dialect.search()
          ? factory.concat(factory.anyText, factory.concat(body, factory.anyText))
          : body;
    }
    boolean unicode = usesUnicodeWords(node);
    CodePoints word = unicode ? UnicodeSets.unicodeWord() : UnicodeSets.WORD;
    RegexCompiler compiler = new RegexCompiler(factory, word);
    Expr rest = dialect.search() ? factory.anyText : factory.epsilon;
    Next end = new Next(false, _ -> rest);
    if (!dialect.search()) {
      return compiler.lower(node, end, Left.START);
    }
    return compiler.lower(
        new RegexNode.Sequence(
            List.of(new RegexNode.Repeat(new RegexNode.Chars(CodePoints.ALL), 0, -1), node)),
        end,
        Left.START);
  }

  private static boolean usesUnicodeWords(RegexNode node) {
    return switch (node) {
      case RegexNode.Empty _, RegexNode.Chars _, RegexNode.AnyByte _ -> false;
      case RegexNode.Sequence sequence ->
          sequence.parts().stream().anyMatch(RegexCompiler::usesUnicodeWords);
      case RegexNode.Choice choice ->
          choice.parts().stream().anyMatch(RegexCompiler::usesUnicodeWords);
      case RegexNode.Repeat repeat -> usesUnicodeWords(repeat.body());
      case RegexNode.Anchor anchor ->
          anchor.kind() == Kind.UNICODE_WORD_BOUNDARY
              || anchor.kind() == Kind.UNICODE_NOT_WORD_BOUNDARY;
      case RegexNode.Look look -> usesUnicodeWords(look.body());
    };
  }

  /// The language of a part without conditions.
  private Expr plain(RegexNode node) {
    return switch (node) {
      case RegexNode.Empty _ -> factory.epsilon;
      case RegexNode.Chars chars -> factory.codes(chars.set());
      case RegexNode.AnyByte _ -> factory.byteSet(0, 254);
      case RegexNode.Sequence sequence -> {
        Expr out = factory.epsilon;
        for (int i = sequence.parts().size() - 1; i >= 0; i--) {
          out = factory.concat(plain(sequence.parts().get(i)), out);
        }
        yield out;
      }
      case RegexNode.Choice choice -> {
        List<Expr> parts = new ArrayList<>();
        CodePoints single = CodePoints.NONE;
        for (RegexNode part : choice.parts()) {
          if (part instanceof RegexNode.Chars chars) {
            single = single.union(chars.set());
          } else {
            parts.add(plain(part));
          }
        }
        parts.add(factory.codes(single));
        yield factory.alternate(parts);
      }
      case RegexNode.Repeat repeat ->
          factory.repeat(plain(repeat.body()), repeat.min(), repeat.max());
      case RegexNode.Anchor _, RegexNode.Look _ ->
          throw new IllegalStateException("a condition in a part lowered as plain: " + node);
    };
  }

  /// What follows a part, given what stands to the left of it.
  private static final class Next {
    final boolean dependsOnLeft;
    private final Function<Left, Expr> make;
    private final EnumMap<Left, Expr> made = new EnumMap<>(Left.class);

    Next(boolean dependsOnLeft, Function<Left, Expr> make) {
      this.dependsOnLeft = dependsOnLeft;
      this.make = make;
    }

    Expr at(Left left) {
      Left key = dependsOnLeft ? left : Left.START;
      Expr known = made.get(key);
      if (known == null) {
        known = make.apply(left);
        made.put(key, known);
      }
      return known;
    }
  }

  private Expr lower(RegexNode node, Next next, Left left) {
    factory.work().check();
    if (!RegexNode.hasConditions(node)) {
      return follow(plain(node), next, left);
    }
    return switch (node) {
      case RegexNode.Sequence sequence -> sequence(sequence.parts(), 0, next).at(left);
      case RegexNode.Choice choice -> {
        List<Expr> parts = new ArrayList<>();
        for (RegexNode part : choice.parts()) {
          parts.add(lower(part, next, left));
        }
        yield factory.alternate(parts);
      }
      case RegexNode.Repeat repeat -> repeat(repeat, next, left);
      case RegexNode.Anchor anchor -> anchor(anchor.kind(), next, left);
      case RegexNode.Look look -> look(look, next, left);
      case RegexNode.Empty _, RegexNode.Chars _, RegexNode.AnyByte _ -> next.at(left);
    };
  }

  private Next sequence(List<RegexNode> parts, int from, Next next) {
    Next rest = next;
    for (int i = parts.size() - 1; i >= from; i--) {
      RegexNode part = parts.get(i);
      Next after = rest;
      rest = new Next(dependsOnLeft(part) || after.dependsOnLeft, left -> lower(part, after, left));
    }
    return rest;
  }

  private static boolean dependsOnLeft(RegexNode node) {
    return switch (node) {
      case RegexNode.Empty _, RegexNode.Chars _, RegexNode.AnyByte _ -> false;
      case RegexNode.Sequence sequence ->
          sequence.parts().stream().anyMatch(RegexCompiler::dependsOnLeft);
      case RegexNode.Choice choice ->
          choice.parts().stream().anyMatch(RegexCompiler::dependsOnLeft);
      case RegexNode.Repeat repeat -> dependsOnLeft(repeat.body());
      case RegexNode.Anchor anchor ->
          anchor.kind() != Kind.TEXT_END && anchor.kind() != Kind.LINE_END;
      case RegexNode.Look look -> dependsOnLeft(look.body());
    };
  }

  /// `part` without conditions, then `next`: where `next` asks for its left context, the words of
  /// `part` are split by their last character.
  private Expr follow(Expr part, Next next, Left left) {
    if (!next.dependsOnLeft) {
      return factory.concat(part, next.at(left));
    }
    List<Expr> ways = new ArrayList<>(4);
    if (part.nullable) {
      ways.add(next.at(left));
    }
    ways.add(split(part, endsInWord, next, Left.WORD));
    ways.add(split(part, endsInNewline, next, Left.NEWLINE));
    ways.add(split(part, endsInOther, next, Left.OTHER));
    return factory.alternate(ways);
  }

  private Expr split(Expr part, Expr ending, Next next, Left left) {
    Expr some = part == factory.anyText ? ending : factory.and(part, ending);
    return some.isEmpty() ? factory.empty : factory.concat(some, next.at(left));
  }

  private Expr repeat(RegexNode.Repeat repeat, Next next, Left left) {
    if (repeat.max() < 0 && repeat.min() == 0) {
      return loop(repeat.body(), next, left);
    }
    // Bodies with conditions are unrolled; the limit on nodes bounds it.
    Next rest = next;
    int optional = repeat.max() < 0 ? 0 : repeat.max() - repeat.min();
    RegexNode body = repeat.body();
    boolean depends = dependsOnLeft(body);
    if (repeat.max() < 0) {
      rest = new Next(depends || next.dependsOnLeft, l -> loop(body, next, l));
    }
    for (int i = 0; i < optional; i++) {
      Next after = rest;
      rest =
          new Next(
              depends || after.dependsOnLeft,
              l -> factory.alternate(next.at(l), lower(body, after, l)));
      force(rest, left);
    }
    for (int i = 0; i < repeat.min(); i++) {
      Next after = rest;
      rest = new Next(depends || after.dependsOnLeft, l -> lower(body, after, l));
      force(rest, left);
    }
    return rest.at(left);
  }

  /// Makes a continuation now, so that long unrollings do not recurse.
  private static void force(Next next, Left left) {
    if (next.dependsOnLeft) {
      for (Left each : Left.values()) {
        next.at(each);
      }
    } else {
      next.at(left);
    }
  }

  private Expr loop(RegexNode body, Next next, Left left) {
    boolean depends = dependsOnLeft(body) || next.dependsOnLeft;
    Left[] lefts = depends ? Left.values() : new Left[] {left};
    EnumMap<Left, Variable> variables = new EnumMap<>(Left.class);
    for (Left each : lefts) {
      // A word of the loop is empty exactly when the continuation may be.
      variables.put(each, factory.variable(next.at(each).nullable));
    }
    Next again = new Next(depends, l -> requireNonNull(variables.get(depends ? l : left)));
    for (Left each : lefts) {
      Expr once = lower(body, again, each);
      factory.define(requireNonNull(variables.get(each)), factory.alternate(next.at(each), once));
    }
    return requireNonNull(variables.get(left));
  }

  private Expr anchor(Kind kind, Next next, Left left) {
    boolean atWord = left == Left.WORD;
    return switch (kind) {
      case TEXT_START -> left == Left.START ? next.at(left) : factory.empty;
      case LINE_START -> left == Left.START || left == Left.NEWLINE ? next.at(left) : factory.empty;
      case TEXT_END -> next.at(left).nullable ? factory.epsilon : factory.empty;
      case LINE_END ->
          factory.and(
              factory.alternate(
                  factory.epsilon,
                  factory.concat(factory.codes(CodePoints.of('\n', '\n')), factory.anyText)),
              next.at(left));
      case WORD_BOUNDARY, UNICODE_WORD_BOUNDARY -> beforeWord(!atWord, next.at(left));
      case NOT_WORD_BOUNDARY, UNICODE_NOT_WORD_BOUNDARY -> beforeWord(atWord, next.at(left));
    };
  }

  private Expr beforeWord(boolean wanted, Expr rest) {
    if (wanted) {
      return factory.and(factory.concat(factory.codes(word), factory.anyText), rest);
    }
    Expr other = factory.concat(factory.codes(word.complement()), factory.anyText);
    return factory.and(factory.alternate(factory.epsilon, other), rest);
  }

  private Expr look(RegexNode.Look look, Next next, Left left) {
    Expr ahead = lower(look.body(), new Next(false, _ -> factory.anyText), left);
    Expr rest = next.at(left);
    return look.negative() ? factory.and(factory.not(ahead), rest) : factory.and(ahead, rest);
  }
}
