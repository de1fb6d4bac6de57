package io.espalier.constrained.grammar;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import io.espalier.constrained.regex.RegexCompiler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads rules `name ::= …` as llama.cpp's GBNF and XGrammar's EBNF write them: quoted texts,
/// character classes, `.`, groups, `|`, `* + ? {m,n}`, `#` comments, and XGrammar's `Regex("…")`.
final class EbnfReader {
  private static final int MAX_COUNT = 1_000_000;

  private final ExprFactory exprs;
  private final Work work;
  private final String text;
  private int at;

  private EbnfReader(ExprFactory exprs, String text) {
    this.exprs = exprs;
    this.work = exprs.work();
    this.text = text;
  }

  /// Returns the rules by name, in order.
  static Map<String, Production> read(ExprFactory exprs, String text) {
    return new EbnfReader(exprs, text).rules();
  }

  private Map<String, Production> rules() {
    Map<String, Production> rules = new LinkedHashMap<>();
    skip(true);
    while (at < text.length()) {
      int start = at;
      String name = name();
      skip(false);
      if (!text.startsWith("::=", at)) {
        throw error("expected '::=' after the rule's name", "name ::= body");
      }
      at += 3;
      skip(true);
      Production body = alternatives(0, false);
      if (rules.put(name, body) != null) {
        at = start;
        throw new ConstraintException(
            ConstraintError.INVALID,
            "@" + at,
            "rule '" + name + "' is defined twice",
            "",
            "rename one");
      }
      skip(true);
    }
    if (rules.isEmpty()) {
      throw error("the grammar has no rule", "root ::= …");
    }
    return rules;
  }

  private ConstraintException error(String problem, String allowed) {
    return new ConstraintException(ConstraintError.SYNTAX, "@" + at, problem, allowed, "");
  }

