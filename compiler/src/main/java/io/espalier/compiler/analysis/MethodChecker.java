package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.Argument;
import io.espalier.dsl.ast.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks calls of methods, and calls of what an imported file declares, which are written alike.
final class MethodChecker {
  private final Body body;

  MethodChecker(Body body) {
    this.body = body;
  }

  IrType type(Expression.MethodCall call, Scope scope) {
    if (call.receiver() instanceof Expression.Reference(_, var alias)
        && scope.find(alias.text()).isEmpty()
        && body.module.imports.containsKey(alias.text())) {
      return body.calls.call(
          call, CallChecker.Way.PLAIN, alias, call.name(), call.arguments(), scope);
    }
    IrType receiver = body.expressions.value(call.receiver(), scope);
    String name = call.name().text();
    if (name.equals("toString") && !TypeRelations.mayBeAbsent(receiver)) {
      if (!call.arguments().isEmpty()) {
        wrongCount(call, 0);
      }
      body.facts().meaning(call, new Meaning.BuiltIn(name, List.of()));
      return IrType.Text.free();
    }
    Optional<BuiltInMethod> method =
        receiver(receiver).flatMap(kind -> BuiltInMethod.find(kind, name));
    if (method.isEmpty()) {
      unknown(call, receiver);
      skip(call, scope);
      return TypeRelations.UNKNOWN;
    }
    return call(call, method.get(), receiver, scope);
  }

  /// The table of methods that a value of `type` has.
  static Optional<BuiltInMethod.Receiver> receiver(IrType type) {
    return switch (type) {
      case IrType.Text _, IrType.Choice _, IrType.Enumeration _, IrType.Grammar _ ->
          Optional.of(BuiltInMethod.Receiver.TEXT);
      case IrType.Int _ -> Optional.of(BuiltInMethod.Receiver.INT);
      case IrType.Decimal _ -> Optional.of(BuiltInMethod.Receiver.FLOAT);
      case IrType.ListOf _ -> Optional.of(BuiltInMethod.Receiver.LIST);
      case IrType.MapOf _ -> Optional.of(BuiltInMethod.Receiver.MAP);
      case IrType.Json _ -> Optional.of(BuiltInMethod.Receiver.JSON);
      case IrType.Schema _ ->
          type.equals(TypeRelations.UNKNOWN)
              ? Optional.empty()
              : Optional.of(BuiltInMethod.Receiver.JSON);
      case IrType.None _,
          IrType.Bool _,
          IrType.OptionalOf _,
          IrType.RecordType _,
          IrType.UnionType _ ->
          Optional.empty();
    };
  }

  private void unknown(Expression.MethodCall call, IrType receiver) {
    if (receiver.equals(TypeRelations.UNKNOWN)) {
      return;
    }
    if (TypeRelations.mayBeAbsent(receiver)) {
      body.expressions.absent(call.receiver().span());
      return;
    }
    List<String> names = receiver(receiver).map(BuiltInMethod::names).orElse(List.of("toString"));
    body.module.error(
        CheckCode.UNKNOWN_METHOD,
        call.name().span(),
        ExpressionChecker.name(receiver) + " has no method '" + call.name().text() + "'",
        "one of " + String.join(", ", names),
        TypeResolver.hint(call.name().text(), names));
  }

  /// Checks the arguments of a method that is not known, with `it` being anything.
  private void skip(Expression.MethodCall call, Scope scope) {
    for (Argument argument : call.arguments()) {
      var inner = new Scope(scope);
      inner.declare(item(argument, TypeRelations.UNKNOWN));
      body.expressions.value(argument.value(), inner);
    }
  }

  private static Variable item(Argument argument, IrType type) {
    return new Variable("it", argument.span(), type, Variable.Origin.BOUND);
  }

