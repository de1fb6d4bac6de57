package io.espalier.constrained.grammar;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.automaton.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads rules `name ::= …` as llama.cpp's GBNF and XGrammar's EBNF write them: quoted texts,
/// character classes, `.`, groups, `|`, `* + ? {m,n}`, `#` comments, and XGrammar's macros
/// `Regex("…", flags="…", json_string=true)`, `Substring("…", …)` and `TagDispatch(("trigger",
/// rule), …, loop_after_dispatch=…, excludes=("…"))`, and its attribute `name[max_chars=n] ::= …`.
public final class EbnfReader {
  private static final int MAX_COUNT = 1_000_000;

  private final Work work;
  private final String text;
  private int at;

  private EbnfReader(Work work, String text) {
    this.work = work;
    this.text = text;
  }

  /// Reads a grammar whose texts follow rule `start`.
  public static Grammar read(Work work, String text, String start) {
    return new Grammar(new EbnfReader(work, text).rules(), start);
  }

  private Map<String, Production> rules() {
    Map<String, Production> rules = new LinkedHashMap<>();
    skip(true);
    while (at < text.length()) {
      int start = at;
      String name = name();
      int most = maxCharacters();
      skip(false);
      if (!text.startsWith("::=", at)) {
        throw error("expected '::=' after the rule's name", "name ::= body");
      }
      at += 3;
      skip(true);
      Production body = alternatives(0, false);
      if (most >= 0) {
        body = new Production.Both(List.of(body, regex("(?s).{0," + most + "}")));
      }
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
    if (text.startsWith("[max_chars", at)) {
      at = Math.max(at, text.indexOf(']', at) + 1);
    }
    skip(false);
    boolean rule = named && text.startsWith("::=", at);
    at = rule ? saved : here;
    return !rule;
  }

  private Production primary(int depth) {
    char c = text.charAt(at);
    if (c == '"') {
      return new Production.Text(quoted());
    }
    if (c == '[') {
      return characterClass();
    }
    if (c == '.') {
      at++;
      return regex("(?s).");
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
    at++;
    skip(true);
    Production made =
        switch (name) {
          case "Regex" -> regexMacro();
          case "Substring" -> substringMacro();
          case "TagDispatch" -> dispatchMacro();
          default -> {
            at = start;
            throw unsupported(name + "(…)");
          }
        };
    skip(true);
    expect(')');
    return made;
  }

  private void expect(char c) {
    if (at >= text.length() || text.charAt(at) != c) {
      throw error("expected '" + c + "'", "'" + c + "'");
    }
    at++;
  }

  /// Passes a comma; false where none stands here.
  private boolean comma() {
    skip(true);
    if (at < text.length() && text.charAt(at) == ',') {
      at++;
      skip(true);
      return true;
    }
    return false;
  }

  /// Reads `name =` of an option.
  private String option() {
    String name = name();
    skip(true);
    expect('=');
    skip(true);
    return name;
  }

  private boolean truth() {
    int start = at;
    String word = name();
    if (!word.equals("true") && !word.equals("false")) {
      at = start;
      throw error("expected a truth value", "true, false");
    }
    return word.equals("true");
  }

  private Production regexMacro() {
    int place = at;
    String pattern = quoted();
    String flags = "";
    boolean jsonString = false;
    while (comma()) {
      int start = at;
      switch (option()) {
        case "flags" -> flags = quoted();
        case "json_string" -> jsonString = truth();
        default -> {
          at = start;
          throw error("unknown option of Regex(…)", "flags, json_string");
        }
      }
    }
    Production whole = new Production.Pattern(pattern, RegexDialect.RE2_FULL, flags, "@" + place);
    return jsonString ? new Production.Both(List.of(whole, regex("[^\"\\\\\\x00-\\x1F]*"))) : whole;
  }

  private Production substringMacro() {
    List<String> chunks = new ArrayList<>();
    skip(true);
    if (at < text.length() && text.charAt(at) == '"') {
      do {
        chunks.add(quoted());
      } while (comma());
    }
    return new Production.Substring(chunks);
  }

  private Production dispatchMacro() {
    List<String> triggers = new ArrayList<>();
    List<Production> contents = new ArrayList<>();
    List<String> excluded = List.of();
    boolean loop = true;
    do {
      int start = at;
      if (at < text.length() && text.charAt(at) == '(') {
        at++;
        skip(true);
        triggers.add(quoted());
        if (triggers.getLast().isEmpty() || !comma()) {
          at = start;
          throw error("malformed tag", "(\"trigger\", rule)");
        }
        int place = at;
        contents.add(new Production.Rule(name(), "@" + place));
        skip(true);
        expect(')');
        continue;
      }
      switch (option()) {
        case "loop_after_dispatch" -> loop = truth();
        case "excludes" -> excluded = texts();
        default -> {
          at = start;
          throw error(
              "unknown option of TagDispatch(…)",
              "(\"trigger\", rule), loop_after_dispatch, excludes");
        }
      }
    } while (comma());
    Dispatch dispatch = new Dispatch(new Production.AnyText(List.of()), excluded, List.of());
    for (int i = 0; i < triggers.size(); i++) {
      dispatch.add(new Dispatch.End(triggers.get(i), null), contents.get(i));
    }
    return loop ? dispatch.loop() : dispatch.single();
  }

  private List<String> texts() {
    List<String> out = new ArrayList<>();
    expect('(');
    do {
      skip(true);
      out.add(quoted());
    } while (comma());
    expect(')');
    return out;
  }

  /// Reads the attribute `[max_chars=n]`; -1 where there is none.
  private int maxCharacters() {
    if (at >= text.length() || text.charAt(at) != '[') {
      return -1;
    }
    int start = at++;
    if (!option().equals("max_chars")) {
      at = start;
      throw error("unknown attribute", "max_chars");
    }
    int most = number();
    expect(']');
    return most;
  }

  private Production regex(String pattern) {
    return new Production.Pattern(pattern, RegexDialect.RE2_FULL, "", "@" + at);
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

  private Production characterClass() {
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
      return negated ? regex("(?s).") : new Production.Choice(List.of());
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
