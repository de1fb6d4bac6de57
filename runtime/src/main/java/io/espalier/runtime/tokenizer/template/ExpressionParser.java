package io.espalier.runtime.tokenizer.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Parses expressions by recursive descent, in Jinja's order of precedence.
final class ExpressionParser {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_CHAIN = 500;

  private final List<Lexeme> lexemes;
  private int at;
  private int depth;
  private int operators;

  ExpressionParser(List<Lexeme> lexemes) {
    this.lexemes = lexemes;
  }

  Lexeme current() {
    return lexemes.get(at);
  }

  Lexeme peek() {
    return lexemes.get(Math.min(at + 1, lexemes.size() - 1));
  }

  Lexeme next() {
    Lexeme lexeme = lexemes.get(at);
    if (lexeme.kind() != Lexeme.Kind.END) {
      at++;
    }
    return lexeme;
  }

  boolean skip(String operator) {
    if (current().is(operator)) {
      at++;
      return true;
    }
    return false;
  }

  boolean skipName(String name) {
    if (current().isName(name)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String operator) {
    if (!skip(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  String name() {
    if (current().kind() != Lexeme.Kind.NAME) {
      throw unexpected("a name");
    }
    return next().text();
  }

  TemplateException unexpected(String wanted) {
    return new TemplateException.Syntax(
        current().line(), current().shown() + " where " + wanted + " belongs");
  }

  /// One expression, or several with commas between: a tuple.
  Expression tuple(boolean conditional) {
    Expression first = conditional ? expression() : or();
    if (!current().is(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (skip(",")) {
      if (endsTuple()) {
        break;
      }
      items.add(conditional ? expression() : or());
    }
    return new Expression.ListOf(items, true);
  }

  private boolean endsTuple() {
    return switch (current().kind()) {
      case BLOCK_END, VARIABLE_END, END -> true;
      case OPERATOR -> current().is(")") || current().is("=");
      case TEXT, BLOCK_BEGIN, VARIABLE_BEGIN, NAME, STRING, INTEGER, REAL -> false;
    };
  }

  Expression expression() {
    enter();
    Expression result = or();
    while (skipName("if")) {
      Expression condition = or();
      Optional<Expression> otherwise =
          skipName("else") ? Optional.of(expression()) : Optional.empty();
      result = new Expression.Conditional(condition, result, otherwise);
    }
    depth--;
    return result;
  }

  private Expression or() {
    Expression left = and();
    while (skipName("or")) {
      left = new Expression.Or(left, and());
      limitChain();
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (skipName("and")) {
      left = new Expression.And(left, not());
      limitChain();
    }
    return left;
  }

  private Expression not() {
    if (skipName("not")) {
      enter();
      Expression operand = not();
      depth--;
      return new Expression.Not(operand);
    }
    return comparison();
  }

  private Expression comparison() {
    Expression first = sum();
    List<Expression> operands = new ArrayList<>(List.of(first));
    List<String> operators = new ArrayList<>();
    while (true) {
      String operator = comparisonOperator();
      if (operator.isEmpty()) {
        break;
      }
      operators.add(operator);
      operands.add(sum());
    }
    return operators.isEmpty() ? first : new Expression.Comparison(operands, operators);
  }

  private String comparisonOperator() {
    Lexeme lexeme = current();
    if (lexeme.kind() == Lexeme.Kind.OPERATOR) {
      return switch (lexeme.text()) {
        case "==", "!=", "<", ">", "<=", ">=" -> next().text();
        default -> "";
      };
    }
    if (skipName("in")) {
      return "in";
    }
    if (lexeme.isName("not") && peek().isName("in")) {
      at += 2;
      return "not in";
    }
    return "";
  }

  private Expression sum() {
    Expression left = concatenation();
    while (current().is("+") || current().is("-")) {
      left = new Expression.Binary(next().text(), left, concatenation());
      limitChain();
    }
    return left;
  }

  private Expression concatenation() {
    Expression left = product();
    while (skip("~")) {
      left = new Expression.Binary("~", left, product());
      limitChain();
    }
    return left;
  }

  private Expression product() {
    Expression left = power();
    while (current().is("*") || current().is("/") || current().is("//") || current().is("%")) {
      left = new Expression.Binary(next().text(), left, power());
      limitChain();
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    while (skip("**")) {
      left = new Expression.Binary("**", left, unary(true));
      limitChain();
    }
    return left;
  }

  private Expression unary(boolean withFilters) {
    enter();
    Expression result;
    if (skip("-")) {
      result = new Expression.Negative(unary(false));
    } else if (skip("+")) {
      result = unary(false);
    } else {
      result = primary();
    }
    result = postfix(result);
    if (withFilters) {
      result = filters(result);
    }
    depth--;
    return result;
  }

  private Expression primary() {
    Lexeme lexeme = next();
    return switch (lexeme.kind()) {
      case NAME ->
          switch (lexeme.text()) {
            case "true", "True" -> new Expression.Literal(Value.Bool.TRUE);
            case "false", "False" -> new Expression.Literal(Value.Bool.FALSE);
            case "none", "None" -> new Expression.Literal(Value.None.VALUE);
            default -> new Expression.Name(lexeme.text());
          };
      case STRING -> {
        var text = new StringBuilder(lexeme.text());
        while (current().kind() == Lexeme.Kind.STRING) {
          text.append(next().text());
        }
        yield new Expression.Literal(Value.of(text.toString()));
      }
      case INTEGER -> new Expression.Literal(integer(lexeme));
      case REAL -> new Expression.Literal(new Value.Real(Double.parseDouble(lexeme.text())));
      case OPERATOR ->
          switch (lexeme.text()) {
            case "(" -> parenthesis();
            case "[" -> new Expression.ListOf(items("]"), false);
            case "{" -> dictionary();
            default -> {
              at--;
              throw unexpected("an expression");
            }
          };
      case TEXT, BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, END -> {
        at -= lexeme.kind() == Lexeme.Kind.END ? 0 : 1;
        throw unexpected("an expression");
      }
    };
  }

  private static Value integer(Lexeme lexeme) {
    try {
      return Value.of(Long.parseLong(lexeme.text()));
    } catch (NumberFormatException e) {
      throw new TemplateException.Syntax(lexeme.line(), "a number beyond 64 bits");
    }
  }

  private Expression parenthesis() {
    if (skip(")")) {
      return new Expression.ListOf(List.of(), true);
    }
    Expression inner = tuple(true);
    expect(")");
    return inner;
  }

  private List<Expression> items(String end) {
    List<Expression> items = new ArrayList<>();
    while (!skip(end)) {
      if (!items.isEmpty()) {
        expect(",");
        if (skip(end)) {
          break;
        }
      }
      items.add(expression());
    }
    return items;
  }

  private Expression dictionary() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!skip("}")) {
      if (!keys.isEmpty()) {
        expect(",");
        if (skip("}")) {
          break;
        }
      }
      keys.add(expression());
      expect(":");
      values.add(expression());
    }
    return new Expression.DictOf(keys, values);
  }

  private Expression postfix(Expression target) {
    Expression result = target;
    while (true) {
      if (skip(".")) {
        result =
            current().kind() == Lexeme.Kind.INTEGER
                ? new Expression.Subscript(result, new Expression.Literal(integer(next())))
                : new Expression.Attribute(result, name());
      } else if (skip("[")) {
        result = subscript(result);
      } else if (current().is("(")) {
        result = call(result);
      } else {
        return result;
      }
      limitChain();
    }
  }

  private Expression subscript(Expression target) {
    Optional<Expression> from = sliceBound();
    if (skip("]") && from.isPresent()) {
      return new Expression.Subscript(target, from.get());
    }
    expect(":");
    Optional<Expression> to = sliceBound();
    Optional<Expression> step = skip(":") ? sliceBound() : Optional.empty();
    expect("]");
    return new Expression.Slice(target, from, to, step);
  }

  private Optional<Expression> sliceBound() {
    return current().is(":") || current().is("]") ? Optional.empty() : Optional.of(expression());
  }

  private Expression call(Expression target) {
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    arguments(positional, named);
    return new Expression.Call(target, positional, named);
  }

  private void arguments(List<Expression> positional, Map<String, Expression> named) {
    expect("(");
    boolean first = true;
    while (!skip(")")) {
      if (!first) {
        expect(",");
        if (skip(")")) {
          break;
        }
      }
      first = false;
      if (current().is("*") || current().is("**")) {
        throw unexpected("an argument without stars");
      }
      if (current().kind() == Lexeme.Kind.NAME && peek().is("=")) {
        String name = name();
        expect("=");
        named.put(name, expression());
      } else {
        positional.add(expression());
      }
    }
  }

  /// The filters of a `filter` tag, where the first has no `|` in front.
  Expression filterChain(Expression target) {
    return filters(filter(target));
  }

  private Expression filter(Expression target) {
    String name = name();
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    if (current().is("(")) {
      arguments(positional, named);
    }
    return new Expression.Filter(target, name, positional, named);
  }

  /// Filters, tests and calls behind an expression.
  Expression filters(Expression target) {
    Expression result = target;
    while (true) {
      if (skip("|")) {
        result = filter(result);
      } else if (skipName("is")) {
        result = test(result);
      } else if (current().is("(")) {
        result = call(result);
      } else {
        return result;
      }
      limitChain();
    }
  }

  private Expression test(Expression target) {
    boolean negated = skipName("not");
    String name = name();
    List<Expression> arguments = new ArrayList<>();
    if (current().is("(")) {
      arguments(arguments, new LinkedHashMap<>());
    } else if (beginsTestArgument()) {
      arguments.add(postfix(primary()));
    }
    return new Expression.Test(target, name, arguments, negated);
  }

  private boolean beginsTestArgument() {
    return switch (current().kind()) {
      case NAME ->
          !current().isName("else")
              && !current().isName("or")
              && !current().isName("and")
              && !current().isName("if")
              && !current().isName("is")
              && !current().isName("in")
              && !current().isName("not");
      case STRING, INTEGER, REAL -> true;
      case OPERATOR -> current().is("[") || current().is("{");
      case TEXT, BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, END -> false;
    };
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new TemplateException.Syntax(
          current().line(), "expressions nested deeper than " + MAX_DEPTH);
    }
  }

  /// Chains such as `a ~ b ~ c` make trees as deep as they are long; this keeps the evaluator's
  /// stack bounded.
  private void limitChain() {
    if (++operators > MAX_CHAIN) {
      throw new TemplateException.Syntax(
          current().line(), "an expression of more than " + MAX_CHAIN + " operators");
    }
  }

  /// Begins a new tag: operators are counted for each tag.
  void beginTag() {
    operators = 0;
    depth = 0;
  }
}
