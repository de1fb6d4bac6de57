package io.espalier.compiler.passes;

import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.Instruction;
import java.util.List;
import java.util.function.UnaryOperator;

/// Rebuilds instructions and expressions from changed expressions.
final class ExprMap {
  private ExprMap() {}

  /// The instruction with its own expressions replaced; its blocks stay.
  static Instruction expressions(Instruction instruction, UnaryOperator<Expr> change) {
    return switch (instruction) {
      case Instruction.AppendValue(var place, var value) ->
          new Instruction.AppendValue(place, change.apply(value));
      case Instruction.Select(var place, var label, int slot, var choices, var method) ->
          new Instruction.Select(place, label, slot, change.apply(choices), method);
      case Instruction.Compute(var place, int slot, var value) ->
          new Instruction.Compute(place, slot, change.apply(value));
      case Instruction.Fork fork ->
          new Instruction.Fork(
              fork.place(),
              fork.label(),
              fork.kind(),
              fork.slot(),
              fork.itemSlot(),
              change.apply(fork.items()),
              fork.maxBranches(),
              fork.body(),
              fork.collect());
      case Instruction.Yield(var place, var value) ->
          new Instruction.Yield(place, change.apply(value));
      case Instruction.Return(var place, var value) ->
          new Instruction.Return(place, change.apply(value));
      case Instruction.If(var place, var condition, var then, var otherwise) ->
          new Instruction.If(place, change.apply(condition), then, otherwise);
      case Instruction.ForEach(var place, int slot, var items, int max, var body) ->
          new Instruction.ForEach(place, slot, change.apply(items), max, body);
      case Instruction.Match(var place, var subject, var cases) ->
          new Instruction.Match(place, change.apply(subject), cases);
      case Instruction.Invoke(
              var place,
              var label,
              int slot,
              var mode,
              var routine,
              var arguments) ->
          new Instruction.Invoke(place, label, slot, mode, routine, all(arguments, change));
      case Instruction.CallTool(var place, int slot, var tool, var arguments) ->
          new Instruction.CallTool(place, slot, tool, all(arguments, change));
      case Instruction.Assert(var place, boolean hard, var condition, var text, var message) ->
          new Instruction.Assert(place, hard, change.apply(condition), text, message.map(change));
      case Instruction.AppendText _,
          Instruction.BeginTurn _,
          Instruction.EndTurn _,
          Instruction.Think _,
          Instruction.Generate _,
          Instruction.Break _,
          Instruction.Loop _ ->
          instruction;
    };
  }

  /// The expression with its direct parts replaced.
  static Expr inside(Expr expr, UnaryOperator<Expr> change) {
    return switch (expr) {
      case Expr.Binary(var operator, var left, var right) ->
          new Expr.Binary(operator, change.apply(left), change.apply(right));
      case Expr.Negate(var operand) -> new Expr.Negate(change.apply(operand));
      case Expr.Not(var operand) -> new Expr.Not(change.apply(operand));
      case Expr.Conditional(var condition, var then, var otherwise) ->
          new Expr.Conditional(
              change.apply(condition), change.apply(then), change.apply(otherwise));
      case Expr.Member(var target, var field) -> new Expr.Member(change.apply(target), field);
      case Expr.Index(var target, var index) ->
          new Expr.Index(change.apply(target), change.apply(index));
      case Expr.Method(var target, var name, var arguments) ->
          new Expr.Method(change.apply(target), name, all(arguments, change));
      case Expr.Lambda(int slot, var body) -> new Expr.Lambda(slot, change.apply(body));
      case Expr.ListExpr(var items) -> new Expr.ListExpr(all(items, change));
      case Expr.Range(var from, var to) -> new Expr.Range(change.apply(from), change.apply(to));
      case Expr.RecordExpr(var type, var fields, var values) ->
          new Expr.RecordExpr(type, fields, all(values, change));
      case Expr.Join(var parts) -> new Expr.Join(all(parts, change));
      case Expr.FunctionCall(var function, var arguments) ->
          new Expr.FunctionCall(function, all(arguments, change));
      case Expr.Constant _, Expr.SlotRef _, Expr.SlotInfo _, Expr.Stats _ -> expr;
    };
  }

  private static List<Expr> all(List<Expr> expressions, UnaryOperator<Expr> change) {
    return expressions.stream().map(change).toList();
  }
}
