package io.espalier.constrained.lark;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.grammar.Production;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the right-hand sides of Lark rules: alternatives, intersections (`&`), sequences, signs
/// and atoms.
final class LarkExpressions {
  /// Where an expression stands.
  ///
  /// @param terminal in a terminal: texts, regexes and other terminals only
  /// @param nested in brackets: lines may break anywhere
  record Context(boolean terminal, boolean nested) {
    Context inside() {
      return nested ? this : new Context(terminal, true);
    }
  }

  private final LarkReader reader;
  private final LarkScanner scanner;

  LarkExpressions(LarkReader reader, LarkScanner scanner) {
    this.reader = reader;
    this.scanner = scanner;
  }

  Production alternatives(int depth, Context context) {
    scanner.work.depth(depth, "@" + scanner.at);
    List<Production> parts = new ArrayList<>();
    do {
      parts.add(intersection(depth, context));
      if (scanner.take("->")) {
        scanner.skip(false);
        scanner.name();
      }
    } while (nextLine("|", context));
    return parts.size() == 1 ? parts.getFirst() : new Production.Choice(parts);
  }

  /// Takes a sign, which may also stand at the start of the next line.
  private boolean nextLine(String sign, Context context) {
    scanner.skip(context.nested);
    int saved = scanner.at;
    scanner.skip(true);
    if (scanner.take(sign)) {
      return true;
    }
    scanner.at = saved;
    return false;
  }

  private Production intersection(int depth, Context context) {
    List<Production> parts = new ArrayList<>();
    do {
      parts.add(sequence(depth, context));
    } while (nextLine("&", context));
    return parts.size() == 1 ? parts.getFirst() : new Production.Both(parts);
  }

  private Production sequence(int depth, Context context) {
    List<Production> parts = new ArrayList<>();
    while (true) {
      scanner.work.check();
      scanner.skip(context.nested);
      if (!scanner.more() || "|&)],}\r\n".indexOf(scanner.peek()) >= 0 || scanner.looking("->")) {
        return parts.size() == 1 ? parts.getFirst() : new Production.Sequence(parts);
      }
      parts.add(signed(depth, context));
    }
  }

  private Production signed(int depth, Context context) {
    if (scanner.take("~")) {
      scanner.work.depth(depth, "@" + scanner.at);
      scanner.skip(context.nested);
      return new Production.Except(signed(depth + 1, context));
    }
    Production body = atom(depth, context);
    while (true) {
      if (scanner.take("?")) {
        body = new Production.Repeat(body, 0, 1);
      } else if (scanner.take("*")) {
        body = new Production.Repeat(body, 0, -1);
      } else if (scanner.take("+")) {
        body = new Production.Repeat(body, 1, -1);
      } else if (scanner.peek() == '{') {
        body = counted(body);
      } else if (isTilde()) {
        body = tilde(body);
      } else {
        return body;
      }
    }
  }

  private Production counted(Production body) {
    scanner.expect("{");
    scanner.skip(true);
    int min = scanner.peek() == ',' ? 0 : scanner.number();
    scanner.skip(true);
    int max = min;
    if (scanner.take(",")) {
      scanner.skip(true);
      max = scanner.peek() == '}' ? -1 : scanner.number();
      scanner.skip(true);
    }
    scanner.expect("}");
    return repeat(body, min, max);
  }

  private Production repeat(Production body, int min, int max) {
    if (max >= 0 && min > max) {
      throw scanner.error("the range of counts is empty", "the smaller number first");
    }
    return new Production.Repeat(body, min, max);
  }

  /// Tells whether `~ n` stands here: a count, where `~` before an atom is a complement.
  private boolean isTilde() {
    int i = scanner.at;
    while (i < scanner.text.length() && scanner.text.charAt(i) == ' ') {
      i++;
    }
    if (i >= scanner.text.length() || scanner.text.charAt(i) != '~') {
      return false;
    }
    i++;
    while (i < scanner.text.length() && scanner.text.charAt(i) == ' ') {
      i++;
    }
    return i < scanner.text.length()
        && scanner.text.charAt(i) >= '0'
        && scanner.text.charAt(i) <= '9';
  }

  private Production tilde(Production body) {
    scanner.skip(false);
    scanner.expect("~");
    scanner.skip(false);
    int min = scanner.number();
    return repeat(body, min, scanner.take("..") ? scanner.number() : min);
  }

  /// Reads one atom: a text, range, regex, name, group, option, control token or `%…`.
  Production atom(int depth, Context context) {
    int place = scanner.at;
    char c = scanner.peek();
    return switch (c) {
      case '"' -> text();
      case '/' -> {
        String pattern = scanner.regex();
        yield new Production.Pattern(pattern, RegexDialect.RUST_FULL, regexFlags(), "@" + place);
      }
      case '(' -> group(depth, context, ")");
      case '[' -> new Production.Repeat(group(depth, context, "]"), 0, 1);
      case '<' -> {
        refuseInTerminal(context, "a control token");
        yield ControlTokens.read(scanner);
      }
      case '%' -> {
        scanner.at++;
        String name = scanner.name();
        if (!name.equals("regex")) {
          refuseInTerminal(context, "%" + name);
        }
        scanner.skip(true);
        yield embedded(name, place, depth);
      }
      default -> named(depth, context);
    };
  }

