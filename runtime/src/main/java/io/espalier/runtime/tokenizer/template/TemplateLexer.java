package io.espalier.runtime.tokenizer.template;

import java.util.ArrayList;
import java.util.List;

/// Cuts template source into lexemes.
///
/// White space follows Jinja with `trim_blocks` and `lstrip_blocks` on, as chat templates are
/// rendered everywhere: the newline behind a block tag goes, spaces between a line's start and a
/// block tag go, `-` takes all white space on its side, `+` keeps it. One newline at the end of the
/// source goes.
final class TemplateLexer {
  private static final String[] OPERATORS = {
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",", ";"
  };

  private final String source;
  private final List<Lexeme> lexemes = new ArrayList<>();
  private int at;
  private int line = 1;

  /// Whether the last thing read ended a line, so that what follows begins one.
  private boolean lineStarts = true;

  private TemplateLexer(String source) {
    String normal = source.replace("\r\n", "\n").replace('\r', '\n');
    this.source = normal.endsWith("\n") ? normal.substring(0, normal.length() - 1) : normal;
  }

  static List<Lexeme> read(String source) {
    var lexer = new TemplateLexer(source);
    lexer.run();
    return lexer.lexemes;
  }

  private void run() {
    while (at < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        text(source.substring(at));
        at = source.length();
        break;
      }
      String before = source.substring(at, tag);
      char kind = source.charAt(tag + 1);
      char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
      text(strippedBefore(before, kind, sign));
      line += newlines(before) - newlines(strippedBefore(before, kind, sign));
      at = tag + 2 + (sign == '-' || sign == '+' ? 1 : 0);
      lineStarts = false;
      if (kind == '#') {
        comment();
      } else if (kind == '%' && isRaw()) {
        raw();
      } else {
        add(
            kind == '{' ? Lexeme.Kind.VARIABLE_BEGIN : Lexeme.Kind.BLOCK_BEGIN,
            kind == '{' ? "{{" : "{%");
        inside(kind == '{' ? "}}" : "%}");
      }
    }
    add(Lexeme.Kind.END, "");
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); ) {
      char kind = source.charAt(i + 1);
      if (kind == '{' || kind == '%' || kind == '#') {
        return i;
      }
      i = source.indexOf('{', i + 1);
    }
    return -1;
  }

  private String strippedBefore(String before, char kind, char sign) {
    if (sign == '-') {
      return before.stripTrailing();
    }
    if (sign != '+' && kind != '{') {
      int lineStart = before.lastIndexOf('\n') + 1;
      if ((lineStart > 0 || lineStarts) && before.substring(lineStart).isBlank()) {
        return before.substring(0, lineStart);
      }
    }
    return before;
  }

  private void text(String text) {
    if (!text.isEmpty()) {
      add(Lexeme.Kind.TEXT, text);
      line += newlines(text);
    }
  }

  private void comment() {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      throw new TemplateException.Syntax(line, "a comment without '#}'");
    }
    line += newlines(source.substring(at, end));
    char sign = end > at ? source.charAt(end - 1) : ' ';
    at = end + 2;
    behindTag(sign, true);
  }

  private boolean isRaw() {
    int i = skipSpace(at);
    return source.startsWith("raw", i)
        && (source.startsWith("%}", skipSpace(i + 3))
            || source.startsWith("-%}", skipSpace(i + 3)));
  }

  private void raw() {
    int open = source.indexOf("%}", at);
    char openSign = source.charAt(open - 1);
    at = open + 2;
    if (openSign == '-') {
      behindTag('-', false);
    }
    int start = at;
    for (int tag = source.indexOf("{%", at); tag >= 0; tag = source.indexOf("{%", tag + 2)) {
      char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
      int name = skipSpace(tag + 2 + (sign == '-' || sign == '+' ? 1 : 0));
      if (source.startsWith("endraw", name)) {
        int end = source.indexOf("%}", name);
        if (end < 0) {
          break;
        }
        text(strippedBefore(source.substring(start, tag), '%', sign));
        at = end + 2;
        behindTag(source.charAt(end - 1), true);
        return;
      }
    }
    throw new TemplateException.Syntax(line, "'raw' without 'endraw'");
  }

  private int skipSpace(int from) {
    int i = from;
    while (i < source.length() && Character.isWhitespace(source.charAt(i))) {
      i++;
    }
    return i;
  }

  /// Drops the white space that a tag's end takes along.
  private void behindTag(char sign, boolean block) {
    int from = at;
    if (sign == '-') {
      at = skipSpace(at);
    } else if (block && sign != '+' && at < source.length() && source.charAt(at) == '\n') {
      at++;
    }
    line += newlines(source.substring(from, at));
    lineStarts = at > from && source.charAt(at - 1) == '\n';
  }

  private void inside(String end) {
    int open = 0;
    while (true) {
      int from = at;
      at = skipSpace(at);
      line += newlines(source.substring(from, at));
      if (at >= source.length()) {
        throw new TemplateException.Syntax(line, "a tag without '" + end + "'");
      }
      char character = source.charAt(at);
      boolean signed =
          (character == '-' || (character == '+' && end.equals("%}")))
              && source.startsWith(end, at + 1);
      if (open == 0 && (signed || source.startsWith(end, at))) {
        add(end.equals("}}") ? Lexeme.Kind.VARIABLE_END : Lexeme.Kind.BLOCK_END, end);
        at += signed ? 3 : 2;
        behindTag(signed ? character : ' ', end.equals("%}"));
        return;
      }
      if (character == '"' || character == '\'') {
        string(character);
      } else if (Character.isDigit(character)) {
        number();
      } else if (Character.isJavaIdentifierStart(character) && character != '$') {
        int start = at;
        while (at < source.length() && Character.isJavaIdentifierPart(source.charAt(at))) {
          at++;
        }
        add(Lexeme.Kind.NAME, source.substring(start, at));
      } else {
        String operator = operator();
        open +=
            switch (operator) {
              case "(", "[", "{" -> 1;
              case ")", "]", "}" -> -1;
              default -> 0;
            };
      }
    }
  }

  private String operator() {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        add(Lexeme.Kind.OPERATOR, operator);
        at += operator.length();
        return operator;
      }
    }
    throw new TemplateException.Syntax(
        line, "the character '" + Character.toString(source.codePointAt(at)) + "' in a tag");
  }

  private void number() {
    int start = at;
    digits();
    boolean real = false;
    if (at + 1 < source.length()
        && source.charAt(at) == '.'
        && Character.isDigit(source.charAt(at + 1))) {
      real = true;
      at++;
      digits();
    }
    if (at < source.length() && (source.charAt(at) == 'e' || source.charAt(at) == 'E')) {
      int exponent = at + 1;
      if (exponent < source.length() && "+-".indexOf(source.charAt(exponent)) >= 0) {
        exponent++;
      }
      if (exponent < source.length() && Character.isDigit(source.charAt(exponent))) {
        real = true;
        at = exponent;
        digits();
      }
    }
    add(
        real ? Lexeme.Kind.REAL : Lexeme.Kind.INTEGER,
        source.substring(start, at).replace("_", ""));
  }

  private void digits() {
    while (at < source.length()
        && (Character.isDigit(source.charAt(at)) || source.charAt(at) == '_')) {
      at++;
    }
  }

  private void string(char quote) {
    int start = line;
    var value = new StringBuilder();
    at++;
    while (at < source.length() && source.charAt(at) != quote) {
      char character = source.charAt(at++);
      line += character == '\n' ? 1 : 0;
      if (character == '\\' && at < source.length()) {
        escape(value);
      } else {
        value.append(character);
      }
    }
    if (at >= source.length()) {
      throw new TemplateException.Syntax(start, "a string without its closing quote");
    }
    at++;
    lexemes.add(new Lexeme(Lexeme.Kind.STRING, value.toString(), start));
  }

  private void escape(StringBuilder value) {
    char kind = source.charAt(at++);
    switch (kind) {
      case 'n' -> value.append('\n');
      case 't' -> value.append('\t');
      case 'r' -> value.append('\r');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'a' -> value.append('\u0007');
      case 'v' -> value.append('\u000B');
      case '0' -> value.append('\0');
      case '\\', '\'', '"' -> value.append(kind);
      case '\n' -> line++;
      case 'x' -> hexadecimal(value, 2);
      case 'u' -> hexadecimal(value, 4);
      case 'U' -> hexadecimal(value, 8);
      default -> value.append('\\').append(kind);
    }
  }

  private void hexadecimal(StringBuilder value, int digits) {
    try {
      int point = Integer.parseInt(source.substring(at, at + digits), 16);
      value.appendCodePoint(point);
      at += digits;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new TemplateException.Syntax(line, "an escape without " + digits + " digits");
    }
  }

  private void add(Lexeme.Kind kind, String text) {
    lexemes.add(new Lexeme(kind, text, line));
  }

  private static int newlines(String text) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      count += text.charAt(i) == '\n' ? 1 : 0;
    }
    return count;
  }
}
