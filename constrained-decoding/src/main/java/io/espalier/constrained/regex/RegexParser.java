package io.espalier.constrained.regex;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.regex.RegexNode.Anchor;
import io.espalier.constrained.regex.RegexNode.Chars;
import io.espalier.constrained.regex.RegexNode.Choice;
import io.espalier.constrained.regex.RegexNode.Kind;
import io.espalier.constrained.regex.RegexNode.Look;
import io.espalier.constrained.regex.RegexNode.Repeat;
import io.espalier.constrained.regex.RegexNode.Sequence;
import java.util.ArrayList;
import java.util.List;

/// Reads a regex of any of the dialects into a [RegexNode].
///
/// Recursive by groups only, and no deeper than the limit on depth. What is not regular
/// (back-references) or cannot be built here (look-behind) is refused with its offset.
final class RegexParser {
  private static final int MAX_COUNT = 1_000_000;

  final String text;
  final RegexDialect dialect;
  private final Work work;
  private final ClassReader classes = new ClassReader(this);
  private final EscapeReader escapes = new EscapeReader(this);
  int at;
  boolean ignoreCase;
  boolean dotAll;
  private boolean multiLine;
  private boolean swapGreed;
  private boolean verbose;
  boolean unicode;

  RegexParser(String text, RegexDialect dialect, Work work) {
    this.text = text;
    this.dialect = dialect;
    this.work = work;
    this.unicode = dialect == RegexDialect.RUST_FULL;
  }

  /// Sets the flags that stand outside the pattern: any of `i`, `m`, `s`, `x`, `u`.
  RegexParser flags(String flags) {
    for (int i = 0; i < flags.length(); i++) {
      setFlag(flags.charAt(i), true, i);
    }
    return this;
  }

  RegexNode parse() {
    RegexNode node = alternatives(0);
    if (at < text.length()) {
      throw syntax("unmatched ')'", "escape it as \\)");
    }
    return node;
  }

  ConstraintException syntax(String problem, String hint) {
    return new ConstraintException(ConstraintError.SYNTAX, "@" + at, problem, "", hint);
  }

  ConstraintException unsupported(String problem, String hint) {
    return new ConstraintException(ConstraintError.UNSUPPORTED, "@" + at, problem, "", hint);
  }

  boolean more() {
    return at < text.length();
  }

  boolean looking(String prefix) {
    return text.startsWith(prefix, at);
  }

  boolean take(String prefix) {
    if (looking(prefix)) {
      at += prefix.length();
      return true;
    }
    return false;
  }

  int codePoint() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  CodePoints folded(CodePoints set) {
    return ignoreCase
        ? UnicodeSets.foldCase(set, dialect == RegexDialect.RUST_FULL && !unicode)
        : set;
  }

  private RegexNode alternatives(int depth) {
    work.depth(depth, "@" + at);
    boolean savedCase = ignoreCase;
    boolean savedDot = dotAll;
    boolean savedLine = multiLine;
    boolean savedGreed = swapGreed;
    boolean savedVerbose = verbose;
    boolean savedUnicode = unicode;
    List<RegexNode> parts = new ArrayList<>();
    parts.add(sequence(depth));
    while (take("|")) {
      parts.add(sequence(depth));
    }
    ignoreCase = savedCase;
    dotAll = savedDot;
    multiLine = savedLine;
    swapGreed = savedGreed;
    verbose = savedVerbose;
    unicode = savedUnicode;
    return parts.size() == 1 ? parts.getFirst() : new Choice(parts);
  }

  private RegexNode sequence(int depth) {
    List<RegexNode> parts = new ArrayList<>();
    while (more()) {
      work.check();
      if (verbose && skipVerbose()) {
        continue;
      }
      char c = text.charAt(at);
      if (c == '|' || c == ')') {
        break;
      }
      if (dialect == RegexDialect.RE2_FULL || dialect == RegexDialect.RE2_SEARCH) {
        if (take("\\Q")) {
          quoted(parts);
          continue;
        }
      }
      parts.add(quantified(atom(depth)));
    }
    return parts.isEmpty()
        ? new RegexNode.Empty()
        : parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
  }

  private boolean skipVerbose() {
    char c = text.charAt(at);
    if (c == '#') {
      while (more() && text.charAt(at) != '\n') {
        at++;
      }
      return true;
    }
    if (Character.isWhitespace(c)) {
      at++;
      return true;
    }
    return false;
  }

  private void quoted(List<RegexNode> parts) {
    while (more() && !take("\\E")) {
      parts.add(new Chars(folded(one(codePoint()))));
    }
  }

  static CodePoints one(int c) {
    return CodePoints.of(c, c);
  }

  private RegexNode atom(int depth) {
    char c = text.charAt(at);
    return switch (c) {
      case '(' -> group(depth);
      case '[' -> new Chars(classes.read());
      case '.' -> {
        at++;
        yield new Chars(dot());
      }
      case '^' -> {
        at++;
        yield new Anchor(multiLine ? Kind.LINE_START : Kind.TEXT_START);
      }
      case '$' -> {
        at++;
        yield new Anchor(multiLine ? Kind.LINE_END : Kind.TEXT_END);
      }
      case '\\' -> escapes.outsideClass();
      case '*', '+', '?' ->
          throw syntax("nothing to repeat before '" + c + "'", "escape it as \\" + c);
      default -> new Chars(folded(one(literal())));
    };
  }

  /// A literal character; a surrogate pair in the text is one character, a lone half matches
  /// nothing.
  private int literal() {
    char c = text.charAt(at);
    if (c == '{' && !dialect.ecma() && dialect == RegexDialect.RUST_FULL) {
      throw syntax("nothing to repeat before '{'", "escape it as \\{");
    }
    if (c == '{' && dialect.ecma() && isQuantifier()) {
      throw syntax("nothing to repeat before '{'", "escape it as \\{");
    }
    return codePoint();
  }

