package io.espalier.runtime.tokenizer.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Parses a template's statements. Tags that fetch other templates or define blocks are refused by
/// name.
final class TemplateParser {
  private static final int MAX_SOURCE = 1 << 20;
  private static final int MAX_NESTING = 60;

  private final ExpressionParser expressions;
  private int nesting;

  private TemplateParser(List<Lexeme> lexemes) {
    this.expressions = new ExpressionParser(lexemes);
  }

  static List<Statement> parse(String source) {
    if (source.length() > MAX_SOURCE) {
      throw new TemplateException.LimitExceeded("characters of template", MAX_SOURCE);
    }
    var parser = new TemplateParser(TemplateLexer.read(source));
    return parser.body(Set.of());
  }

  /// Statements up to a tag named in `ends`, whose name is then the current lexeme; up to the end
  /// if `ends` is empty.
  private List<Statement> body(Set<String> ends) {
    if (++nesting > MAX_NESTING) {
      throw new TemplateException.Syntax(
          expressions.current().line(), "tags nested deeper than " + MAX_NESTING);
    }
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Lexeme lexeme = expressions.next();
      switch (lexeme.kind()) {
        case TEXT -> statements.add(new Statement.Text(lexeme.line(), lexeme.text()));
        case VARIABLE_BEGIN -> {
          expressions.beginTag();
          statements.add(new Statement.Output(lexeme.line(), expressions.tuple(true)));
          end(Lexeme.Kind.VARIABLE_END);
        }
        case BLOCK_BEGIN -> {
          expressions.beginTag();
          String name = expressions.current().text();
          if (ends.contains(name)) {
            nesting--;
            return statements;
          }
          statements.add(statement(expressions.name(), lexeme.line()));
        }
        case END -> {
          if (!ends.isEmpty()) {
            throw new TemplateException.Syntax(
                lexeme.line(), "the template ends where one of " + ends + " belongs");
          }
          nesting--;
          return statements;
        }
        case BLOCK_END, VARIABLE_END, NAME, STRING, INTEGER, REAL, OPERATOR ->
            throw new IllegalStateException("the lexer left " + lexeme + " outside a tag");
      }
    }
  }

  private Statement statement(String name, int line) {
    return switch (name) {
      case "if" -> ifStatement(line);
      case "for" -> forStatement(line);
      case "set" -> setStatement(line);
      case "macro" -> macro(line);
      case "with" -> with(line);
      case "generation" -> {
        endBlock();
        List<Statement> body = body(Set.of("endgeneration"));
        endTag();
        yield new Statement.Scope(line, List.of(), List.of(), body);
      }
      case "filter" -> filterBlock(line);
      case "break" -> {
        endBlock();
        yield new Statement.Break(line);
      }
      case "continue" -> {
        endBlock();
        yield new Statement.Continue(line);
      }
      default ->
          throw new TemplateException.Syntax(line, "the tag '" + name + "' is not supported");
    };
  }

  private Statement ifStatement(int line) {
    List<Expression> conditions = new ArrayList<>();
    List<List<Statement>> bodies = new ArrayList<>();
    List<Statement> otherwise = List.of();
    while (true) {
      conditions.add(expressions.tuple(true));
      endBlock();
      bodies.add(body(Set.of("elif", "else", "endif")));
      String end = expressions.name();
      if (end.equals("elif")) {
        continue;
      }
      if (end.equals("else")) {
        endBlock();
        otherwise = body(Set.of("endif"));
        expressions.name();
      }
      endBlock();
      return new Statement.If(line, conditions, bodies, otherwise);
    }
  }

  private Statement forStatement(int line) {
    List<String> targets = targets();
    if (!expressions.skipName("in")) {
      throw expressions.unexpected("'in'");
    }
    Expression items = expressions.tuple(false);
    Optional<Expression> condition =
        expressions.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    if (expressions.current().isName("recursive")) {
      throw new TemplateException.Syntax(line, "'recursive' is not supported");
    }
    endBlock();
    List<Statement> body = body(Set.of("else", "endfor"));
    List<Statement> otherwise = List.of();
    if (expressions.name().equals("else")) {
      endBlock();
      otherwise = body(Set.of("endfor"));
      expressions.name();
    }
    endBlock();
    return new Statement.For(line, targets, items, condition, body, otherwise);
  }

  private List<String> targets() {
    List<String> targets = new ArrayList<>();
    boolean parenthesis = expressions.skip("(");
    do {
      targets.add(expressions.name());
    } while (expressions.skip(","));
    if (parenthesis) {
      expressions.expect(")");
    }
    return targets;
  }

  private Statement setStatement(int line) {
    String first = expressions.name();
    if (expressions.skip(".")) {
      String attribute = expressions.name();
      expressions.expect("=");
      Expression value = expressions.tuple(true);
      endBlock();
      return new Statement.Set(line, List.of(first), Optional.of(attribute), value);
    }
    List<String> targets = new ArrayList<>(List.of(first));
    while (expressions.skip(",")) {
      targets.add(expressions.name());
    }
    if (expressions.skip("=")) {
      Expression value = expressions.tuple(true);
      endBlock();
      return new Statement.Set(line, targets, Optional.empty(), value);
    }
    Expression filtered = expressions.filters(new Expression.Name(Statement.SetBlock.TEXT));
    endBlock();
    List<Statement> body = body(Set.of("endset"));
    endTag();
    return new Statement.SetBlock(line, first, filtered, body);
  }

  private Statement filterBlock(int line) {
    Expression filtered = expressions.filterChain(new Expression.Name(Statement.SetBlock.TEXT));
    endBlock();
    List<Statement> body = body(Set.of("endfilter"));
    endTag();
    String target = Statement.SetBlock.TEXT;
    return new Statement.Scope(
        line,
        List.of(),
        List.of(),
        List.of(
            new Statement.SetBlock(line, target, filtered, body),
            new Statement.Output(line, new Expression.Name(target))));
  }

  private Statement macro(int line) {
    String name = expressions.name();
    List<String> parameters = new ArrayList<>();
    List<Optional<Expression>> defaults = new ArrayList<>();
    expressions.expect("(");
    while (!expressions.skip(")")) {
      if (!parameters.isEmpty()) {
        expressions.expect(",");
        if (expressions.skip(")")) {
          break;
        }
      }
      parameters.add(expressions.name());
      defaults.add(
          expressions.skip("=") ? Optional.of(expressions.expression()) : Optional.empty());
    }
    endBlock();
    List<Statement> body = body(Set.of("endmacro"));
    endTag();
    return new Statement.Macro(line, name, parameters, defaults, body);
  }

  private Statement with(int line) {
    List<String> names = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (expressions.current().kind() == Lexeme.Kind.NAME) {
      names.add(expressions.name());
      expressions.expect("=");
      values.add(expressions.expression());
      expressions.skip(",");
    }
    endBlock();
    List<Statement> body = body(Set.of("endwith"));
    endTag();
    return new Statement.Scope(line, names, values, body);
  }

  /// Ends a closing tag, which may repeat a name, as in `endmacro name`.
  private void endTag() {
    expressions.name();
    if (expressions.current().kind() == Lexeme.Kind.NAME) {
      expressions.name();
    }
    endBlock();
  }

  private void endBlock() {
    end(Lexeme.Kind.BLOCK_END);
  }

  private void end(Lexeme.Kind kind) {
    if (expressions.current().kind() != kind) {
      throw expressions.unexpected(kind == Lexeme.Kind.BLOCK_END ? "'%}'" : "'}}'");
    }
    expressions.next();
  }
}
