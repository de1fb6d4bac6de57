package io.espalier.runtime.interpreter;

import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.Instruction;
import java.util.ArrayList;
import java.util.List;

/// The expressions directly in an instruction, and those directly in an expression.
final class InstructionExprs {
  private InstructionExprs() {}

  /// Returns the expressions of an instruction, not those of the blocks in it.
  static List<Expr> of(Instruction instruction) {
    return switch (instruction) {
      case Instruction.AppendValue(_, var value) -> List.of(value);
      case Instruction.Select(_, _, _, var choices, _) -> List.of(choices);
      case Instruction.Compute(_, _, var value) -> List.of(value);
      case Instruction.Fork fork -> List.of(fork.items());
      case Instruction.Yield(_, var value) -> List.of(value);
      case Instruction.Return(_, var value) -> List.of(value);
      case Instruction.If(_, var condition, _, _) -> List.of(condition);
      case Instruction.ForEach(_, _, var items, _, _) -> List.of(items);
      case Instruction.Match(_, var subject, _) -> List.of(subject);
      case Instruction.Invoke(_, _, _, _, _, var arguments) -> arguments;
      case Instruction.CallTool(_, _, _, var arguments) -> arguments;
      case Instruction.Assert(_, _, var condition, _, var message) ->
          message.isPresent() ? List.of(condition, message.get()) : List.of(condition);
      case Instruction.AppendText _,
          Instruction.BeginTurn _,
          Instruction.EndTurn _,
          Instruction.Think _,
          Instruction.Generate _,
          Instruction.Break _,
          Instruction.Loop _ ->
          List.of();
    };
  }

  /// Returns the operands of an expression.
  static List<Expr> within(Expr expr) {
    return switch (expr) {
      case Expr.Binary(_, var left, var right) -> List.of(left, right);
      case Expr.Negate(var operand) -> List.of(operand);
      case Expr.Not(var operand) -> List.of(operand);
      case Expr.Conditional(var condition, var then, var otherwise) ->
          List.of(condition, then, otherwise);
      case Expr.Member(var target, _) -> List.of(target);
      case Expr.Index(var target, var index) -> List.of(target, index);
      case Expr.Method(var target, _, var arguments) -> {
        var all = new ArrayList<Expr>(arguments);
        all.add(target);
        yield all;
      }
      case Expr.Lambda(_, var body) -> List.of(body);
      case Expr.ListExpr(var items) -> items;
      case Expr.Range(var from, var to) -> List.of(from, to);
      case Expr.RecordExpr(_, _, var values) -> values;
      case Expr.Join(var parts) -> parts;
      case Expr.FunctionCall(_, var arguments) -> arguments;
      case Expr.Constant _, Expr.SlotRef _, Expr.SlotInfo _, Expr.Stats _ -> List.of();
    };
  }
}
