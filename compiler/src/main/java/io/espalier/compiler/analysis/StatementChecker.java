package io.espalier.compiler.analysis;

import io.espalier.compiler.types.Bounds;
import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Statement;
import io.espalier.dsl.ast.Template;
import io.espalier.dsl.ast.TemplatePart;
import io.espalier.dsl.diagnostic.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks statements and follows the paths through them.
final class StatementChecker {
  private final Body body;

  StatementChecker(Body body) {
    this.body = body;
  }

  /// Checks the statements of a block in `scope`, which the caller closes.
  Flow block(List<Statement> statements, Scope scope) {
    Flow flow = Flow.CONTINUES;
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      if (flow == Flow.ENDS) {
        Span rest = statement.span().to(statements.getLast().span());
        body.module.warning(
            CheckCode.UNREACHABLE, rest, "this never runs", "remove it, or move it up");
        flow = Flow.CONTINUES;
        for (Statement unreachable : statements.subList(i, statements.size())) {
          check(unreachable, scope);
        }
        return Flow.ENDS;
      }
      idleThink(statements, i);
      flow = check(statement, scope);
    }
    return flow;
  }

  private void idleThink(List<Statement> statements, int at) {
    if (statements.get(at) instanceof Statement.Think think && at + 1 == statements.size()) {
      body.module.warning(
          CheckCode.IDLE_THINK,
          think.span(),
          "nothing is generated after this 'think' in its block",
          "put it right before a 'gen'");
    }
  }

  /// Checks one statement in a scope of its own.
  Flow scoped(Statement statement, Scope inner) {
    Flow flow =
        statement instanceof Statement.Block block
            ? block(block.statements(), inner)
            : check(statement, inner);
    body.close(inner);
    return flow;
  }

  private Flow check(Statement statement, Scope scope) {
    return switch (statement) {
      case Statement.Text(var span, var template) -> {
        outsideTurn(span);
        text(template, scope);
        yield Flow.CONTINUES;
      }
      case Statement.Turn turn -> turn(turn, scope);
      case Statement.Let let -> let(let, scope);
      case Statement.ExpressionStatement(_, var expression) -> {
        effect(expression, scope);
        yield Flow.CONTINUES;
      }
      case Statement.Include(_, var call) -> {
        body.calls.include(call, scope);
        yield Flow.CONTINUES;
      }
      case Statement.Return(var span, var value) -> {
        returned(span, value, scope);
        yield Flow.ENDS;
      }
      case Statement.Yield(var span, var value) -> {
        yielded(span, value, scope);
        yield Flow.ENDS;
      }
      case Statement.Assert(_, var condition, var message) -> {
        assertion(condition, message, scope);
        scope.narrow(Narrowing.of(condition, scope).whenTrue());
        yield Flow.CONTINUES;
      }
      case Statement.Check(_, var condition, var message) -> {
        assertion(condition, message, scope);
        yield Flow.CONTINUES;
      }
      case Statement.If branches -> branches(branches, scope);
      case Statement.Match match -> body.matches.match(match, scope);
      case Statement.For loop -> each(loop, scope);
      case Statement.Loop loop -> loop(loop, scope);
      case Statement.Break(var span) -> {
        if (body.loops == 0) {
          body.error(
              CheckCode.MISPLACED_BREAK,
              span,
              "there is no loop here to leave",
              body.yields.isEmpty() ? "" : "a branch ends with 'yield'");
        }
        yield Flow.ENDS;
      }
      case Statement.Think think -> {
        body.effect(think.span(), "a 'think'");
        body.facts()
            .settings(
                think, new OptionChecker(body.module, new IrType.None()).think(think.options()));
        yield Flow.CONTINUES;
      }
      case Statement.Block inner -> scoped(inner, new Scope(scope));
    };
  }

  private void outsideTurn(Span span) {
    if (body.conversation && body.openTurn == null) {
      body.module.warning(
          CheckCode.OUTSIDE_TURN,
          span,
          "this text stands between the turns, where no one speaks",
          "put it into a turn: user \"…\"");
    }
  }

  /// Checks text that is appended, holes included.
  private void text(Template template, Scope scope) {
    for (TemplatePart part : template.parts()) {
      switch (part) {
        case TemplatePart.LiteralPart _ -> {}
        case TemplatePart.InterpolationPart(_, var expression) ->
            body.expressions.interpolated(expression, scope);
        case TemplatePart.HolePart hole -> body.generations.hole(hole, scope);
      }
    }
  }

  private Flow turn(Statement.Turn turn, Scope scope) {
    if (body.openTurn != null) {
      body.error(
          CheckCode.NESTED_TURN,
          turn.span(),
          "a turn of the " + turn.role().label() + " inside a turn of the " + body.openTurn.label(),
          "close the outer turn before");
    }
    var outer = body.openTurn;
    body.openTurn = turn.role();
    Flow flow =
        switch (turn.body()) {
          case Statement.TurnText(_, var template) -> {
            text(template, scope);
            yield Flow.CONTINUES;
          }
          case Statement.Block(_, var statements) -> block(statements, scope);
        };
    body.openTurn = outer;
    return flow;
  }

  private Flow let(Statement.Let let, Scope scope) {
    IrType type;
    if (let.type() != null) {
      type = body.program.types().resolve(body.module, let.type());
      body.expressions.check(let.value(), scope, type);
    } else {
      type = body.expressions.value(let.value(), scope);
      if (type instanceof IrType.None) {
        body.error(
            CheckCode.NO_VALUE,
            let.value().span(),
            "null alone does not say what may be there",
            "say it: let " + let.name().text() + ": string? = null");
        type = TypeRelations.UNKNOWN;
      }
    }
    Variable.Origin origin =
        switch (let.value()) {
          case Expression.Gen _ -> Variable.Origin.GENERATED;
          case Expression.Select _ -> Variable.Origin.SELECTED;
          default -> Variable.Origin.COMPUTED;
        };
    var variable = new Variable(let.name().text(), let.name().span(), type, origin);
    body.declare(scope, variable);
    body.facts().variable(let, variable);
    return Flow.CONTINUES;
  }

  private void effect(Expression expression, Scope scope) {
    body.expressions.infer(expression, scope);
    if (!Effects.has(expression, body.facts())) {
      body.module.warning(
          CheckCode.NO_EFFECT,
          expression.span(),
          "this computes a value that nothing uses",
          "remove it, or give the value a name with 'let'");
    }
  }

  private void returned(Span span, @Nullable Expression value, Scope scope) {
    if (!body.yields.isEmpty()) {
      body.error(
          CheckCode.MISPLACED_RETURN,
          span,
          "a branch cannot return for its prompt",
          "end the branch with 'yield' and return after the fork");
    }
    boolean none = body.result instanceof IrType.None;
    if (value == null) {
      if (!none && !TypeRelations.mayBeAbsent(body.result)) {
        body.error(
            CheckCode.RETURN_VALUE,
            span,
            "the prompt promises " + ExpressionChecker.name(body.result),
            "return a value");
      }
      return;
    }
    if (none) {
      body.expressions.value(value, scope);
      body.error(
          CheckCode.RETURN_VALUE,
          value.span(),
          "nothing says that a value is returned here",
          "give the prompt a result: prompt name() -> type { … }");
      return;
    }
    body.expressions.check(value, scope, body.result);
  }

  private void yielded(Span span, Expression value, Scope scope) {
    IrType type = body.expressions.value(value, scope);
    if (body.yields.isEmpty()) {
      body.error(CheckCode.MISPLACED_YIELD, span, "there is no fork or race here", "use 'return'");
      return;
    }
    body.yields.element().add(type);
  }

  private void assertion(Expression condition, @Nullable Expression message, Scope scope) {
    body.expressions.condition(condition, scope);
    if (message != null) {
      String outer = body.pure;
      body.pure = "an assertion's message";
      body.expressions.check(message, scope, IrType.Text.free());
      body.pure = outer;
    }
  }

  private Flow branches(Statement.If statement, Scope scope) {
    boolean ends = true;
    var otherwise = new Scope(scope);
    for (Statement.Branch branch : statement.branches()) {
      body.expressions.condition(branch.condition(), otherwise);
      Narrowing narrowing = Narrowing.of(branch.condition(), otherwise);
      var inner = new Scope(otherwise);
      inner.narrow(narrowing.whenTrue());
      Flow flow = scoped(branch.body(), inner);
      otherwise.narrow(narrowing.whenFalse());
      if (flow == Flow.ENDS && ends) {
        // Whoever comes past this `if` has seen the condition false.
        scope.narrow(narrowing.whenFalse());
      }
      ends &= flow == Flow.ENDS;
    }
    Statement.Block last = statement.otherwise();
    if (last == null) {
      return Flow.CONTINUES;
    }
    return scoped(last, new Scope(otherwise)) == Flow.ENDS && ends ? Flow.ENDS : Flow.CONTINUES;
  }

  private Flow each(Statement.For loop, Scope scope) {
    IrType.ListOf items = body.forks.items(loop.iterable(), scope);
    body.facts().bound(loop, Math.min(items.max(), Bounds.ITERATIONS));
    var inner = new Scope(scope);
    var variable =
        new Variable(loop.name().text(), loop.name().span(), items.item(), Variable.Origin.BOUND);
    body.declare(inner, variable);
    body.facts().variable(loop, variable);
    body.loops++;
    scoped(loop.body(), inner);
    body.loops--;
    return Flow.CONTINUES;
  }

  private Flow loop(Statement.Loop loop, Scope scope) {
    if (loop.max() instanceof Expression.IntLiteral(_, long rounds)
        && rounds >= 1
        && rounds <= Bounds.ITERATIONS) {
      body.facts().bound(loop, (int) rounds);
    } else {
      body.module.error(
          CheckCode.BAD_BOUND,
          loop.max().span(),
          "the bound of a loop is no constant in range",
          "1 to " + Bounds.ITERATIONS,
          "write the number: loop max 8 { … }");
      body.expressions.value(loop.max(), scope);
    }
    body.loops++;
    scoped(loop.body(), new Scope(scope));
    body.loops--;
    return Flow.CONTINUES;
  }
}
