package io.espalier.runtime.tokenizer.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An expression of a template.
sealed interface Expression {
  record Literal(Value value) implements Expression {}

  record Name(String name) implements Expression {}

  record ListOf(List<Expression> items, boolean tuple) implements Expression {}

  record DictOf(List<Expression> keys, List<Expression> values) implements Expression {}

  /// `target.name`: methods go before keys.
  record Attribute(Expression target, String name) implements Expression {}

  /// `target[key]`.
  record Subscript(Expression target, Expression key) implements Expression {}

  /// `target[from:to:step]`.
  record Slice(
      Expression target,
      Optional<Expression> from,
      Optional<Expression> to,
      Optional<Expression> step)
      implements Expression {}

  record Call(Expression target, List<Expression> positional, Map<String, Expression> named)
      implements Expression {}

  record Filter(
      Expression target, String name, List<Expression> positional, Map<String, Expression> named)
      implements Expression {}

  record Test(Expression target, String name, List<Expression> arguments, boolean negated)
      implements Expression {}

  record Not(Expression operand) implements Expression {}

  record Negative(Expression operand) implements Expression {}

  /// `and` and `or` give one of their operands, as in Python.
  record And(Expression left, Expression right) implements Expression {}

  record Or(Expression left, Expression right) implements Expression {}

  record Binary(String operator, Expression left, Expression right) implements Expression {}

  /// `a < b <= c`: each operator stands between two neighbours.
  record Comparison(List<Expression> operands, List<String> operators) implements Expression {}

  record Conditional(Expression condition, Expression then, Optional<Expression> otherwise)
      implements Expression {}
}
