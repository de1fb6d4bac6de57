package io.espalier.compiler.passes;

import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Routine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Rebuilds programs block by block, innermost blocks first.
final class BlockMap {
  private BlockMap() {}

  /// The program with every block of every routine replaced by what `change` makes of it.
  static IrProgram blocks(IrProgram program, UnaryOperator<Block> change) {
    return routines(
        program,
        routine ->
            new Routine(
                routine.place(),
                routine.name(),
                routine.description(),
                routine.parameters(),
                routine.result(),
                routine.slots(),
                block(routine.body(), change)));
  }

  /// The program with every prompt and test replaced.
  static IrProgram routines(IrProgram program, Function<Routine, Routine> change) {
    return new IrProgram(
        program.version(),
        program.name(),
        program.types(),
        program.functions(),
        program.tools(),
        program.prompts().stream().map(change).toList(),
        program.tests().stream().map(change).toList(),
        program.constraints(),
        program.entry());
  }

  private static Block block(Block block, UnaryOperator<Block> change) {
    List<Instruction> instructions = new ArrayList<>();
    for (Instruction instruction : block.instructions()) {
      instructions.add(inside(instruction, inner -> block(inner, change)));
    }
    return change.apply(new Block(instructions, block.constantPrefix()));
  }

  /// The instruction with its own blocks replaced.
  static Instruction inside(Instruction instruction, UnaryOperator<Block> change) {
    return switch (instruction) {
      case Instruction.Fork fork ->
          new Instruction.Fork(
              fork.place(),
              fork.label(),
              fork.kind(),
              fork.slot(),
              fork.itemSlot(),
              fork.items(),
              fork.maxBranches(),
              change.apply(fork.body()),
              fork.collect());
      case Instruction.If(var place, var condition, var then, var otherwise) ->
          new Instruction.If(place, condition, change.apply(then), change.apply(otherwise));
      case Instruction.ForEach(var place, int slot, var items, int max, var body) ->
          new Instruction.ForEach(place, slot, items, max, change.apply(body));
      case Instruction.Loop(var place, int max, var body) ->
          new Instruction.Loop(place, max, change.apply(body));
      case Instruction.Match(var place, var subject, var cases) -> {
        List<Instruction.Case> changed = new ArrayList<>();
        for (Instruction.Case matchCase : cases) {
          changed.add(new Instruction.Case(matchCase.pattern(), change.apply(matchCase.body())));
        }
        yield new Instruction.Match(place, subject, changed);
      }
      case Instruction.AppendText _,
          Instruction.AppendValue _,
          Instruction.BeginTurn _,
          Instruction.EndTurn _,
          Instruction.Think _,
          Instruction.Generate _,
          Instruction.Select _,
          Instruction.Compute _,
          Instruction.Yield _,
          Instruction.Return _,
          Instruction.Break _,
          Instruction.Invoke _,
          Instruction.CallTool _,
          Instruction.Assert _ ->
          instruction;
    };
  }
}
