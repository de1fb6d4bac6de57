package io.espalier.runtime.tokenizer;

import io.espalier.runtime.tokenizer.SplitPattern.Node;
import java.util.ArrayList;
import java.util.List;

/// Reads the regular expressions of tokenizer files into {@link SplitPattern}s, and refuses by name
/// what they do not use.
///
/// Understood: literals, escapes, `\s \S \d \D \w \W \p{..} \P{..}`, classes, alternation, groups
/// `( )`, `(?: )`, `(?i: )`, look-ahead `(?= )` and `(?! )`, `^`, `$`, and the quantifiers `? * +
/// {n} {n,} {n,m}`, also possessive, on single characters and classes; `?` on groups.
final class SplitPatternParser {
  private static final int MAX_LENGTH = 4096;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NODES = 4096;
  private static final int MAX_COUNT = 1000;

  private static final int WORD =
      CodePointSet.categoryMask("L")
          | CodePointSet.categoryMask("M")
          | CodePointSet.categoryMask("Nd")
          | CodePointSet.categoryMask("Nl")
          | CodePointSet.categoryMask("Pc");

  private final String source;
  private final String file;
  private final int[] points;
  private int at;
  private int slots;
  private int nodes;

  SplitPatternParser(String source, String file) {
    this.source = source;
    this.file = file;
    if (source.length() > MAX_LENGTH) {
      throw new TokenizerException.Invalid(
          file, "a split pattern of " + source.length() + " characters");
    }
    this.points = CodePoints.of(source);
  }

  SplitPattern parse() {
    Expression whole = alternation(false, 0);
    if (at < points.length) {
      throw refuse("an unbalanced ')'");
    }
    return new SplitPattern(source, compile(whole, new Node.Accept()), Math.max(1, slots));
  }

  /// The pattern as a tree, before continuations are tied in.
  private sealed interface Expression {
    record Sequence(List<Expression> items) implements Expression {}

    record Alternation(List<Expression> options) implements Expression {}

    record Characters(CodePointSet set, int min, int max, boolean possessive)
        implements Expression {}

    record Optional(Expression inner) implements Expression {}

    record Look(Expression inner, boolean negative) implements Expression {}

    record Edge(boolean end) implements Expression {}
  }

  /// Ties `expression` in front of `next`.
  private Node compile(Expression expression, Node next) {
    if (++nodes > MAX_NODES) {
      throw refuse("so many parts");
    }
    return switch (expression) {
      case Expression.Sequence sequence -> {
        Node node = next;
        for (int i = sequence.items().size() - 1; i >= 0; i--) {
          node = compile(sequence.items().get(i), node);
        }
        yield node;
      }
      case Expression.Alternation alternation -> {
        List<Node> options = new ArrayList<>();
        for (Expression option : alternation.options()) {
          options.add(compile(option, next));
        }
        yield new Node.Choice(options);
      }
      case Expression.Characters c ->
          new Node.Repeat(c.set(), c.min(), c.max(), c.possessive(), slots++, next);
      case Expression.Optional optional ->
          new Node.Choice(List.of(compile(optional.inner(), next), next));
      case Expression.Look look ->
          new Node.Look(compile(look.inner(), new Node.Accept()), look.negative(), next);
      case Expression.Edge edge -> new Node.Edge(edge.end(), next);
    };
  }

  private Expression alternation(boolean ignoreCase, int depth) {
    if (depth > MAX_DEPTH) {
      throw refuse("groups nested deeper than " + MAX_DEPTH);
    }
    List<Expression> options = new ArrayList<>();
    options.add(sequence(ignoreCase, depth));
    while (at < points.length && points[at] == '|') {
      at++;
      options.add(sequence(ignoreCase, depth));
    }
    return options.size() == 1 ? options.getFirst() : new Expression.Alternation(options);
  }

  private Expression sequence(boolean ignoreCase, int depth) {
    List<Expression> items = new ArrayList<>();
    while (at < points.length && points[at] != '|' && points[at] != ')') {
      items.add(item(ignoreCase, depth));
    }
    return new Expression.Sequence(items);
  }

  private Expression item(boolean ignoreCase, int depth) {
    int point = points[at];
    return switch (point) {
      case '^', '$' -> {
        at++;
        yield new Expression.Edge(point == '$');
      }
      case '(' -> group(ignoreCase, depth);
      case '?', '*', '+', '{' -> throw refuse("a quantifier with nothing in front of it");
      default -> quantified(characters(ignoreCase));
    };
  }

  private Expression group(boolean ignoreCase, int depth) {
    at++;
    boolean look = false;
    boolean negative = false;
    boolean fold = ignoreCase;
    if (at < points.length && points[at] == '?') {
      if (takes("?:")) {
        fold = ignoreCase;
      } else if (takes("?i:")) {
        fold = true;
      } else if (takes("?=")) {
        look = true;
      } else if (takes("?!")) {
        look = true;
        negative = true;
      } else {
        throw refuse("the group '(" + rest(4) + "'");
      }
    }
    Expression inner = alternation(fold, depth + 1);
    if (at >= points.length) {
      throw refuse("a group without ')'");
    }
    at++;
    if (look) {
      return new Expression.Look(inner, negative);
    }
    if (at < points.length && points[at] == '?') {
      at++;
      if (at < points.length && (points[at] == '?' || points[at] == '+')) {
        throw refuse("the quantifier '" + rest(2) + "' on a group");
      }
      return new Expression.Optional(inner);
    }
    if (at < points.length && (points[at] == '*' || points[at] == '+' || points[at] == '{')) {
      throw refuse("repetition of a group");
    }
    return inner;
  }