  private String regexFlags() {
    int place = scanner.at;
    String flags = scanner.flags();
    for (int i = 0; i < flags.length(); i++) {
      if ("imsux".indexOf(flags.charAt(i)) < 0) {
        throw new ConstraintException(
            ConstraintError.UNSUPPORTED,
            "@" + (place + i),
            "the regex flag '" + flags.charAt(i) + "' is not supported",
            "i, m, s, u, x",
            "");
      }
    }
    return flags;
  }

  private void refuseInTerminal(Context context, String what) {
    if (context.terminal) {
      throw new ConstraintException(
          ConstraintError.INVALID,
          "@" + scanner.at,
          what + " cannot stand in a terminal",
          "texts, regexes, terminals",
          "use it in a rule");
    }
  }

  private Production text() {
    int place = scanner.at;
    String text = scanner.string();
    if (scanner.take("..")) {
      String last = scanner.string();
      if (text.codePointCount(0, text.length()) != 1
          || last.codePointCount(0, last.length()) != 1
          || text.codePointAt(0) > last.codePointAt(0)) {
        scanner.at = place;
        throw scanner.error("malformed range", "\"a\"..\"z\", single characters in order");
      }
      return new Production.Pattern(
          String.format("[\\x{%x}-\\x{%x}]", text.codePointAt(0), last.codePointAt(0)),
          RegexDialect.RE2_FULL,
          "",
          "@" + place);
    }
    boolean ignoreCase = scanner.take("i");
    return new Production.Text(text, ignoreCase);
  }

  private Production group(int depth, Context context, String close) {
    scanner.at++;
    Production body = alternatives(depth + 1, context.inside());
    scanner.skip(true);
    scanner.expect(close);
    return body;
  }

  private Production named(int depth, Context context) {
    int place = scanner.at;
    String name = scanner.name();
    if (scanner.looking("::")) {
      throw scanner.error(
          ConstraintError.UNSUPPORTED,
          scanner.at,
          "parametric rules are not supported",
          "write a rule for each value");
    }
    if (scanner.peek() == '{' && isTemplateUse()) {
      scanner.at++;
      List<Production> arguments = new ArrayList<>();
      do {
        arguments.add(alternatives(depth + 1, context.inside()));
        scanner.skip(true);
      } while (scanner.take(","));
      scanner.expect("}");
      return reader.rules.use(name, arguments, place);
    }
    return new Production.Rule(reader.prefix + name, "@" + place);
  }

  private boolean isTemplateUse() {
    int i = scanner.at + 1;
    while (i < scanner.text.length() && Character.isWhitespace(scanner.text.charAt(i))) {
      i++;
    }
    char c = i < scanner.text.length() ? scanner.text.charAt(i) : '}';
    return LarkScanner.isNameStart(c) || c == '"' || c == '/' || c == '(';
  }

  private Production embedded(String name, int place, int depth) {
    return switch (name) {
      case "json" -> schema(scanner.json(), place);
      case "regex" -> substring(scanner.json(), place);
      case "lark" -> reader.nested(depth);
      default ->
          throw new ConstraintException(
              ConstraintError.SYNTAX,
              "@" + place,
              "%" + name + " means nothing here",
              "%json {…}, %regex {…}, %lark {…}",
              "");
    };
  }

  private Production schema(JsonNode schema, int place) {
    JsonOptions options = reader.options;
    JsonNode guidance = schema.path("x-guidance");
    for (String key : guidance.propertyNames()) {
      JsonNode value = guidance.get(key);
      boolean served =
          switch (key) {
            case "whitespace_flexible" -> true;
            case "item_separator" -> value.asString("").equals(",");
            case "key_separator" -> value.asString("").equals(":");
            // Relaxations of what another engine would refuse; nothing is refused here.
            case "lenient", "coerce_one_of" -> true;
            default -> false;
          };
      if (!served) {
        throw scanner.error(
            ConstraintError.UNSUPPORTED,
            place,
            "x-guidance/" + key + " is not supported with the value " + value,
            "leave it out");
      }
      if (key.equals("whitespace_flexible")) {
        options = options.withWhitespace(value.asBoolean(false) ? -1 : 0);
      }
    }
    JsonNode plain = schema;
    if (schema instanceof ObjectNode object && object.has("x-guidance")) {
      plain = object.deepCopy().without("x-guidance");
    }
    return new Production.Value(new ConstraintSource.JsonSchema(plain, options));
  }

  private Production substring(JsonNode json, int place) {
    if (json.size() == 1) {
      String key = json.propertyNames().iterator().next();
      JsonNode value = json.get(key);
      switch (key) {
        case "substring_chars" -> {
          return new Production.Substring(
              ConstraintSource.Substring.ofCharacters(value.asString("")).chunks());
        }
        case "substring_words" -> {
          return new Production.Substring(
              ConstraintSource.Substring.ofWords(value.asString("")).chunks());
        }
        case "substring_chunks" -> {
          return new Production.Substring(
              value.valueStream().map(chunk -> chunk.asString("")).toList());
        }
        case "pattern" -> {
          return new Production.Pattern(
              value.asString(""), RegexDialect.RUST_FULL, "", "@" + place);
        }
        default -> {}
      }
    }
    throw new ConstraintException(
        ConstraintError.SYNTAX,
        "@" + place,
        "malformed %regex",
        "{\"substring_chars\": \"…\"}, {\"substring_words\": \"…\"}, {\"substring_chunks\": […]}",
        "");
  }
}
