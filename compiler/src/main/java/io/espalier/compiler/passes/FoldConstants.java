package io.espalier.compiler.passes;

import io.espalier.compiler.evaluation.EvaluationException;
import io.espalier.compiler.evaluation.Evaluator;
import io.espalier.compiler.evaluation.Observations;
import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.ValueText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Computes what does not depend on data: interpolated constants become constant text, branches on
/// constants are taken. An expression whose evaluation fails is left for the run, which may never
/// reach it. Lists and records stay as written: they are small in a program and may be large as
/// values.
public final class FoldConstants {
  private final Evaluator evaluator;

  private FoldConstants(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// The program with constants folded.
  public static IrProgram run(IrProgram program) {
    var pass = new FoldConstants(new Evaluator(program.functions()));
    return BlockMap.blocks(program, pass::folded);
  }

  private Block folded(Block block) {
    List<Instruction> folded = new ArrayList<>();
    for (Instruction instruction : block.instructions()) {
      Instruction next = ExprMap.expressions(instruction, this::fold);
      switch (next) {
        case Instruction.AppendValue(var place, Expr.Constant(var value, _)) ->
            folded.add(new Instruction.AppendText(place, ValueText.of(value)));
        case Instruction.If(_, Expr.Constant(var value, _), var then, var otherwise) ->
            folded.addAll((Boolean.TRUE.equals(value) ? then : otherwise).instructions());
        case Instruction.Fork fork -> folded.add(bounded(fork));
        case Instruction.ForEach(var place, int slot, var items, int max, var body) ->
            folded.add(new Instruction.ForEach(place, slot, items, most(items, max), body));
        case Instruction _ -> folded.add(next);
      }
      if (ends(folded)) {
        break;
      }
    }
    return Block.of(folded);
  }

  /// The fork with the bound of its branches that its items have, where no data decides them.
  private Instruction bounded(Instruction.Fork fork) {
    return new Instruction.Fork(
        fork.place(),
        fork.label(),
        fork.kind(),
        fork.slot(),
        fork.itemSlot(),
        fork.items(),
        most(fork.items(), fork.maxBranches()),
        fork.body(),
        fork.collect());
  }

  private int most(Expr items, int otherwise) {
    if (!isClosed(items)) {
      return otherwise;
    }
    try {
      Object value = evaluator.evaluate(items, new @Nullable Object[0], Observations.none());
      return value instanceof List<?> list ? Math.min(list.size(), otherwise) : otherwise;
    } catch (EvaluationException e) {
      return otherwise;
    }
  }

  /// Whether an expression's value depends on no slot and no run.
  private static boolean isClosed(Expr expr) {
    boolean[] closed = {
      !(expr instanceof Expr.SlotRef
          || expr instanceof Expr.SlotInfo
          || expr instanceof Expr.Stats
          || expr instanceof Expr.Lambda)
    };
    ExprMap.inside(
        expr,
        part -> {
          closed[0] = closed[0] && isClosed(part);
          return part;
        });
    return closed[0];
  }

  private static boolean ends(List<Instruction> instructions) {
    return !instructions.isEmpty()
        && (instructions.getLast() instanceof Instruction.Return
            || instructions.getLast() instanceof Instruction.Yield
            || instructions.getLast() instanceof Instruction.Break);
  }

  /// Folds an expression bottom up.
  private Expr fold(Expr expr) {
    Expr inner = ExprMap.inside(expr, this::fold);
    boolean scalar =
        switch (inner) {
          case Expr.Binary(_, var left, var right) -> constant(left) && constant(right);
          case Expr.Negate(var operand) -> constant(operand);
          case Expr.Not(var operand) -> constant(operand);
          case Expr.Conditional(var condition, _, _) -> constant(condition);
          case Expr.Join(var parts) -> parts.stream().allMatch(FoldConstants::constant);
          case Expr.Method(var target, _, var arguments) ->
              constant(target) && arguments.stream().allMatch(FoldConstants::constant);
          case Expr.Constant _,
              Expr.SlotRef _,
              Expr.SlotInfo _,
              Expr.Stats _,
              Expr.Member _,
              Expr.Index _,
              Expr.Lambda _,
              Expr.ListExpr _,
              Expr.Range _,
              Expr.RecordExpr _,
              Expr.FunctionCall _ ->
              false;
        };
    return scalar ? evaluated(inner) : inner;
  }

  private static boolean constant(Expr expr) {
    return expr instanceof Expr.Constant;
  }

  private Expr evaluated(Expr expr) {
    try {
      Object value = evaluator.evaluate(expr, new @Nullable Object[0], Observations.none());
      return switch (value) {
        case String text -> new Expr.Constant(text, IrType.Text.free());
        case Long number -> new Expr.Constant(number, IrType.Int.any());
        case Double number -> new Expr.Constant(number, IrType.Decimal.any());
        case Boolean truth -> new Expr.Constant(truth, new IrType.Bool());
        case null -> new Expr.Constant(null, new IrType.None());
        default -> expr;
      };
    } catch (EvaluationException e) {
      return expr;
    }
  }
}