  private IrType call(
      Expression.MethodCall call, BuiltInMethod method, IrType receiver, Scope scope) {
    List<BuiltInMethod.Wants> wants = method.arguments();
    if (call.arguments().size() != wants.size()) {
      wrongCount(call, wants.size());
      skip(call, scope);
      return BuiltInTypes.result(method, receiver, TypeRelations.UNKNOWN);
    }
    requireItems(call, method, receiver);
    List<Meaning.BuiltInArgument> arguments = new ArrayList<>();
    IrType first = TypeRelations.UNKNOWN;
    for (int i = 0; i < wants.size(); i++) {
      Argument argument = call.arguments().get(i);
      if (argument.name() != null) {
        body.error(
            CheckCode.UNKNOWN_ARGUMENT,
            argument.name().span(),
            "arguments of methods have no names",
            "leave '" + argument.name().text() + ":' out");
      }
      IrType given = argument(wants.get(i), argument, receiver, scope, arguments);
      first = i == 0 ? given : first;
    }
    body.facts().meaning(call, new Meaning.BuiltIn(method.name(), arguments));
    return BuiltInTypes.result(method, receiver, first);
  }

  private void wrongCount(Expression.MethodCall call, int count) {
    body.error(
        CheckCode.ARGUMENTS,
        call.span(),
        "'%s' takes %d argument%s".formatted(call.name().text(), count, count == 1 ? "" : "s"),
        "");
  }

  private IrType argument(
      BuiltInMethod.Wants wants,
      Argument argument,
      IrType receiver,
      Scope scope,
      List<Meaning.BuiltInArgument> arguments) {
    IrType item = receiver instanceof IrType.ListOf(var type, _, _) ? type : TypeRelations.UNKNOWN;
    Expression value = argument.value();
    return switch (wants) {
      case TEXT, INT, ITEM -> {
        IrType wanted =
            switch (wants) {
              case TEXT -> IrType.Text.free();
              case INT -> IrType.Int.any();
              default -> item instanceof IrType.Choice ? IrType.Text.free() : item;
            };
        body.expressions.check(value, scope, wanted);
        arguments.add(new Meaning.BuiltInArgument(value, List.of()));
        yield body.facts().type(value);
      }
      case LIST -> {
        body.expressions.check(value, scope, IrType.ListOf.of(TypeRelations.UNKNOWN));
        arguments.add(new Meaning.BuiltInArgument(value, List.of()));
        yield body.facts().type(value);
      }
      case CONDITION, FUNCTION, KEY -> {
        Variable variable = item(argument, item);
        arguments.add(new Meaning.BuiltInArgument(value, List.of(variable)));
        yield lambda(wants, value, variable, scope);
      }
    };
  }

  private IrType lambda(BuiltInMethod.Wants wants, Expression value, Variable item, Scope scope) {
    var inner = new Scope(scope);
    inner.declare(item);
    String outer = body.pure;
    body.pure = "a method's argument";
    IrType type;
    if (wants == BuiltInMethod.Wants.CONDITION) {
      body.expressions.condition(value, inner);
      type = new IrType.Bool();
    } else {
      type = body.expressions.value(value, inner);
    }
    body.pure = outer;
    if (wants == BuiltInMethod.Wants.KEY && !TypeRelations.ordered(type)) {
      body.module.error(
          CheckCode.OPERANDS,
          value.span(),
          "the key is " + ExpressionChecker.name(type) + ", which has no order",
          "a number or a string",
          "");
    }
    return type;
  }

  private void requireItems(Expression.MethodCall call, BuiltInMethod method, IrType receiver) {
    if (!(receiver instanceof IrType.ListOf(var item, _, _))
        || item.equals(TypeRelations.UNKNOWN)) {
      return;
    }
    boolean right =
        switch (method.items()) {
          case ANY -> true;
          case NUMBERS -> TypeRelations.isNumber(item);
          case ORDERED -> TypeRelations.ordered(item);
          case LISTS -> item instanceof IrType.ListOf;
        };
    if (!right) {
      body.module.error(
          CheckCode.OPERANDS,
          call.name().span(),
          "'" + method.name() + "' of a list of " + ExpressionChecker.name(item),
          switch (method.items()) {
            case NUMBERS -> "a list of numbers";
            case ORDERED -> "a list of numbers or strings";
            case LISTS -> "a list of lists";
            case ANY -> "a list";
          },
          method.items() == BuiltInMethod.Items.ORDERED ? "say by what: sortBy(it.…)" : "");
    }
  }
}
