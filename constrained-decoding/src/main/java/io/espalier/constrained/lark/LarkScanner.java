package io.espalier.constrained.lark;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.automaton.Work;
import java.util.ArrayDeque;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The characters of a Lark grammar: names, strings, regexes, numbers, JSON in braces.
final class LarkScanner {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MAX_COUNT = 1_000_000;

  final String text;
  final Work work;
  int at;

  LarkScanner(String text, Work work) {
    this.text = text;
    this.work = work;
  }

  boolean more() {
    return at < text.length();
  }

  char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
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

  void expect(String wanted) {
    if (!take(wanted)) {
      throw error("expected '" + wanted + "'", "'" + wanted + "'");
    }
  }

  ConstraintException error(String problem, String allowed) {
    return new ConstraintException(ConstraintError.SYNTAX, "@" + at, problem, allowed, "");
  }

  ConstraintException error(ConstraintError code, int place, String problem, String hint) {
    return new ConstraintException(code, "@" + place, problem, "", hint);
  }

  /// Passes blanks and comments (`//`, `#`), and line ends where `lines`.
  void skip(boolean lines) {
    while (more()) {
      char c = peek();
      if (looking("//") || c == '#') {
        while (more() && peek() != '\n') {
          at++;
        }
      } else if (c == ' ' || c == '\t' || (lines && (c == '\n' || c == '\r'))) {
        at++;
      } else if (c == '\\' && (looking("\\\n") || looking("\\\r\n"))) {
        at += looking("\\\n") ? 2 : 3;
      } else {
        return;
      }
    }
  }

  static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_';
  }

  /// Reads a name: letters, digits, `_`, and `-` inside.
  String name() {
    int start = at;
    if (!isNameStart(peek())) {
      throw error("expected a name", "letters, digits, '_'");
    }
    while (more()
        && (Character.isLetterOrDigit(peek())
            || peek() == '_'
            || (peek() == '-'
                && at + 1 < text.length()
                && Character.isLetterOrDigit(text.charAt(at + 1))))) {
      at++;
    }
    return text.substring(start, at);
  }

  /// Tells whether a name is a terminal's: its first letter is a capital.
  static boolean isTerminal(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) != '_') {
        return Character.isUpperCase(name.charAt(i));
      }
    }
    return false;
  }

  int number() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start || at - start > 7 || Integer.parseInt(text.substring(start, at)) > MAX_COUNT) {
      at = start;
      throw error("expected a count", "a whole number up to " + MAX_COUNT);
    }
    return Integer.parseInt(text.substring(start, at));
  }

  /// Reads a text in double quotes; escapes as in JSON, and `\xHH`, `\'`, `\0`.
  String string() {
    int start = at;
    expect("\"");
    StringBuilder out = new StringBuilder();
    while (peek() != '"') {
      if (!more() || peek() == '\n') {
        at = start;
        throw error("the text does not end", "a closing '\"'");
      }
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      out.appendCodePoint(c == '\\' ? escape() : c);
    }
    at++;
    return out.toString();
  }

  private int escape() {
    char c = peek();
    at++;
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case '0' -> 0;
      case '"', '\'', '\\', '/' -> c;
      case 'x' -> hex(2);
      case 'u' -> hex(4);
      case 'U' -> hex(8);
      default -> {
        at -= 2;
        throw error("unknown escape \\" + c, "\\n \\r \\t \\b \\f \\\\ \\\" \\xHH \\uHHHH");
      }
    };
  }

  private int hex(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++, at++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw error("malformed hexadecimal escape", digits + " hex digits");
      }
      value = value * 16 + digit;
    }
    if (value < 0 || value > 0x10FFFF) {
      throw error("no such character", "up to 10FFFF");
    }
    return value;
  }

  /// Reads the pattern of `/…/`, the slashes passed.
  String regex() {
    int start = at;
    expect("/");
    StringBuilder out = new StringBuilder();
    boolean inClass = false;
    while (peek() != '/' || inClass) {
      if (!more() || peek() == '\n') {
        at = start;
        throw error("the regex does not end", "a closing '/'");
      }
      if (peek() == '[') {
        inClass = true;
      } else if (peek() == ']') {
        inClass = false;
      }
      if (peek() == '\\' && at + 1 < text.length()) {
        at++;
        if (peek() != '/') {
          out.append('\\');
        }
      }
      out.append(peek());
      at++;
    }
    at++;
    return out.toString();
  }

  /// Reads the letters right after a text or regex.
  String flags() {
    int start = at;
    while (peek() >= 'a' && peek() <= 'z') {
      at++;
    }
    return text.substring(start, at);
  }

  /// Reads a JSON value in braces.
  JsonNode json() {
    int start = at;
    String body = braces();
    try {
      return MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw error(ConstraintError.SYNTAX, start, "no JSON: " + e.getOriginalMessage(), "");
    }
  }

  /// Returns everything from an opening brace to the one that closes it, texts and comments passed
  /// over.
  String braces() {
    int start = at;
    if (peek() != '{') {
      throw error("expected '{'", "'{'");
    }
    ArrayDeque<Character> open = new ArrayDeque<>();
    do {
      char c = peek();
      switch (c) {
        case '{', '[' -> open.push(c);
        case '}', ']' -> open.pop();
        case '"' -> {
          passString();
          continue;
        }
        default -> {}
      }
      at++;
    } while (more() && !open.isEmpty());
    if (!open.isEmpty()) {
      at = start;
      throw error("the braces do not close", "'}'");
    }
    return text.substring(start, at);
  }

  private void passString() {
    at++;
    while (more() && peek() != '"') {
      at += peek() == '\\' ? 2 : 1;
    }
    at++;
  }
}
