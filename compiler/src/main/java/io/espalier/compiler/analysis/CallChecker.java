package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.Argument;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.diagnostic.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks calls of prompts, functions and tools.
final class CallChecker {
  private final Body body;

  CallChecker(Body body) {
    this.body = body;
  }

  /// How a callee is to run.
  enum Way {
    PLAIN,
    CALL,
    ASIDE,
    INCLUDE
  }

  IrType type(Expression.Call call, Scope scope) {
    boolean own = call.module() == null && call.mode() == Expression.CallMode.PLAIN;
    if (own && call.name().text().equals("stats")) {
      return stats(call);
    }
    Way way =
        switch (call.mode()) {
          case PLAIN -> Way.PLAIN;
          case CALL -> Way.CALL;
          case ASIDE -> Way.ASIDE;
        };
    return call(call, way, call.module(), call.name(), call.arguments(), scope);
  }

  /// Checks an `include`.
  void include(Expression.Call call, Scope scope) {
    IrType type = call(call, Way.INCLUDE, call.module(), call.name(), call.arguments(), scope);
    body.facts().type(call, type);
  }

  private IrType stats(Expression.Call call) {
    if (!call.arguments().isEmpty()) {
      body.error(CheckCode.ARGUMENTS, call.span(), "stats() takes no arguments", "");
    }
    body.effect(call.span(), "stats()");
    body.facts().meaning(call, new Meaning.Statistics());
    return BuiltInTypes.STATS;
  }

  /// Checks a call of what `name` declares, in this file or in an imported one.
  IrType call(
      Expression expression,
      Way way,
      @Nullable Name alias,
      Name name,
      List<Argument> arguments,
      Scope scope) {
    Optional<Callable> found = find(alias, name);
    if (found.isEmpty()) {
      arguments.forEach(argument -> body.expressions.value(argument.value(), scope));
      return TypeRelations.UNKNOWN;
    }
    Callable callee = found.get();
    List<Expression> ordered = arguments(callee, arguments, name.span(), scope);
    if (!allowed(callee, way, expression.span())) {
      return callee.result();
    }
    body.owner.ifPresent(caller -> body.program.calls.add(caller, callee, name.span()));
    if (callee.kind() != Callable.Kind.FUNCTION) {
      body.effect(expression.span(), "a call of the " + callee.kind().word());
    }
    boolean sameStream = way == Way.INCLUDE || way == Way.ASIDE;
    if (sameStream && body.openTurn != null && body.program.isConversation(callee)) {
      body.error(
          CheckCode.NESTED_TURN,
          expression.span(),
          "'"
              + callee.name()
              + "' opens turns, and a turn of the "
              + body.openTurn.label()
              + " is open here",
          "close the turn before, or use 'call', which starts afresh");
    }
    body.facts().meaning(expression, new Meaning.Invocation(callee, ordered));
    return callee.result();
  }

  private Optional<Callable> find(@Nullable Name alias, Name name) {
    Module home = body.module;
    if (alias != null) {
      Module imported = body.module.imports.get(alias.text());
      if (imported == null) {
        TypeResolver.unknownModule(body.module, alias);
        return Optional.empty();
      }
      home = imported;
    }
    Optional<Callable> found = body.program.callable(home, name.text());
    if (found.isEmpty()) {
      List<String> names = new ArrayList<>(home.callables.keySet());
      names.add("stats");
      String hint = TypeResolver.hint(name.text(), names);
      if (home.types.containsKey(name.text())) {
        hint = "'" + name.text() + "' is a type; a record is made with " + name.text() + " { … }";
      }
      body.error(
          CheckCode.UNKNOWN_CALLEE,
          name.span(),
          "there is no prompt, function or tool '" + name.text() + "'",
          hint);
    }
    return found;
  }

  private boolean allowed(Callable callee, Way way, Span span) {
    String hint =
        switch (callee.kind()) {
          case FUNCTION -> way == Way.PLAIN ? "" : "a function is called by its name alone";
          case TOOL -> way == Way.PLAIN || way == Way.CALL ? "" : "a tool is called with 'call'";
          case PROMPT ->
              way == Way.PLAIN
                  ? "say where it runs: 'include' (this stream), 'aside' (a branch of it), "
                      + "'call' (a fresh stream)"
                  : "";
        };
    if (hint.isEmpty()) {
      return true;
    }
    body.error(
        CheckCode.WRONG_CALL, span, "'" + callee.name() + "' is a " + callee.kind().word(), hint);
    return false;
  }

  /// One expression for each parameter of the callee.
  private List<Expression> arguments(
      Callable callee, List<Argument> arguments, Span span, Scope scope) {
    Map<String, Expression> given = new LinkedHashMap<>();
    List<Callable.Formal> formals = callee.parameters();
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      Optional<Callable.Formal> formal = formal(callee, argument, i);
      if (formal.isEmpty()) {
        body.expressions.value(argument.value(), scope);
        continue;
      }
      body.expressions.check(argument.value(), scope, formal.get().type());
      if (given.putIfAbsent(formal.get().name(), argument.value()) != null) {
        body.error(
            CheckCode.ARGUMENTS,
            argument.span(),
            "'" + formal.get().name() + "' is given twice",
            "");
      }
    }
    List<Expression> ordered = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Callable.Formal formal : formals) {
      Optional<Expression> value =
          Optional.ofNullable(given.get(formal.name())).or(formal::defaultValue);
      value.ifPresentOrElse(ordered::add, () -> missing.add(formal.name()));
    }
    if (!missing.isEmpty()) {
      body.error(
          CheckCode.ARGUMENTS,
          span,
          "'" + callee.name() + "' also needs " + String.join(", ", missing),
          "");
    }
    return ordered;
  }

  private Optional<Callable.Formal> formal(Callable callee, Argument argument, int at) {
    List<Callable.Formal> formals = callee.parameters();
    Name name = argument.name();
    if (name == null) {
      if (at < formals.size()) {
        return Optional.of(formals.get(at));
      }
      body.error(
          CheckCode.ARGUMENTS,
          argument.span(),
          "'%s' takes %d argument%s"
              .formatted(callee.name(), formals.size(), formals.size() == 1 ? "" : "s"),
          "");
      return Optional.empty();
    }
    Optional<Callable.Formal> found =
        formals.stream().filter(formal -> formal.name().equals(name.text())).findFirst();
    if (found.isEmpty()) {
      List<String> names = formals.stream().map(Callable.Formal::name).toList();
      body.module.error(
          CheckCode.UNKNOWN_ARGUMENT,
          name.span(),
          "'" + callee.name() + "' has no parameter '" + name.text() + "'",
          names.isEmpty() ? "no arguments" : "one of " + String.join(", ", names),
          TypeResolver.hint(name.text(), names));
    }
    return found;
  }
}