  private Expression quantified(CodePointSet set) {
    int min = 1;
    int max = 1;
    boolean quantifier = true;
    switch (at < points.length ? points[at] : 0) {
      case '?' -> min = 0;
      case '*' -> {
        min = 0;
        max = Integer.MAX_VALUE;
      }
      case '+' -> max = Integer.MAX_VALUE;
      case '{' -> {
        at++;
        min = number();
        max = min;
        if (takes(",")) {
          max = at < points.length && points[at] == '}' ? Integer.MAX_VALUE : number();
        }
        if (at >= points.length || points[at] != '}' || max < min) {
          throw refuse("the count before '" + rest(4) + "'");
        }
      }
      default -> quantifier = false;
    }
    if (!quantifier) {
      return new Expression.Characters(set, 1, 1, true);
    }
    at++;
    boolean possessive = takes("+");
    if (at < points.length && points[at] == '?') {
      throw refuse("a reluctant quantifier");
    }
    return new Expression.Characters(set, min, max, possessive);
  }

  private int number() {
    int value = 0;
    int first = at;
    while (at < points.length && points[at] >= '0' && points[at] <= '9') {
      value = value * 10 + points[at++] - '0';
      if (value > MAX_COUNT) {
        throw refuse("a count above " + MAX_COUNT);
      }
    }
    if (at == first) {
      throw refuse("'{' without a count");
    }
    return value;
  }

  private CodePointSet characters(boolean ignoreCase) {
    var builder = new CodePointSet.Builder();
    int point = points[at++];
    switch (point) {
      case '[' -> charClass(builder, ignoreCase);
      case '.' -> builder.range('\n', '\n').negate();
      case '\\' -> {
        int escaped = escape(builder);
        if (escaped >= 0) {
          add(builder, escaped, ignoreCase);
        }
      }
      default -> add(builder, point, ignoreCase);
    }
    return builder.build();
  }

  private void charClass(CodePointSet.Builder builder, boolean ignoreCase) {
    if (takes("^")) {
      builder.negate();
    }
    boolean first = true;
    while (first || at >= points.length || points[at] != ']') {
      first = false;
      if (at >= points.length) {
        throw refuse("a class without ']'");
      }
      int low = points[at++];
      if (low == '[') {
        throw refuse("a class inside a class");
      }
      if (low == '&' && at < points.length && points[at] == '&') {
        throw refuse("'&&' in a class");
      }
      if (low == '\\') {
        low = escape(builder);
        if (low < 0) {
          continue;
        }
      }
      if (at + 1 < points.length && points[at] == '-' && points[at + 1] != ']') {
        at++;
        int high = points[at++];
        if (high == '\\') {
          high = escape(builder);
        }
        if (high < low) {
          throw refuse("a range that ends before it begins");
        }
        builder.range(low, high);
      } else {
        add(builder, low, ignoreCase);
      }
    }
    at++;
  }

  private static void add(CodePointSet.Builder builder, int point, boolean ignoreCase) {
    if (ignoreCase) {
      builder.ignoringCase(point);
    } else {
      builder.range(point, point);
    }
  }

  /// Reads what follows a backslash: a character, which is returned, or a set, which is added (-1).
  private int escape(CodePointSet.Builder builder) {
    if (at >= points.length) {
      throw refuse("a backslash at the end");
    }
    int point = points[at++];
    return switch (point) {
      case 'r' -> '\r';
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case 'u', 'x' -> hexadecimal(point);
      case 's', 'S' -> {
        builder.space(point == 'S');
        yield -1;
      }
      case 'd', 'D' -> {
        builder.categories(CodePointSet.categoryMask("Nd"), point == 'D');
        yield -1;
      }
      case 'w', 'W' -> {
        builder.categories(WORD, point == 'W');
        yield -1;
      }
      case 'p', 'P' -> {
        builder.categories(property(), point == 'P');
        yield -1;
      }
      default -> {
        if (Character.isLetterOrDigit(point)) {
          throw refuse("the escape '\\" + Character.toString(point) + "'");
        }
        yield point;
      }
    };
  }

  private int property() {
    int end = at;
    while (end < points.length && points[end] != '}') {
      end++;
    }
    if (at >= points.length || points[at] != '{' || end == points.length) {
      throw refuse("'\\p' without a name in braces");
    }
    String name = new String(points, at + 1, end - at - 1);
    int mask = CodePointSet.categoryMask(name);
    if (mask == 0) {
      throw refuse("the property '" + name + "'");
    }
    at = end + 1;
    return mask;
  }

  private int hexadecimal(int kind) {
    boolean braces = takes("{");
    int digits = braces ? 6 : kind == 'u' ? 4 : 2;
    int value = 0;
    int read = 0;
    while (read < digits && at < points.length && Character.digit(points[at], 16) >= 0) {
      value = value * 16 + Character.digit(points[at++], 16);
      read++;
    }
    if (read == 0 || (braces ? !takes("}") : read < digits) || value > Character.MAX_CODE_POINT) {
      throw refuse("a hexadecimal escape of this form");
    }
    return value;
  }

  private boolean takes(String expected) {
    for (int i = 0; i < expected.length(); i++) {
      if (at + i >= points.length || points[at + i] != expected.charAt(i)) {
        return false;
      }
    }
    at += expected.length();
    return true;
  }

  private String rest(int length) {
    return new String(points, at, Math.min(length, points.length - at));
  }

  private TokenizerException refuse(String what) {
    return new TokenizerException.Unsupported(
        file, what + " at character " + at + " of the split pattern " + source);
  }
}