  private void skip(boolean lines) {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else if (c == ' ' || c == '\t' || (lines && (c == '\n' || c == '\r'))) {
        at++;
      } else {
        return;
      }
    }
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }

  private String name() {
    int start = at;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw error("expected a rule's name", "letters, digits, '_', '-', '.'");
    }
    return text.substring(start, at);
  }

  private Production alternatives(int depth, boolean nested) {
    work.depth(depth, "@" + at);
    List<Production> parts = new ArrayList<>();
    parts.add(sequence(depth, nested));
    skip(nested);
    while (at < text.length() && nextBar(nested)) {
      skip(true);
      parts.add(sequence(depth, nested));
      skip(nested);
    }
    return parts.size() == 1 ? parts.getFirst() : new Production.Choice(parts);
  }

  /// Takes a `|`; one at the start of the next line continues the rule too.
  private boolean nextBar(boolean nested) {
    int saved = at;
    skip(true);
    if (at < text.length() && text.charAt(at) == '|') {
      at++;
      return true;
    }
    if (!nested) {
      at = saved;
    }
    return false;
  }

  private Production sequence(int depth, boolean nested) {
    List<Production> parts = new ArrayList<>();
    while (true) {
      work.check();
      skip(nested);
      if (at >= text.length() || "|)\n\r".indexOf(text.charAt(at)) >= 0) {
        if (nested || !continues()) {
          break;
        }
      }
      parts.add(repeated(primary(depth)));
    }
    return parts.size() == 1 ? parts.getFirst() : new Production.Sequence(parts);
  }

  /// Tells whether the rule goes on in the next line: it does unless another rule starts there.
  private boolean continues() {
    int saved = at;
    if (at >= text.length() || text.charAt(at) == '|' || text.charAt(at) == ')') {
      return false;
    }
    skip(true);
    if (at >= text.length() || "|)".indexOf(text.charAt(at)) >= 0) {
      at = saved;
      return false;
    }
    int here = at;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    boolean named = at > here;
    skip(false);
    boolean rule = named && text.startsWith("::=", at);
    at = rule ? saved : here;
    return !rule;
  }

  private Production primary(int depth) {
    char c = text.charAt(at);
    if (c == '"') {
      return new Production.Terminal(exprs.literal(quoted().getBytes(StandardCharsets.UTF_8)));
    }
    if (c == '[') {
      return new Production.Terminal(characterClass());
    }
    if (c == '.') {
      at++;
      return new Production.Terminal(regex("(?s)."));
    }
    if (c == '(') {
      if (text.startsWith("(=", at)) {
        throw unsupported("look-ahead assertions (=…)");
      }
      at++;
      Production body = alternatives(depth + 1, true);
      skip(true);
      if (at >= text.length() || text.charAt(at) != ')') {
        throw error("missing ')'", ")");
      }
      at++;
      return body;
    }
    int start = at;
    String name = name();
    return at < text.length() && text.charAt(at) == '('
        ? macro(name, start)
        : new Production.Rule(name, "@" + start);
  }

  private ConstraintException unsupported(String what) {
    return new ConstraintException(
        ConstraintError.UNSUPPORTED,
        "@" + at,
        what + " cannot be enforced here",
        "",
        "write it as rules");
  }

  private Production macro(String name, int start) {
    if (!name.equals("Regex")) {
      at = start;
      throw unsupported(name + "(…)");
    }
    at++;
    skip(true);
    int place = at;
    String pattern = quoted();
    skip(true);
    if (at >= text.length() || text.charAt(at) != ')') {
      throw unsupported("options of Regex(…)");
    }
    at++;
    try {
      return new Production.Terminal(RegexCompiler.compile(exprs, pattern, RegexDialect.RE2_FULL));
    } catch (ConstraintException e) {
      throw new ConstraintException(
          e.code(), "@" + place + e.place(), e.problem(), e.allowed(), e.hint());
    }
  }

  private Expr regex(String pattern) {
    return RegexCompiler.compile(exprs, pattern, RegexDialect.RE2_FULL);
  }

  private Production repeated(Production body) {
    Production node = body;
    while (at < text.length()) {
      char c = text.charAt(at);
      int min = c == '+' ? 1 : 0;
      int max = c == '?' ? 1 : -1;
      if (c == '{') {
        at++;
        skip(true);
        min = text.startsWith(",", at) ? 0 : number();
        skip(true);
        max = min;
        if (text.startsWith(",", at)) {
          at++;
          skip(true);
          max = text.startsWith("}", at) ? -1 : number();
          skip(true);
        }
        if (!text.startsWith("}", at) || (max >= 0 && min > max)) {
          throw error("malformed repetition", "{n}, {n,}, {n,m} with n at most m");
        }
      } else if (c != '*' && c != '+' && c != '?') {
        return node;
      }
      at++;
      node = new Production.Repeat(node, min, max);
    }
    return node;
  }

  private int number() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start || at - start > 7 || Integer.parseInt(text.substring(start, at)) > MAX_COUNT) {
      throw error("expected a count", "a whole number up to " + MAX_COUNT);
    }
    return Integer.parseInt(text.substring(start, at));
  }

  private String quoted() {
    int start = at;
    if (at >= text.length() || text.charAt(at) != '"') {
      throw error("expected a quoted text", "\"…\"");
    }
    at++;
    StringBuilder out = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\n') {
        break;
      }
      out.appendCodePoint(character());
    }
    if (at >= text.length() || text.charAt(at) != '"') {
      at = start;
      throw error("the quoted text does not end", "a closing '\"'");
    }
    at++;
    return out.toString();
  }

  private int character() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    if (c != '\\' || at >= text.length()) {
      return c;
    }
    char e = text.charAt(at++);
    return switch (e) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case 'a' -> 0x07;
      case '0' -> 0;
      case 'x' -> hex(2);
      case 'u' -> text.startsWith("{", at) ? bracedHex() : hex(4);
      case 'U' -> hex(8);
      default -> e;
    };
  }

  private int bracedHex() {
    int end = text.indexOf('}', at);
    if (end < 0 || end - at > 7) {
      throw error("malformed \\u{…}", "up to six hex digits");
    }
    at++;
    int value = hex(end - at);
    at = end + 1;
    return value;
  }

  private int hex(int digits) {
    int end = at + digits;
    int value = 0;
    for (; at < end; at++) {
      int d = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (d < 0) {
        throw error("malformed hexadecimal escape", digits + " hex digits");
      }
      value = value * 16 + d;
    }
    if (value > 0x10FFFF || value < 0) {
      throw error("no such character", "up to 10FFFF");
    }
    return value;
  }

  private Expr characterClass() {
    int start = at++;
    boolean negated = text.startsWith("^", at);
    if (negated) {
      at++;
    }
    StringBuilder pattern = new StringBuilder(negated ? "[^" : "[");
    while (at < text.length() && text.charAt(at) != ']') {
      int low = classMember(pattern);
      if (low >= 0
          && text.startsWith("-", at)
          && at + 1 < text.length()
          && text.charAt(at + 1) != ']') {
        at++;
        int high = character();
        if (high < low) {
          throw error("the range is in the wrong order", "the smaller character first");
        }
        pattern.append(String.format("-\\x{%x}", high));
      }
    }
    if (at >= text.length()) {
      at = start;
      throw error("the character class does not end", "a closing ']'");
    }
    at++;
    if (pattern.length() == (negated ? 2 : 1)) {
      return negated ? regex("(?s).") : exprs.empty();
    }
    return regex(pattern.append(']').toString());
  }

  /// Appends a member; returns its code point, or -1 for a class such as `\d`.
  private int classMember(StringBuilder pattern) {
    if (text.charAt(at) == '\\'
        && at + 1 < text.length()
        && "dDwWsS".indexOf(text.charAt(at + 1)) >= 0) {
      pattern.append(text, at, at + 2);
      at += 2;
      return -1;
    }
    int c = character();
    pattern.append(String.format("\\x{%x}", c));
    return c;
  }
}
