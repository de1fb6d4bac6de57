package io.espalier.compiler.analysis;

import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Statement;
import org.jspecify.annotations.Nullable;

/// Looks for turns in statements, also in forks below expressions and in included prompts.
final class TurnSearch {
  private final Program program;
  private final Module module;

  TurnSearch(Program program, Module module) {
    this.program = program;
    this.module = module;
  }

  boolean found(Statement statement) {
    return switch (statement) {
      case Statement.Turn _ -> true;
      case Statement.Include(_, var call) -> included(call.module(), call.name());
      case Statement.Block(_, var statements) -> statements.stream().anyMatch(this::found);
      case Statement.If(_, var branches, var otherwise) ->
          branches.stream().anyMatch(branch -> found(branch.body()))
              || (otherwise != null && found(otherwise));
      case Statement.Match(_, _, var cases) ->
          cases.stream().anyMatch(matchCase -> found(matchCase.body()));
      case Statement.For(_, _, var iterable, var body) -> found(body) || found(iterable);
      case Statement.Loop(_, _, var body) -> found(body);
      case Statement.Let(_, _, _, var value) -> found(value);
      case Statement.ExpressionStatement(_, var value) -> found(value);
      case Statement.Yield(_, var value) -> found(value);
      case Statement.Return(_, var value) -> value != null && found(value);
      case Statement.Text _,
          Statement.Assert _,
          Statement.Check _,
          Statement.Break _,
          Statement.Think _ ->
          false;
    };
  }

  private boolean found(Expression expression) {
    return switch (expression) {
      case Expression.Fork(_, _, _, _, var body, _) -> found(body);
      case Expression.Race(_, _, _, var body) -> found(body);
      case Expression.Member(_, var receiver, _) -> found(receiver);
      case Expression.MethodCall(_, var receiver, _, _) -> found(receiver);
      default -> false;
    };
  }

  private boolean included(@Nullable Name alias, Name name) {
    Module home = alias == null ? module : module.imports.get(alias.text());
    return home != null
        && program.callable(home, name.text()).filter(program::isConversation).isPresent();
  }
}
