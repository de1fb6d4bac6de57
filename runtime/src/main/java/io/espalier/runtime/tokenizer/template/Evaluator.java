package io.espalier.runtime.tokenizer.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Evaluates expressions. Confined to one rendering.
final class Evaluator {
  private final Budget budget;
  private final Operators operators;
  private final Filters filters;
  private final ValueTests tests;
  private final Methods methods;

  Evaluator(Budget budget) {
    this.budget = budget;
    this.operators = new Operators(budget);
    this.methods = new Methods(budget, operators);
    this.tests = new ValueTests(budget, operators);
    this.filters = new Filters(budget, operators, tests, methods);
  }

  Operators operators() {
    return operators;
  }

  Value evaluate(Expression expression, Scope scope) {
    budget.step();
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Name name -> scope.get(name.name());
      case Expression.ListOf list -> new Value.Items(all(list.items(), scope), list.tuple());
      case Expression.DictOf dict -> dictionary(dict, scope);
      case Expression.Attribute attribute ->
          methods.attribute(evaluate(attribute.target(), scope), attribute.name());
      case Expression.Subscript subscript ->
          methods.subscript(evaluate(subscript.target(), scope), evaluate(subscript.key(), scope));
      case Expression.Slice slice ->
          methods.slice(
              evaluate(slice.target(), scope),
              bound(slice.from(), scope),
              bound(slice.to(), scope),
              bound(slice.step(), scope));
      case Expression.Call call ->
          call(evaluate(call.target(), scope), arguments(call.positional(), call.named(), scope));
      case Expression.Filter filter ->
          filters.apply(
              filter.name(),
              evaluate(filter.target(), scope),
              arguments(filter.positional(), filter.named(), scope));
      case Expression.Test test ->
          Value.of(
              tests.check(
                      test.name(),
                      evaluate(test.target(), scope),
                      new Arguments(all(test.arguments(), scope), Map.of()))
                  != test.negated());
      case Expression.Not not -> Value.of(!evaluate(not.operand(), scope).isTrue());
      case Expression.Negative negative -> operators.negative(evaluate(negative.operand(), scope));
      case Expression.And and -> {
        Value left = evaluate(and.left(), scope);
        yield left.isTrue() ? evaluate(and.right(), scope) : left;
      }
      case Expression.Or or -> {
        Value left = evaluate(or.left(), scope);
        yield left.isTrue() ? left : evaluate(or.right(), scope);
      }
      case Expression.Binary binary ->
          operators.binary(
              binary.operator(), evaluate(binary.left(), scope), evaluate(binary.right(), scope));
      case Expression.Comparison comparison -> comparison(comparison, scope);
      case Expression.Conditional conditional ->
          evaluate(conditional.condition(), scope).isTrue()
              ? evaluate(conditional.then(), scope)
              : conditional
                  .otherwise()
                  .map(otherwise -> evaluate(otherwise, scope))
                  .orElseGet(() -> new Value.Undefined("the missing else"));
    };
  }

  private Value comparison(Expression.Comparison comparison, Scope scope) {
    Value left = evaluate(comparison.operands().getFirst(), scope);
    for (int i = 0; i < comparison.operators().size(); i++) {
      Value right = evaluate(comparison.operands().get(i + 1), scope);
      if (!operators.compare(comparison.operators().get(i), left, right)) {
        return Value.Bool.FALSE;
      }
      left = right;
    }
    return Value.Bool.TRUE;
  }

  private Value dictionary(Expression.DictOf dict, Scope scope) {
    Map<String, Value> entries = new LinkedHashMap<>();
    for (int i = 0; i < dict.keys().size(); i++) {
      Value key = evaluate(dict.keys().get(i), scope);
      if (!(key instanceof Value.Str text)) {
        throw budget.error("a mapping's key is a string here, not " + key.kind());
      }
      entries.put(text.value(), evaluate(dict.values().get(i), scope));
    }
    return new Value.Dict(entries);
  }

  private Optional<Value> bound(Optional<Expression> bound, Scope scope) {
    return bound.map(expression -> evaluate(expression, scope));
  }

  private List<Value> all(List<Expression> expressions, Scope scope) {
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Arguments arguments(
      List<Expression> positional, Map<String, Expression> named, Scope scope) {
    Map<String, Value> values = new LinkedHashMap<>();
    named.forEach((name, expression) -> values.put(name, evaluate(expression, scope)));
    return new Arguments(all(positional, scope), values);
  }

  private Value call(Value target, Arguments arguments) {
    if (target instanceof Value.Callable callable) {
      budget.enterCall();
      Value result = callable.function().call(arguments);
      budget.leaveCall();
      return result;
    }
    operators.defined(target);
    throw budget.error("a " + target.kind() + " cannot be called");
  }
}
