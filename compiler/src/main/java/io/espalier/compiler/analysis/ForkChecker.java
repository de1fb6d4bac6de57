package io.espalier.compiler.analysis;

import io.espalier.compiler.types.Bounds;
import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Node;
import io.espalier.dsl.ast.Statement;
import io.espalier.dsl.diagnostic.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks `fork` and `race`.
final class ForkChecker {
  private final Body body;

  ForkChecker(Body body) {
    this.body = body;
  }

  IrType fork(Expression.Fork fork, Scope scope) {
    body.effect(fork.span(), "a 'fork'");
    IrType.ListOf items =
        fork.count() != null
            ? samples(fork.count(), scope)
            : items(Objects.requireNonNull(fork.iterable()), scope);
    IrType item = branch(fork, fork.binder(), items, fork.body(), scope);
    return new IrType.ListOf(
        fork.collect() ? TypeRelations.optional(item) : item, items.min(), items.max());
  }

  IrType race(Expression.Race race, Scope scope) {
    body.effect(race.span(), "a 'race'");
    IrType.ListOf items = items(race.iterable(), scope);
    if (items.max() == 0) {
      body.error(
          CheckCode.BAD_BOUND, race.iterable().span(), "a race of no branches has no winner", "");
    }
    return branch(race, race.binder(), items, race.body(), scope);
  }

  private IrType.ListOf samples(Expression count, Scope scope) {
    body.expressions.check(count, scope, IrType.Int.any());
    boolean known = body.facts().type(count) instanceof IrType.Int;
    if (count instanceof Expression.IntLiteral(_, long value)
        && (value < 1 || value > Bounds.ITERATIONS)) {
      body.module.error(
          CheckCode.BAD_BOUND, count.span(), value + " branches", "1 to " + Bounds.ITERATIONS, "");
      return IrType.ListOf.of(IrType.Int.any());
    }
    if (known && body.facts().type(count) instanceof IrType.Int(long low, long high)) {
      int most = high > Bounds.ITERATIONS ? Bounds.LIST_ITEMS : (int) Math.max(0, high);
      int least = (int) Math.clamp(low, 0L, (long) most);
      return new IrType.ListOf(IrType.Int.any(), least, most);
    }
    return IrType.ListOf.of(IrType.Int.any());
  }

  /// The list type of what a fork or loop goes through.
  IrType.ListOf items(Expression iterable, Scope scope) {
    IrType type = body.expressions.value(iterable, scope);
    if (type instanceof IrType.ListOf list) {
      return list;
    }
    if (TypeRelations.mayBeAbsent(type)) {
      body.expressions.absent(iterable.span());
    } else if (!type.equals(TypeRelations.UNKNOWN)) {
      body.error(
          CheckCode.NOT_A_LIST,
          iterable.span(),
          "this is " + ExpressionChecker.name(type) + ", and only a list has items",
          type instanceof IrType.Int
              ? "write a range: 1..n"
              : TypeRelations.fits(type, IrType.Text.free()) ? "use .lines() or .words()" : "");
    }
    return IrType.ListOf.of(TypeRelations.UNKNOWN);
  }

  private IrType branch(
      Node node, @Nullable Name binder, IrType.ListOf items, Statement.Block block, Scope scope) {
    body.facts().bound(node, Math.min(items.max(), Bounds.ITERATIONS));
    var inner = new Scope(scope);
    if (binder != null) {
      var variable =
          new Variable(binder.text(), binder.span(), items.item(), Variable.Origin.BOUND);
      body.declare(inner, variable);
      body.facts().variable(node, variable);
    }
    int loops = body.loops;
    body.loops = 0;
    var openTurn = body.openTurn;
    List<IrType> yields = new ArrayList<>();
    body.yields.push(yields);
    Flow flow = body.statements.block(block.statements(), inner);
    body.close(inner);
    body.yields.pop();
    body.loops = loops;
    body.openTurn = openTurn;
    Span end = new Span(Math.max(block.span().start(), block.span().end() - 1), block.span().end());
    if (flow == Flow.CONTINUES) {
      body.error(
          CheckCode.MISSING_YIELD,
          end,
          "the branch may end here without a value",
          "end it with 'yield …'");
    }
    return joined(yields, block.span());
  }

  private IrType joined(List<IrType> yields, Span span) {
    IrType type = TypeRelations.UNKNOWN;
    for (IrType next : yields) {
      Optional<IrType> joined = TypeRelations.join(type, next);
      if (joined.isEmpty()) {
        body.error(
            CheckCode.MISMATCH,
            span,
            "the branch yields both "
                + ExpressionChecker.name(type)
                + " and "
                + ExpressionChecker.name(next),
            "yield values of one type");
        return TypeRelations.UNKNOWN;
      }
      type = joined.get();
    }
    return type;
  }
}