  private CodePoints dot() {
    if (dotAll) {
      return CodePoints.ALL;
    }
    return dialect.ecma()
        ? CodePoints.of('\n', '\n', '\r', '\r', 0x2028, 0x2029).complement()
        : one('\n').complement();
  }

  private RegexNode group(int depth) {
    at++;
    RegexNode body;
    if (!take("?")) {
      body = alternatives(depth + 1);
    } else if (take(":")) {
      body = alternatives(depth + 1);
    } else if (take("=")) {
      body = new Look(false, alternatives(depth + 1));
    } else if (take("!")) {
      body = new Look(true, alternatives(depth + 1));
    } else if (looking("<=") || looking("<!")) {
      throw unsupported(
          "look-behind (?<…) is not supported", "say what precedes as part of the regex");
    } else if (take("P<") || take("<")) {
      int end = text.indexOf('>', at);
      if (end <= at) {
        throw syntax("a group's name must end with '>'", "write (?<name>…)");
      }
      at = end + 1;
      body = alternatives(depth + 1);
    } else if (looking("P=") || looking("P>")) {
      throw unsupported("back-references are not regular", "spell the repeated text out");
    } else if (looking(">")) {
      throw unsupported("atomic groups are not supported", "use (?:…)");
    } else {
      return flagGroup(depth);
    }
    if (!take(")")) {
      throw syntax("missing ')'", "close the group");
    }
    return body;
  }

  private RegexNode flagGroup(int depth) {
    boolean savedCase = ignoreCase;
    boolean savedDot = dotAll;
    boolean savedLine = multiLine;
    boolean savedGreed = swapGreed;
    boolean savedVerbose = verbose;
    boolean savedUnicode = unicode;
    boolean on = true;
    while (more() && text.charAt(at) != ')' && text.charAt(at) != ':') {
      char c = text.charAt(at);
      if (c == '-' && on) {
        on = false;
      } else {
        setFlag(c, on, at);
      }
      at++;
    }
    if (take(")")) {
      return new RegexNode.Empty();
    }
    if (!take(":")) {
      throw syntax("missing ')'", "close the group");
    }
    RegexNode body = alternatives(depth + 1);
    ignoreCase = savedCase;
    dotAll = savedDot;
    multiLine = savedLine;
    swapGreed = savedGreed;
    verbose = savedVerbose;
    unicode = savedUnicode;
    if (!take(")")) {
      throw syntax("missing ')'", "close the group");
    }
    return body;
  }

  private void setFlag(char flag, boolean on, int place) {
    switch (flag) {
      case 'i' -> ignoreCase = on;
      case 's' -> dotAll = on;
      case 'm' -> multiLine = on;
      case 'U' -> swapGreed = on;
      case 'x' -> verbose = on;
      case 'u' -> unicode = on || dialect != RegexDialect.RUST_FULL;
      default ->
          throw new ConstraintException(
              ConstraintError.SYNTAX,
              "@" + place,
              "unknown flag '" + flag + "'",
              "i, m, s, x, u, U",
              "");
    }
  }

  private RegexNode quantified(RegexNode atom) {
    RegexNode node = atom;
    int stacked = 0;
    while (more()) {
      if (verbose && skipVerbose()) {
        continue;
      }
      int start = at;
      int min;
      int max;
      if (take("*")) {
        min = 0;
        max = -1;
      } else if (take("+")) {
        min = 1;
        max = -1;
      } else if (take("?")) {
        min = 0;
        max = 1;
      } else if (looking("{") && isQuantifier()) {
        at++;
        min = looking(",") ? 0 : count();
        max = min;
        if (take(",")) {
          max = looking("}") ? -1 : count();
        }
        at++;
        if (max >= 0 && min > max) {
          at = start;
          throw syntax(
              "the range {" + min + "," + max + "} is empty", "put the smaller number first");
        }
      } else {
        return node;
      }
      if (stacked++ > 0 && (dialect.ecma() || stacked > work.limits().maxDepth())) {
        at = start;
        throw syntax("nothing to repeat", "put the repeated part into (?:…)");
      }
      if (!take("?") && looking("+") && dialect.ecma()) {
        throw syntax("possessive quantifiers are not part of the dialect", "drop the second sign");
      }
      node = new Repeat(node, min, max);
    }
    return node;
  }

  private int count() {
    int start = at;
    long value = 0;
    while (more() && Character.isDigit(text.charAt(at)) && text.charAt(at) < 0x80) {
      value = Math.min(Integer.MAX_VALUE, value * 10 + (text.charAt(at) - '0'));
      at++;
    }
    if (value > MAX_COUNT) {
      at = start;
      throw new ConstraintException(
          ConstraintError.TOO_LARGE,
          "@" + at,
          "the count is too large",
          "at most " + MAX_COUNT,
          "");
    }
    return (int) value;
  }

  /// Tells whether `{n}`, `{n,}` or `{n,m}` stands here; any other brace is a literal.
  private boolean isQuantifier() {
    int i = at + 1;
    int digits = 0;
    while (i < text.length() && isDigit(text.charAt(i))) {
      i++;
      digits++;
    }
    boolean rust = dialect == RegexDialect.RUST_FULL;
    if (digits == 0 && !(rust && i < text.length() && text.charAt(i) == ',')) {
      return false;
    }
    if (i < text.length() && text.charAt(i) == ',') {
      i++;
      while (i < text.length() && isDigit(text.charAt(i))) {
        i++;
      }
    }
    return i < text.length() && text.charAt(i) == '}';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  EscapeReader escapes() {
    return escapes;
  }
}
