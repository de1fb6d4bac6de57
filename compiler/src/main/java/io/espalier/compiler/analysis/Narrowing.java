package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.BinaryOperator;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.UnaryOperator;
import java.util.IdentityHashMap;
import java.util.Map;

/// What a condition says about the types of variables where it holds and where it does not. Sound
/// because variables do not change.
record Narrowing(Map<Variable, IrType> whenTrue, Map<Variable, IrType> whenFalse) {

  static Narrowing of(Expression condition, Scope scope) {
    return switch (condition) {
      case Expression.Unary(_, var operator, var operand) when operator == UnaryOperator.NOT ->
          of(operand, scope).swapped();
      case Expression.Binary(_, var operator, var left, var right)
          when operator == BinaryOperator.AND ->
          new Narrowing(both(of(left, scope).whenTrue, of(right, scope).whenTrue), none());
      case Expression.Binary(_, var operator, var left, var right)
          when operator == BinaryOperator.OR ->
          new Narrowing(none(), both(of(left, scope).whenFalse, of(right, scope).whenFalse));
      case Expression.Binary(_, var operator, var left, Expression.NullLiteral _)
          when operator == BinaryOperator.EQUAL ->
          new Narrowing(none(), present(left, scope));
      case Expression.Binary(_, var operator, var left, Expression.NullLiteral _)
          when operator == BinaryOperator.NOT_EQUAL ->
          new Narrowing(present(left, scope), none());
      default -> new Narrowing(none(), none());
    };
  }

  private Narrowing swapped() {
    return new Narrowing(whenFalse, whenTrue);
  }

  private static Map<Variable, IrType> present(Expression tested, Scope scope) {
    Map<Variable, IrType> types = none();
    if (tested instanceof Expression.Reference(_, var name)) {
      scope
          .find(name.text())
          .filter(variable -> scope.type(variable) instanceof IrType.OptionalOf)
          .ifPresent(variable -> types.put(variable, TypeRelations.present(scope.type(variable))));
    }
    return types;
  }

  private static Map<Variable, IrType> both(
      Map<Variable, IrType> first, Map<Variable, IrType> second) {
    Map<Variable, IrType> types = none();
    types.putAll(first);
    types.putAll(second);
    return types;
  }

  private static Map<Variable, IrType> none() {
    return new IdentityHashMap<>();
  }
}
