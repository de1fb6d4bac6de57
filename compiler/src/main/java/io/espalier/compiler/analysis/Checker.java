package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Parameter;
import io.espalier.dsl.ast.Statement;
import io.espalier.dsl.ast.TypeNode;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks a whole program: reads its files, resolves its types, then checks every body. Everything
/// that is wrong is reported at once.
public final class Checker {
  private final ModuleLoader loader;

  private Checker(ImportResolver resolver, Diagnostics diagnostics) {
    this.loader = new ModuleLoader(resolver, diagnostics);
  }

  /// The checked program; empty if a file cannot be read. Other errors are only in `diagnostics`,
  /// and then the program must not be lowered.
  public static Optional<Program> check(
      SourceText source, ImportResolver resolver, Diagnostics diagnostics) {
    return new Checker(resolver, diagnostics).program(source);
  }

  private Optional<Program> program(SourceText source) {
    Optional<List<Module>> modules = loader.load(source);
    if (modules.isEmpty()) {
      return Optional.empty();
    }
    var types = new TypeResolver(loader);
    List<Callable> callables = new ArrayList<>();
    IdentityHashMap<Declaration, Callable> byIdentity = new IdentityHashMap<>();
    for (Module module : modules.get()) {
      module.types.values().forEach(declaration -> types.declared(module, declaration));
      for (Declaration declaration : module.callables.values()) {
        Callable callable = signature(module, declaration, types);
        callables.add(callable);
        byIdentity.put(declaration, callable);
      }
    }
    var program = new Program(modules.get(), types, callables);
    callables.forEach(callable -> defaults(program, callable));
    for (Module module : modules.get()) {
      for (Declaration declaration : module.file().declarations()) {
        body(program, module, declaration, byIdentity.get(declaration));
      }
    }
    program.calls.reportCircles();
    return Optional.of(program);
  }

  private static Callable signature(Module module, Declaration declaration, TypeResolver types) {
    return switch (declaration) {
      case Declaration.PromptDeclaration(_, _, var name, var parameters, var result, _) ->
          new Callable(
              Callable.Kind.PROMPT,
              module.qualify(name.text()),
              module,
              declaration,
              formals(module, parameters, types),
              result(module, result, types));
      case Declaration.FunctionDeclaration(_, _, var name, var parameters, var result, _) ->
          new Callable(
              Callable.Kind.FUNCTION,
              module.qualify(name.text()),
              module,
              declaration,
              formals(module, parameters, types),
              result(module, result, types));
      case Declaration.ToolDeclaration(_, _, var name, var parameters, var result) ->
          new Callable(
              Callable.Kind.TOOL,
              module.qualify(name.text()),
              module,
              declaration,
              formals(module, parameters, types),
              result(module, result, types));
      case Declaration.ImportFile _,
          Declaration.ImportSchema _,
          Declaration.RecordDeclaration _,
          Declaration.EnumDeclaration _,
          Declaration.UnionDeclaration _,
          Declaration.TypeAlias _,
          Declaration.TestDeclaration _ ->
          throw new IllegalStateException("nothing to call: " + declaration);
    };
  }

  private static IrType result(Module module, @Nullable TypeNode node, TypeResolver types) {
    return node == null ? new IrType.None() : types.resolve(module, node);
  }

  private static List<Callable.Formal> formals(
      Module module, List<Parameter> parameters, TypeResolver types) {
    List<Callable.Formal> formals = new ArrayList<>();
    for (Parameter parameter : parameters) {
      formals.add(
          new Callable.Formal(
              parameter.name().text(),
              types.resolve(module, parameter.type()),
              parameter.documentation(),
              Optional.ofNullable(parameter.defaultValue())));
    }
    return formals;
  }

  /// Default values see no variables, so they are the same wherever they are filled in.
  private static void defaults(Program program, Callable callable) {
    var body =
        new Body(program, callable.module(), Optional.of(callable), callable.result(), false);
    body.pure = "a default value";
    for (Callable.Formal formal : callable.parameters()) {
      formal
          .defaultValue()
          .ifPresent(value -> body.expressions.check(value, new Scope(null), formal.type()));
    }
  }

  private static void body(
      Program program, Module module, Declaration declaration, @Nullable Callable callable) {
    switch (declaration) {
      case Declaration.PromptDeclaration prompt when callable != null -> {
        boolean conversation = program.isConversation(callable);
        var body =
            new Body(program, module, Optional.of(callable), callable.result(), conversation);
        Scope scope = parameters(body, callable, prompt.parameters());
        statements(body, prompt.body(), scope);
      }
      case Declaration.FunctionDeclaration function when callable != null -> {
        var body = new Body(program, module, Optional.of(callable), callable.result(), false);
        body.pure = "the function '" + callable.name() + "'";
        Scope scope = parameters(body, callable, function.parameters());
        body.expressions.check(function.body(), scope, callable.result());
        body.close(scope);
      }
      case Declaration.ToolDeclaration tool when callable != null -> {
        var body = new Body(program, module, Optional.of(callable), callable.result(), false);
        parameters(body, callable, tool.parameters());
      }
      case Declaration.TestDeclaration(_, _, _, var block) -> {
        boolean conversation = program.opensTurns(module, block);
        var body = new Body(program, module, Optional.empty(), new IrType.None(), conversation);
        statements(body, block, new Scope(null));
      }
      case Declaration.PromptDeclaration _,
          Declaration.FunctionDeclaration _,
          Declaration.ToolDeclaration _,
          Declaration.ImportFile _,
          Declaration.ImportSchema _,
          Declaration.RecordDeclaration _,
          Declaration.EnumDeclaration _,
          Declaration.UnionDeclaration _,
          Declaration.TypeAlias _ -> {}
    }
  }

  private static Scope parameters(Body body, Callable callable, List<Parameter> parameters) {
    var scope = new Scope(null);
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      var variable =
          new Variable(
              parameter.name().text(),
              parameter.name().span(),
              callable.parameters().get(i).type(),
              Variable.Origin.PARAMETER);
      body.declare(scope, variable);
      body.facts().variable(parameter, variable);
    }
    return scope;
  }

  private static void statements(Body body, Statement.Block block, Scope scope) {
    Flow flow = body.statements.block(block.statements(), scope);
    body.close(scope);
    if (flow == Flow.CONTINUES && !(body.result instanceof IrType.None)) {
      Span end =
          new Span(Math.max(block.span().start(), block.span().end() - 1), block.span().end());
      body.error(
          CheckCode.MISSING_RETURN,
          end,
          "the prompt may end here without its " + ExpressionChecker.name(body.result),
          "end it with 'return …'");
    }
  }
}
