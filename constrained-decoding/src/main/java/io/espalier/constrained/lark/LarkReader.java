package io.espalier.constrained.lark;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.grammar.Grammar;
import io.espalier.constrained.grammar.Production;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads the statements of a Lark grammar: rules, terminals, templates, `%import common.…`,
/// `%ignore`, and llguidance's `%grammar_options` and `%llguidance`.
public final class LarkReader {
  final LarkScanner scanner;
  final JsonOptions options;
  final String prefix;
  final LarkRules rules;
  private final LarkExpressions expressions;
  private final int depth;

  private LarkReader(LarkScanner scanner, JsonOptions options, String prefix, int depth) {
    this.scanner = scanner;
    this.options = options;
    this.prefix = prefix;
    this.depth = depth;
    this.rules = new LarkRules(scanner.work, prefix);
    this.expressions = new LarkExpressions(this, scanner);
  }

  /// Reads a grammar whose texts follow rule `start`.
  ///
  /// @param options how values of `%json {…}` are written
  public static Grammar read(Work work, String text, JsonOptions options) {
    LarkReader reader = new LarkReader(new LarkScanner(text, work), options, "", 0);
    reader.statements();
    if (reader.scanner.more()) {
      throw reader.scanner.error("expected a rule", "name: …, %import, %ignore");
    }
    return new Grammar(reader.finish(), "start");
  }

  /// Reads `{ … }` as a grammar of its own and returns its start.
  Production nested(int nesting) {
    int place = scanner.at;
    scanner.work.depth(depth + nesting + 1, "@" + place);
    scanner.expect("{");
    LarkReader inner =
        new LarkReader(scanner, options, prefix + "lark@" + place + ".", depth + nesting + 1);
    inner.statements();
    scanner.expect("}");
    rules.embed(inner.finish());
    return new Production.Rule(inner.prefix + "start", "@" + place);
  }

  private Map<String, Production> finish() {
    return rules.finish(scanner);
  }

  private void statements() {
    while (true) {
      scanner.work.check();
      scanner.skip(true);
      if (!scanner.more() || scanner.peek() == '}') {
        return;
      }
      if (scanner.peek() == '%') {
        directive();
      } else {
        definition();
      }
      scanner.skip(false);
      if (scanner.more() && "\r\n}".indexOf(scanner.peek()) < 0) {
        throw scanner.error("expected the end of the line", "a new line, '|'");
      }
    }
  }

  private void definition() {
    scanner.take("?");
    scanner.take("!");
    int place = scanner.at;
    String name = scanner.name();
    if (scanner.looking("::")) {
      throw scanner.error(
          ConstraintError.UNSUPPORTED,
          scanner.at,
          "parametric rules are not supported",
          "write a rule for each value");
    }
    List<String> parameters = new ArrayList<>();
    if (scanner.take("{")) {
      do {
        scanner.skip(true);
        parameters.add(scanner.name());
        scanner.skip(true);
      } while (scanner.take(","));
      scanner.expect("}");
    }
    if (scanner.take(".")) {
      scanner.take("-");
      scanner.number();
    }
    RuleAttributes attributes = RuleAttributes.read(scanner, expressions);
    scanner.skip(false);
    scanner.expect(":");
    boolean terminal = LarkScanner.isTerminal(name) || attributes.isLexeme();
    Production body = expressions.alternatives(0, new LarkExpressions.Context(terminal, false));
    if (parameters.isEmpty()) {
      rules.define(name, attributes.apply(body), terminal, place);
    } else {
      rules.template(name, parameters, body, place);
    }
  }

  private void directive() {
    int place = scanner.at;
    scanner.at++;
    String name = scanner.name();
    scanner.skip(false);
    switch (name) {
      case "import" -> importTerminals();
      case "ignore" ->
          rules.ignore(expressions.alternatives(0, new LarkExpressions.Context(true, false)));
      case "grammar_options", "llguidance" -> grammarOptions(scanner.json(), place);
      default ->
          throw new ConstraintException(
              ConstraintError.UNSUPPORTED,
              "@" + place,
              "%" + name + " is not supported",
              "%import common.…, %ignore, %grammar_options",
              "");
    }
  }

  private void grammarOptions(JsonNode json, int place) {
    for (String key : json.propertyNames()) {
      switch (key) {
        case "allow_initial_skip" -> rules.skipFirst(json.get(key).asBoolean(false));
        // Choices of how masks are computed, which change no text.
        case "no_forcing", "allow_invalid_utf8" -> {}
        default ->
            throw scanner.error(
                ConstraintError.UNSUPPORTED, place, "unknown option '" + key + "'", "leave it out");
      }
    }
  }

  private void importTerminals() {
    int place = scanner.at;
    String library = scanner.name();
    if (!library.equals("common")) {
      throw new ConstraintException(
          ConstraintError.UNSUPPORTED,
          "@" + place,
          "there is no library '" + library + "'",
          "common",
          "define the terminals here");
    }
    if (scanner.take(".")) {
      importTerminal(true);
      return;
    }
    scanner.skip(false);
    scanner.expect("(");
    do {
      scanner.skip(true);
      importTerminal(false);
      scanner.skip(true);
    } while (scanner.take(","));
    scanner.expect(")");
  }

  private void importTerminal(boolean renamed) {
    int place = scanner.at;
    String name = scanner.name();
    String pattern = CommonTerminals.pattern(name);
    if (pattern == null) {
      throw scanner.error(
          ConstraintError.INVALID, place, "common has no terminal '" + name + "'", "define it");
    }
    String alias = name;
    scanner.skip(false);
    if (renamed && scanner.take("->")) {
      scanner.skip(false);
      alias = scanner.name();
    }
    rules.define(
        alias,
        new Production.Pattern(pattern, RegexDialect.RE2_FULL, "", "@" + place),
        true,
        place);
  }
}
